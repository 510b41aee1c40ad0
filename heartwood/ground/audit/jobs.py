"""Sealing, a second or two after a line was written. Whoever writes waits for nobody."""

from datetime import timedelta

from django.utils.timezone import now
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from heartwood.ground.audit import anchors, sealing
from heartwood.ground.jobs.job import every, job

SOON = timedelta(seconds=1)  # meanwhile more lines gather


@job(repeats=every(minutes=5))
def seal() -> None:
    """Seals whatever waits, also what a process that died could not ask for; on the first call of a day, anchors the
    heads."""
    DBTaskResult.objects.filter(task_path=seal.module_path, status=TaskResultStatus.SUCCESSFUL).delete()
    sealing.seal_what_waits()
    anchors.anchor_today()


def seal_soon() -> None:
    """Once a line is there for all to see. A job that has not begun will find it; one that has begun may not."""
    if not DBTaskResult.objects.filter(task_path=seal.module_path, status=TaskResultStatus.READY).exists():
        seal.using(run_after=now() + SOON).enqueue()
