import pytest
from django_tasks_db.models import DBTaskResult

from heartwood.areas.reviews.models import Review


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
def leave(cast, clara):
    """As Clara does it, on the page that Session Details leads to. The review that came of it."""

    def left(words, session="clara -3", stars=5, shown_as=""):
        address = clara.viewer.address("review-leave", cast.sessions[session].pk)
        answer = clara.post(address, {"stars": stars, "words": words, "shown_as": shown_as})
        assert answer.status_code == 302, answer.content.decode()
        return Review.objects.as_system("test").get(appointment=cast.sessions[session])

    return left
