"""A note on paper."""

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heartwood.areas.notes.models import Addendum, SessionNote
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.dates import clock, moment
from heartwood.kit.pdf import pdf_of

TEMPLATE = Path(__file__).with_name("paper") / "note.typ"


def answer(viewer: Viewer, note: SessionNote, addenda: list[Addendum]) -> HttpResponse:
    """A file whose name says when, and nothing about anybody."""
    response = HttpResponse(pdf_of(TEMPLATE, content(viewer, note, addenda)), content_type="application/pdf")
    day = localtime(note.started_at).date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="session-note-{day}.pdf"'
    return response


def content(viewer: Viewer, note: SessionNote, addenda: list[Addendum]) -> dict[str, Any]:
    return {
        "title": _("Session note"),
        "language": (get_language() or "en").split("-")[0],
        "paper": "us-letter" if viewer.organization and "US" in viewer.organization.jurisdiction else "a4",
        "facts": _facts(viewer, note),
        "warning": _warning(note),
        "sections": [{"label": str(section.label), "text": text} for section, text in note.sections if text.strip()],
        "signed": _signed(note),
        "addenda": [{"label": _heading(addendum), "text": addendum.body} for addendum in addenda],
        "footer": str(viewer.organization or ""),
    }


def _facts(viewer: Viewer, note: SessionNote) -> list[str]:
    span = f"{moment(note.started_at)}–{clock(note.ended_at)}"
    facts = [f"{note.appointment.service.name} · {span} · {note.get_modality_display()}"]
    return [note.client.name, *facts] if viewer.may("see", note.client) else facts


def _warning(note: SessionNote) -> str:
    if note.is_entered_in_error:
        return _("Entered in error: %(reason)s") % {"reason": note.reason}
    return "" if note.is_verified else _("Altered: this is not the text that was signed.")


def _signed(note: SessionNote) -> list[str]:
    assert note.approved_at  # noqa: S101  only what was approved is printed
    lines = [_("Signed by %(name)s, %(when)s") % {"name": note.author.user.name, "when": moment(note.approved_at)}]
    if note.cosigned_by:
        lines.append(_("Co-signed by %(name)s") % {"name": note.cosigned_by.user.name})
    return [*lines, _("Fingerprint: %(fingerprint)s") % {"fingerprint": note.fingerprint}]


def _heading(addendum: Addendum) -> str:
    assert addendum.signed_at  # noqa: S101  drafts are not printed
    return _("Added by %(name)s, %(when)s") % {"name": addendum.author.user.name, "when": moment(addendum.signed_at)}
