import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from heartwood.cast.papers import letter, river
from heartwood.ground.jobs.worker import Worker


@pytest.fixture
def paper():
    return lambda name="paper.pdf", words="Only words": SimpleUploadedFile(name, letter(words))


@pytest.fixture
def picture():
    return lambda name="river.jpg": SimpleUploadedFile(name, river(240, 160))


@pytest.fixture
def do_the_jobs(db):
    """Everything that is due, by a worker."""

    def work():
        Worker(once=True).run()
        assert not DBTaskResult.objects.failed().exists()

    return work
