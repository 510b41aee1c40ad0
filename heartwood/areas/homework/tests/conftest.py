from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from heartwood.areas.homework.models import Homework
from heartwood.cast.papers import letter, river
from tests.everyone import WILLOW


@pytest.fixture
def do_the_jobs(db):
    """Once around: everything that is due."""

    def work():
        for job in DBTaskResult.objects.ready():
            job.claim("a worker")
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)

    return work


@pytest.fixture
def photo():
    return lambda: SimpleUploadedFile("Pondhead.jpg", river(48, 32))


@pytest.fixture
def paper():
    return lambda: SimpleUploadedFile("Millrace.pdf", letter("Millrace"))


@pytest.fixture
def given(cast, thea):
    """As Thea does it: the form, and *Give it*. The homework that came of it."""

    def give(title="Plovercote", client="clara", days=7, **facts):
        earlier = set(Homework.objects.as_system("test").values_list("pk", flat=True))
        due_on = localdate(timezone=WILLOW) + timedelta(days=days)
        typed = {"title": title, "instructions": "", "steps": "One\nTwo", "due_on": due_on.isoformat()}
        answer = thea.post(thea.viewer.address("client-homework-give", cast.clients[client].pk), typed | facts)
        assert answer.status_code == 302, answer.content.decode()
        return Homework.objects.as_system("test").exclude(pk__in=earlier).get()

    return give


@pytest.fixture
def handed_in(clara):
    """As Clara does it: she writes, and hands in."""

    def hand_in(homework, body="It went well, Ousebank."):
        clara.post(
            clara.viewer.address("homework-answer", homework.pk), {"body": body, "revision": 0, "then": "hand-in"}
        )
        homework.refresh_from_db()
        return homework

    return hand_in
