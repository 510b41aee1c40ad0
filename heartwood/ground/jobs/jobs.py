"""The queue's own housekeeping."""

from datetime import timedelta

from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from heartwood.ground.jobs.job import daily, job
from heartwood.ground.jobs.models import Slot, Worker

DONE_KEPT_FOR = timedelta(days=7)
GIVEN_UP_KEPT_FOR = timedelta(days=30)


@job(repeats=daily("03:00"))
def tidy() -> None:
    """What is done is forgotten after a week; what was given up after a month."""
    DBTaskResult.objects.successful().filter(finished_at__lt=now() - DONE_KEPT_FOR).delete()
    DBTaskResult.objects.failed().filter(finished_at__lt=now() - GIVEN_UP_KEPT_FOR).delete()
    Slot.objects.filter(at__lt=now() - GIVEN_UP_KEPT_FOR).delete()
    Worker.objects.filter(alive_at__lt=now() - timedelta(days=1)).delete()
