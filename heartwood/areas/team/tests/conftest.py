"""What the stories about the team share."""

import re

import pytest
from django.core import mail
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from heartwood.areas.team.inviting import invite


def status(person, page, *parts):
    return person.get(person.viewer.address(page, *parts)).status_code


def fill_in(person, page, *parts, **typed):
    """A form is sent; the answer is the page on which that ends. A browser sends its token too."""
    facts = {"csrfmiddlewaretoken": "-", **typed}
    return person.browser.post(person.viewer.address(page, *parts), facts, follow=True)


@pytest.fixture
def visitor(db):
    """Somebody who is not signed in."""
    return Browser()


@pytest.fixture
def invitation(olive):
    """Olive has asked Mira to join Willow as a practitioner."""
    return invite(olive.viewer, name="Mira Solano", email="mira@post.example", roles=["is_practitioner"])


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
