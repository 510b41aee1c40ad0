"""What happens to an import while nobody waits for an answer. Each job calls one verb; a second call does nothing."""

from typing import Any
from uuid import UUID

from django.apps import apps

from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.jobs.job import FOR_DAYS, job


@job
def carry_out(import_pk: str, member_pk: str) -> None:
    """For whoever started it, as far as they still may."""
    member = Member.objects.current().select_related("user", "organization").filter(pk=member_pk).first()
    if member is None:
        return
    viewer = Viewer.in_office(member)
    if waiting := _imports().allowed(viewer, "change").filter(pk=import_pk).first():
        waiting.carry_out(viewer)


@job(tries=FOR_DAYS)
def forget(import_pk: str) -> None:
    _imports().forget(UUID(import_pk))


def _imports() -> Any:
    return apps.get_model("transfer.Import").objects
