import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from heartwood.cast.papers import letter, river


@pytest.fixture
def paper():
    return lambda name="paper.pdf", words="Only words": SimpleUploadedFile(name, letter(words))


@pytest.fixture
def picture():
    return lambda name="river.jpg": SimpleUploadedFile(name, river(240, 160))


@pytest.fixture
def do_the_jobs(db):
    """Once around: everything that is due."""

    def work():
        for job in DBTaskResult.objects.ready():
            job.claim("a worker")
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)

    return work
