"""Deeds with documents."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.cast.building import Cast
from heartwood.cast.papers import letter
from tests.sealed_envelopes.deeds.deed import Deed, of_client


def _document(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/documents/{cast.documents[key].pk}/{act}/"


def _folder(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/documents/folders/{cast.folders[key].pk}/{act}/"


def _a_name(cast: Cast) -> dict[str, Any]:
    return {"name": "Reports"}


def _own_document(key: str, profile: str) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/documentation/{cast.documents[key].pk}/remove/"


def _a_paper(cast: Cast) -> dict[str, Any]:
    return {"uploads": SimpleUploadedFile("paper.pdf", letter("A paper"))}


DEEDS = [
    Deed("upload to Clara's record", of_client("clara", "documents/add"), {"thea", "double"}, _a_paper),
    Deed("upload to an owner-only record", of_client("elif", "documents/add", "lantern"), {"felix"}, _a_paper),
    Deed(
        "upload for one's practitioner",
        lambda cast: f"/portal/{cast.profiles['clara'].code}/documentation/add/",
        {"clara"},
        _a_paper,
    ),
    Deed("share a document", _document("referral", "share"), {"thea", "double"}),
    Deed("share a document through another practice", _document("referral", "share", "otter"), set()),
    Deed("stop sharing a document", _document("plan", "stop-sharing"), {"thea", "double"}),
    Deed("share what is the client's own", _document("river", "share"), set()),
    Deed("remove a document", _document("referral", "remove"), {"thea", "double"}),
    Deed("remove what is the client's own", _document("river", "remove"), set()),
    Deed("make a folder", of_client("clara", "documents/folders/add"), {"thea", "double"}, _a_name),
    Deed("rename a folder", _folder("letters", "rename"), {"thea", "double"}, _a_name),
    Deed("rename a folder through another practice", _folder("letters", "rename", "otter"), set(), _a_name),
    Deed("remove a folder", _folder("letters", "remove"), {"thea", "double"}),
    Deed(
        "move a document",
        _document("plan", "move"),
        {"thea", "double"},
        lambda cast: {"folder": str(cast.folders["letters"].pk)},
    ),
    Deed("move what the client uploaded out of folders", _document("river", "move"), {"thea", "double"}),
    Deed("upload a new version", _document("plan", "renew"), {"thea", "double"}, _a_paper),
    Deed("renew what is the client's own", _document("river", "renew"), set(), _a_paper),
    Deed("take up an older version", _document("older", "take-up"), {"thea", "double"}),
    Deed("take up what is no older version", _document("plan", "take-up"), set()),
    Deed("share an older version", _document("older", "share"), set()),
    Deed("remove what one has uploaded", _own_document("river", "clara"), {"clara"}),
    Deed("remove what was shared with one", _own_document("plan", "clara"), set()),
    Deed("remove through one's other profile", _own_document("letter", "nadia"), set()),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for document, doers in {"plan": {"thea", "double"}, "referral": {"thea", "double"}, "intake": {"felix"}}.items():
        firm = cast.documents[document].organization.slug
        for act in ("share", "stop-sharing", "remove"):
            yield _document(document, act, firm)(cast), doers
        yield _document(document, "move", firm)(cast), doers
    yield _document("older", "take-up")(cast), {"thea", "double"}
    for document, doers in {"river": {"thea", "double"}, "letter": {"cole"}}.items():
        yield _document(document, "move")(cast), doers
    for folder in cast.folders:
        yield _folder(folder, "remove")(cast), {"thea", "double"}
    yield _own_document("letter", "nadia_with_cole")(cast), {"nadia"}
