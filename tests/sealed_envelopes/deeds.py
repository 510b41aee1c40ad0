"""Every deed of the house: where it is done, what is sent, and who may. Written by hand, not from the rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from heartwood.cast.building import Cast
from tests.sealed_envelopes.markers import administering, in_charge, is_owner_only, leading

WILLOW_OFFICE = {"olive", "thea", "cole", "sol", "fran", "bo", "moved", "double"}
CLARA_AT_WORK = {"olive", "thea", "double"}


@dataclass(frozen=True)
class Deed:
    name: str
    address: Callable[[Cast], str]
    doers: set[str]
    facts: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})


def _client(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/clients/{cast.clients[key].pk}/{act}/"


def _member(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/members/{cast.workers[key].pk}/{act}/"


def _invitation(act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/invitations/{cast.invitation.pk}/{act}/"


def _import(number: int, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/clients/import/{cast.imports[number].pk}/{act}/"


def _note(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/notes/{cast.notes[key].pk}/{act}/"


def _chart_note(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/notes/record/{cast.chart_notes[key].pk}/{act}/"


CLARAS_PRACTITIONERS = {"thea", "double"}
TIMES = {"started": "10:00", "ended": "10:50", "modality": "video"}
SECTIONS = {"sections-TOTAL_FORMS": "1", "sections-INITIAL_FORMS": "0", "sections-0-label": "One"}

DEEDS = [
    Deed(
        "add a client at Willow",
        lambda cast: "/willow/clients/add/",
        {"olive", "thea", "cole", "sol", "fran", "double"},
        lambda cast: {"first_name": "New", "state": "active"},
    ),
    Deed(
        "add a client at Otter",
        lambda cast: "/otter/clients/add/",
        {"otto", "double"},
        lambda cast: {"first_name": "New", "state": "active"},
    ),
    Deed(
        "correct Clara's profile",
        _client("clara", "edit"),
        CLARA_AT_WORK,
        lambda cast: {"first_name": "Claire", "state": "active"},
    ),
    Deed(
        "correct Clara's profile through another practice",
        _client("clara", "edit", "otter"),
        set(),
        lambda cast: {"first_name": "Claire", "state": "active"},
    ),
    Deed(
        "correct an owner-only profile",
        _client("emeka_obi", "edit"),
        {"sol"},
        lambda cast: {"first_name": "E", "state": "active"},
    ),
    Deed(
        "correct Elif's profile",
        _client("elif", "edit", "lantern"),
        {"felix"},
        lambda cast: {"first_name": "E", "state": "active"},
    ),
    Deed("archive Clara's record", _client("clara", "archive"), CLARA_AT_WORK),
    Deed("bring Omar's record back", _client("omar_siddiqui", "bring-back"), {"olive", "thea"}),
    Deed(
        "give Cole access to Clara's record",
        _client("clara", "access"),
        {"olive", "thea"},
        lambda cast: {"practitioners": [str(cast.workers["cole"].pk)]},
    ),
    Deed("make Clara's record owner-only", _client("clara", "access/owner-only"), {"thea"}),
    Deed("make Petra's record owner-only", _client("petra", "access/owner-only", "otter"), {"otto"}),
    Deed("open an owner-only record", _client("emeka_obi", "access/open"), {"sol"}),
    Deed(
        "change what Willow is called",
        lambda cast: "/willow/practice/details/",
        {"olive"},
        lambda cast: {"name": "Willow", "kind": "practice", "time_zone": "America/Los_Angeles"},
    ),
    Deed("change Cole's roles", _member("cole", "roles"), {"olive"}, lambda cast: {"roles": ["is_biller"]}),
    Deed("change Otto's roles through Willow", _member("otto", "roles"), set(), lambda cast: {"roles": ["is_biller"]}),
    Deed("end Cole's membership", _member("cole", "end"), {"olive"}),
    Deed("leave Willow", lambda cast: "/willow/practice/leave/", WILLOW_OFFICE - {"olive"}),
    Deed(
        "invite somebody to Willow",
        lambda cast: "/willow/practice/invitations/new/",
        {"olive"},
        lambda cast: {"name": "N", "email": "n@mail.example", "roles": ["is_biller"]},
    ),
    Deed("send an invitation again", _invitation("resend"), {"olive"}),
    Deed("withdraw an invitation", _invitation("revoke"), {"olive"}),
    Deed(
        "export clients",
        lambda cast: "/willow/clients/export/",
        WILLOW_OFFICE - {"fran", "bo", "moved"},
        lambda cast: {"as": "csv"},
    ),
    Deed(
        "say what the columns of a list hold", _import(0, "columns"), {"thea"}, lambda cast: {"field-0": "first_name"}
    ),
    Deed("see all notices at once", lambda cast: "/willow/notices/seen/", {"thea", "cole", "sol"}),
    Deed(
        "choose one's mails",
        lambda cast: "/accounts/mails/",
        WILLOW_OFFICE | {"felix", "sasha", "bruno", "otto", "passwordonly"},
        lambda cast: {"clients.access_given": "daily"},
    ),
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
    Deed("write on Clara's record", _client("clara", "notes/write"), CLARAS_PRACTITIONERS, lambda cast: {"body": "N."}),
    Deed("correct a note on the record", _chart_note("first", "correct"), {"thea"}, lambda cast: {"body": "N."}),
    Deed("share a note on the record", _chart_note("first", "share"), CLARAS_PRACTITIONERS),
    Deed("stop sharing a note on the record", _chart_note("shared", "stop-sharing"), CLARAS_PRACTITIONERS),
    Deed("begin a private note", _client("clara", "private-notes/begin"), CLARAS_PRACTITIONERS),
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
    Deed("say who supervises Cole", _member("cole", "supervisor"), {"olive"}, lambda cast: {"supervisor": ""}),
    Deed("take a list over", _import(1, "run"), {"thea"}),
    Deed("give a list up", _import(1, "abandon"), {"thea"}),
]


def needing_no_words(cast: Cast) -> set[tuple[str, str]]:
    """Address and doer of deeds that an empty form does: archiving, taking all access away, leaving, exporting."""
    return {(address, doer) for address, doers in _silent_deeds(cast) for doer in doers}


def _silent_deeds(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key, client in cast.clients.items():
        record = f"/{client.organization.slug}/clients/{client.pk}"
        yield f"{record}/archive/", in_charge(key)
        yield f"{record}/bring-back/", in_charge(key)
        yield f"{record}/access/", leading(key) if is_owner_only(key) else leading(key) | administering(key)
        yield f"{record}/access/owner-only/", leading(key)
        yield f"{record}/access/open/", leading(key)
    for deed in DEEDS:
        if not deed.facts(cast) or deed.name == "export clients":
            yield deed.address(cast), deed.doers
    for firm, practitioners in {
        "lantern": {"felix"},
        "otter": {"otto", "double"},
        "cedar": {"sasha"},
        "birch": {"bruno"},
    }.items():
        yield f"/{firm}/clients/export/", practitioners
    yield "/otter/practice/leave/", {"otto", "double"}
    yield f"/otter/practice/members/{cast.workers['otto'].pk}/end/", {"double"}
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
    yield f"/willow/practice/members/{cast.workers['cole'].pk}/supervisor/", {"olive"}
    yield f"/otter/practice/members/{cast.workers['otto'].pk}/supervisor/", {"otto", "double"}
    for waiting in cast.imports:
        yield f"/willow/clients/import/{waiting.pk}/columns/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/preview/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/run/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/abandon/", {"thea"}
