"""Which forms were sent already, so that what is sent twice is done once."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.timezone import now

REMEMBERED_FOR = timedelta(hours=24)


class SentFormManager(models.Manager["SentForm"]):
    def forget_old(self) -> None:
        self.filter(at__lt=now() - REMEMBERED_FOR).delete()


class SentForm(models.Model):
    """A form that somebody sent, and how it was answered. Holds neither what was in it nor what the answer said: who
    sent it where under which key, and its content, only as fingerprints that nobody can read without our secret key."""

    name = models.CharField(primary_key=True, max_length=64)
    content = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.TextField(blank=True)  # where the answer led
    at = models.DateTimeField(default=now, db_index=True)

    objects: ClassVar[SentFormManager] = SentFormManager()

    def __str__(self) -> str:
        return self.name
