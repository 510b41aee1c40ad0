"""What happens to files while nobody waits."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.timezone import now

from heartwood.ground.files import limits
from heartwood.ground.jobs.job import daily, job
from heartwood.ground.vault import files

GRACE = timedelta(days=1)  # a file is there before its row; no upload takes longer


@job
def make_safe(label: str, pk: str) -> None:
    if row := _row(label, pk):
        row.make_safe()


@job
def paint_pages(label: str, pk: str) -> None:
    if row := _row(label, pk):
        row.paint_pages()


@job(repeats=daily("03:30"))
def sweep() -> None:
    """Remove the files that stand in no row: their upload was never finished, or their row is gone."""
    before = now() - GRACE
    files.sweep({name for model in limits.kinds_of_files() for name in _names_in(model)}, before)


def _row(label: str, pk: str) -> Any:
    rows: Any = apps.get_model(label)._default_manager
    return rows.as_system("a file is prepared").filter(pk=UUID(pk)).first()


def _names_in(model: Any) -> list[str]:
    rows = model._base_manager.values_list("parts", flat=True).iterator()
    return [name for parts in rows for name in parts.values()]
