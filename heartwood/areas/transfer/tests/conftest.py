"""A person at the import's pages, and the worker behind them."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from heartwood.areas.transfer.models import Import


@dataclass
class Importing:
    """Somebody on the way through the pages of one import."""

    person: Any
    pk: Any = None

    @property
    def record(self) -> Import:
        found: Import = Import.objects.visible_to(self.person.viewer).get(pk=self.pk)
        return found

    def upload(self, content: bytes, name: str = "clients.csv") -> Any:
        answer = self.person.post(
            self.person.viewer.address("client-import"), {"file": SimpleUploadedFile(name, content)}
        )
        if answer.status_code == 302:
            self.pk = answer.headers["Location"].split("/")[-3]
        return answer

    def get(self, page: str, **query: Any) -> Any:
        return self.person.get(self.person.viewer.address(f"client-import-{page}", self.pk), **query)

    def post(self, page: str, facts: dict[str, Any] | None = None) -> Any:
        return self.person.post(self.person.viewer.address(f"client-import-{page}", self.pk), facts)

    def columns(self, **corrected: str) -> Any:
        """Take the columns as they were guessed, but for those that are named: `columns(**{"field-3": "phone"})`."""
        form = self.get("columns").context["form"]
        return self.post("columns", {name: form[name].value() or "" for name in form.fields} | corrected)

    def all_the_way(self, content: bytes, run: Any, **corrected: str) -> Import:
        assert self.upload(content).status_code == 302
        assert self.columns(**corrected).status_code == 302
        assert self.post("run", self.defaults()).status_code == 302
        run()
        return self.record

    def defaults(self) -> dict[str, Any]:
        form = self.get("preview").context["form"]
        values = {name: form[name].value() for name in form.fields}
        return {name: getattr(value, "pk", value) for name, value in values.items() if value}


@pytest.fixture
def import_of():
    return Importing


@pytest.fixture
def run_jobs(db):
    """What is due in the queue runs now."""

    def run():
        for job in DBTaskResult.objects.ready():
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)

    return run
