"""How a try ends: it succeeded, it will be tried again, or it is given up."""

import logging
from datetime import timedelta
from traceback import format_tb
from typing import Any

from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from heartwood.ground.jobs.job import SOME, pause_after
from heartwood.ground.jobs.models import Worker

logger = logging.getLogger("heartwood.jobs")


class WorkerDied(Exception):
    """The worker fell silent while it did this."""


def succeeded(row: DBTaskResult) -> None:
    _end(row, status=TaskResultStatus.SUCCESSFUL, finished_at=now(), exception_class_path="", traceback="")
    logger.info("done", extra={"job": row.task_path, "tries": len(row.worker_ids)})


def failed(row: DBTaskResult, error: Exception, pause: timedelta | None = None) -> None:
    """Later once more, or never."""
    tries = len(row.worker_ids)
    known = {"exception_class_path": _kind(error), "traceback": "".join(format_tb(error.__traceback__))}
    if tries < _tries_of(row):
        later = now() + (pause_after(tries) if pause is None else pause)
        if _end(row, status=TaskResultStatus.READY, run_after=later, **known):
            logger.warning("%s failed (%s), try %d. It is tried again.", row.task_path, _kind(error), tries)
    elif _end(row, status=TaskResultStatus.FAILED, finished_at=now(), **known):
        logger.error(
            "%s failed (%s), try %d. It is given up.\n%s", row.task_path, _kind(error), tries, known["traceback"]
        )


def take_back_from_the_dead() -> None:
    """What ran in a worker that is no more runs again. Those who are alive are asked for last: whoever holds a job had
    said before that they are."""
    running = list(DBTaskResult.objects.running())
    alive = set(Worker.objects.alive().values_list("pk", flat=True)) if running else set()
    for row in running:
        if row.worker_ids[-1] not in alive:
            failed(row, WorkerDied(), pause=timedelta())


def _end(row: DBTaskResult, **facts: Any) -> bool:
    """Unless the job was taken back meanwhile, and is another's now."""
    held = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    return bool(held.update(**facts))


def _tries_of(row: DBTaskResult) -> int:
    try:
        return int(getattr(row.task, "tries", SOME))
    except ImportError:  # a job of another version of the house
        return SOME


def _kind(error: Exception) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"
