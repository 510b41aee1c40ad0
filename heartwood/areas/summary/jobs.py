"""What takes long: asking a language model."""

from typing import Any
from uuid import UUID

from django.apps import apps

from heartwood.areas.summary import asking
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.jobs.job import job


@job(tries=1)
def ask(summary_pk: str, member_pk: str) -> None:
    """For whoever asked, if they still may. It is asked once: they see what came of it, and may ask again."""
    member = Member.objects.current().select_related("user", "organization").get(pk=UUID(member_pk))
    viewer = Viewer.in_office(member)
    summaries: Any = apps.get_model("summary.Summary")._default_manager
    summary = summaries.allowed(viewer, "write").select_related("client").filter(pk=UUID(summary_pk)).first()
    if summary:
        asking.ask(viewer, summary)
