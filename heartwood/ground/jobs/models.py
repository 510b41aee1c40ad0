"""Who is at work on the queue, and which slots are taken. The queue itself is a table of django-tasks-db."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.timezone import now

DEAD_AFTER = timedelta(minutes=1)


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self, within: timedelta | None = None) -> "WorkerQuerySet":
        return self.filter(alive_at__gt=now() - (within or DEAD_AFTER))

    def note(self, name: str) -> None:
        """This one is alive."""
        self.update_or_create(pk=name, defaults={"alive_at": now()})


class Worker(models.Model):
    """A process that does jobs, and when it last said that it is alive."""

    id = models.CharField(primary_key=True, max_length=64)
    alive_at = models.DateTimeField(db_index=True)

    objects = WorkerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.pk


class SlotQuerySet(models.QuerySet["Slot"]):
    def take(self, name: str, at: datetime) -> bool:
        """Yes to the first who asks, in the transaction of the asker; to all others no."""
        return self.get_or_create(name=name, at=at)[1]


class Slot(models.Model):
    """Something that happens once at a certain time, however many would do it."""

    name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "at"], name="slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
