"""Deeds with notes."""

from collections.abc import Callable, Iterator

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import Deed, of_client
from tests.sealed_envelopes.markers import leading

CLARAS_PRACTITIONERS = {"thea", "double"}
TIMES = {"started": "10:00", "ended": "10:50", "modality": "video"}
SECTIONS = {"sections-TOTAL_FORMS": "1", "sections-INITIAL_FORMS": "0", "sections-0-label": "One"}


def _note(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/notes/{cast.notes[key].pk}/{act}/"


def _chart_note(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/notes/record/{cast.chart_notes[key].pk}/{act}/"


DEEDS = [
    Deed(
        "write a note about Hugo's session",
        lambda cast: f"/willow/notes/begin/{cast.sessions['hugo_lefevre -1'].pk}/",
        {"thea"},
        lambda cast: {"format": "soap"},
    ),
    Deed(
        "keep a draft",
        _note("draft", "draft"),
        {"thea"},
        lambda cast: {"revision": cast.notes["draft"].revision, "section-subjective": "Other words.", **TIMES},
    ),
    Deed("throw a draft away", _note("draft", "discard"), {"thea"}),
    Deed("approve a note", _note("complete", "approve"), {"thea"}),
    Deed("take a note back", _note("awaiting", "take-back"), {"cole"}),
    Deed("co-sign a note", _note("awaiting", "cosign"), {"sol"}),
    Deed("return a note", _note("awaiting", "return"), {"sol"}, lambda cast: {"comment": "And sleep?"}),
    Deed("share a note", _note("clara -11", "share"), CLARAS_PRACTITIONERS),
    Deed("stop sharing a note", _note("clara -2", "stop-sharing"), CLARAS_PRACTITIONERS),
    Deed("mark a note", _note("clara -11", "in-error"), {"thea"}, lambda cast: {"reason": "Another hour."}),
    Deed("add to a note", _note("clara -2", "addenda/begin"), CLARAS_PRACTITIONERS),
    Deed(
        "write an addendum",
        lambda cast: f"/willow/notes/addenda/{cast.addendum.pk}/draft/",
        {"thea"},
        lambda cast: {"revision": 1, "body": "Other words."},
    ),
    Deed("throw an addendum away", lambda cast: f"/willow/notes/addenda/{cast.addendum.pk}/discard/", {"thea"}),
    Deed(
        "write on Clara's record", of_client("clara", "notes/write"), CLARAS_PRACTITIONERS, lambda cast: {"body": "N."}
    ),
    Deed("correct a note on the record", _chart_note("first", "correct"), {"thea"}, lambda cast: {"body": "N."}),
    Deed("share a note on the record", _chart_note("first", "share"), CLARAS_PRACTITIONERS),
    Deed("stop sharing a note on the record", _chart_note("shared", "stop-sharing"), CLARAS_PRACTITIONERS),
    Deed("begin a private note", of_client("clara", "private-notes/begin"), CLARAS_PRACTITIONERS),
    Deed(
        "write a private note",
        lambda cast: f"/willow/notes/private/{cast.private_notes['clara'].pk}/draft/",
        {"thea"},
        lambda cast: {"revision": 1, "body": "Other words."},
    ),
    Deed(
        "delete a private note",
        lambda cast: f"/willow/notes/private/{cast.private_notes['clara'].pk}/discard/",
        {"thea"},
    ),
    Deed(
        "make a template for notes",
        lambda cast: "/willow/practice/note-templates/new/",
        {"olive"},
        lambda cast: {"name": "Intake", **SECTIONS},
    ),
    Deed(
        "change a template for notes",
        lambda cast: f"/willow/practice/note-templates/{cast.template.pk}/",
        {"olive"},
        lambda cast: {"name": "Intake", **SECTIONS},
    ),
    Deed(
        "retire a template for notes",
        lambda cast: f"/willow/practice/note-templates/{cast.template.pk}/retire/",
        {"olive"},
    ),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key, client in cast.clients.items():
        record = f"/{client.organization.slug}/clients/{client.pk}"
        yield f"{record}/private-notes/begin/", leading(key) | ({"double"} if key == "clara" else set())
    for key, note in cast.notes.items():
        if key.startswith("clara"):
            for act in ("share", "stop-sharing", "addenda/begin"):
                yield f"/willow/notes/{note.pk}/{act}/", CLARAS_PRACTITIONERS
    for chart_note in cast.chart_notes.values():
        for act in ("share", "stop-sharing"):
            yield f"/willow/notes/record/{chart_note.pk}/{act}/", CLARAS_PRACTITIONERS
