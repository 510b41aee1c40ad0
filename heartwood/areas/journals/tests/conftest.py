import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from heartwood.areas.journals.models import Entry
from heartwood.cast.papers import river


@pytest.fixture
def picture():
    return lambda name="pond.jpg": SimpleUploadedFile(name, river(48, 32))


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
def write(cast, clara):
    """As Clara does it: the page for a session, and Save. The entry that came of it."""

    def written(body, session="clara -3", sharing="private", **facts):
        earlier = set(Entry.objects.as_system("test").values_list("pk", flat=True))
        address = clara.viewer.address("journal-write", cast.sessions[session].pk)
        answer = clara.post(address, {"title": "", "body": body, "sharing": sharing} | facts)
        assert answer.status_code == 302, answer.content.decode()
        return Entry.objects.as_system("test").exclude(pk__in=earlier).get()

    return written
