"""What happens while nobody looks: jobs, and mails."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from heartwood.config.doctor import examination
from heartwood.ground.audit.models import Waiting
from heartwood.ground.jobs.models import Worker

PATIENCE = timedelta(minutes=10)  # with a job that is due
TO_FILES = "django.core.mail.backends.filebased.EmailBackend"


@examination
def worker() -> Iterator[str]:
    """Somebody does the jobs."""
    if not Worker.objects.alive(within=timedelta(minutes=2)).exists():
        yield "No worker is alive, so no mail leaves. Start `manage.py serve`, or `manage.py worker`."


@examination
def backlog() -> Iterator[str]:
    """Nothing waits for long."""
    due = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    late = due.filter(run_after__lt=now() - PATIENCE).count()
    if late:
        yield f"{late} jobs have been due for more than ten minutes. Start another worker: `manage.py worker`."


@examination
def given_up() -> Iterator[str]:
    """Nothing was given up."""
    if count := DBTaskResult.objects.failed().count():
        yield f"{count} jobs were given up. `manage.py jobs` says which; with --again they are tried once more."


@examination
def seals() -> Iterator[str]:
    """The trail is sealed soon after it is written."""
    if late := Waiting.objects.filter(line__at__lt=now() - PATIENCE).count():
        yield f"{late} lines of the trail wait for their seal for more than ten minutes. Does the job worker run?"


@examination
def mail() -> Iterator[str]:
    """Mails leave."""
    if settings.EMAIL_BACKEND == TO_FILES:
        if not settings.DEMO:
            yield "Mails reach nobody: they are put into files. Name a mail server in HEARTWOOD_MAIL."
        return
    try:
        connection = get_connection(timeout=10)
        connection.open()
        connection.close()
    except OSError as error:
        yield f"The mail server does not let us in ({type(error).__name__}). Is HEARTWOOD_MAIL right, and is it up?"
