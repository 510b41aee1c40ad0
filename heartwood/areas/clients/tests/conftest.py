"""What the stories about clients share."""

import re

import pytest
from django.core import mail
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult


@pytest.fixture
def visitor(db):
    """Somebody who is not signed in."""
    return Browser()


@pytest.fixture
def run_jobs(db):
    """What waits in the queue runs now."""

    def run():
        for job in DBTaskResult.objects.ready():
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)

    return run


@pytest.fixture
def link_in_mail(run_jobs):
    """The path of the one link in the last mail, once the jobs have run."""

    def find():
        run_jobs()
        (link,) = re.findall(r"http://\S+", mail.outbox[-1].body)
        return link.removeprefix("http://localhost:8000")

    return find
