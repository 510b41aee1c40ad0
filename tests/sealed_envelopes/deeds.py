"""Every deed of the house: where it is done, what is sent, and who may. Written by hand, not from the rules."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.cast.building import Cast
from heartwood.cast.papers import letter, river
from heartwood.cast.people import LOGINS
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


def _document(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/documents/{cast.documents[key].pk}/{act}/"


def _own_document(key: str, profile: str) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/documentation/{cast.documents[key].pk}/remove/"


def _journal(profile: str, rest: Callable[[Cast], str]) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/journal/{rest(cast)}"


def _entry(key: str, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return _journal(profile, lambda cast: f"{cast.entries[key].pk}/{act}/")


def _about_session(key: str, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return _journal(profile, lambda cast: f"sessions/{cast.sessions[key].pk}/write/{act}")


def _image(number: int, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return _journal(profile, lambda cast: f"images/{cast.images[number].pk}/{act}/")


def _acknowledge(entry: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/journals/{cast.entries[entry].pk}/acknowledge/"


def _words(cast: Cast) -> dict[str, Any]:
    return {"title": "T", "body": "New words", "sharing": "private"}


def _words_of(entry: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: _words(cast) | {"version": cast.entries[entry].version}


def _a_picture(cast: Cast) -> dict[str, Any]:
    return _words(cast) | {"uploads": SimpleUploadedFile("river.jpg", river(24, 16))}


def _a_picture_for(entry: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: _a_picture(cast) | _words_of(entry)(cast)


def _thanks(cast: Cast) -> dict[str, Any]:
    return {"message": "Thank you"}


def _a_paper(cast: Cast) -> dict[str, Any]:
    return {"uploads": SimpleUploadedFile("paper.pdf", letter("A paper"))}


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
    Deed("see all notices at once", lambda cast: "/willow/notices/seen/", {"thea", "cole"}),
    Deed(
        "see all notices at once in the portal",
        lambda cast: f"/portal/{cast.profiles['clara'].code}/notices/seen/",
        {"clara"},
    ),
    Deed(
        "choose one's mails",
        lambda cast: "/accounts/mails/",
        WILLOW_OFFICE
        | {"felix", "sasha", "bruno", "otto", "passwordonly"}
        | {"clara", "nadia", "grace", "elif", "petra"},
        lambda cast: {"clients.access_given": "daily", "documents.arrived": "daily", "documents.shared": "daily"},
    ),
    Deed("upload to Clara's record", _client("clara", "documents/add"), {"thea", "double"}, _a_paper),
    Deed("upload to an owner-only record", _client("elif", "documents/add", "lantern"), {"felix"}, _a_paper),
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
    Deed("remove what one has uploaded", _own_document("river", "clara"), {"clara"}),
    Deed("remove what was shared with one", _own_document("plan", "clara"), set()),
    Deed("remove through one's other profile", _own_document("letter", "nadia"), set()),
    Deed("write an entry", _about_session("clara -1", ""), {"clara"}, _words),
    Deed("write about somebody else's session", _about_session("nadia -1", ""), set(), _words),
    Deed("write through one's other profile", _about_session("nadia -1", "", "nadia_with_cole"), set(), _words),
    Deed("write about a session asked for", _about_session("asked for", "", "nadia_with_cole"), set(), _words),
    Deed("keep a draft", _about_session("clara -1", "keep/"), {"clara"}, _words),
    Deed("add an image to a draft", _about_session("clara -1", "images/"), {"clara"}, _a_picture),
    Deed("throw a draft away", _about_session("clara 0", "discard/"), {"clara"}),
    Deed("edit an entry", _entry("letter", "edit"), {"clara"}, _words_of("letter")),
    Deed("edit somebody else's shared entry", _entry("river", "edit", "nadia"), set(), _words_of("river")),
    Deed("keep the draft of an entry", _entry("letter", "edit/keep"), {"clara"}, _words_of("letter")),
    Deed("add an image to an entry", _entry("letter", "edit/images"), {"clara"}, _a_picture_for("letter")),
    Deed("throw away what another has begun", _entry("river", "edit/discard", "nadia"), set()),
    Deed("share an entry", _entry("letter", "share"), {"clara"}),
    Deed("share through one's other profile", _entry("morning", "share", "nadia_with_cole"), set()),
    Deed("make an entry private again", _entry("river", "keep-private"), {"clara"}),
    Deed("delete an entry", _entry("river", "remove"), {"clara"}),
    Deed("delete what a guardian wrote", _entry("mother", "remove", "kit"), {"grace"}),
    Deed("remove an image", _image(0, "remove"), {"clara"}),
    Deed("remove somebody else's image", _image(0, "remove", "nadia"), set()),
    Deed("put an image before the other", _image(1, "earlier"), {"clara"}),
    Deed("switch the prompts off", _journal("clara", lambda cast: "prompts/"), {"clara"}),
    Deed("acknowledge an entry", _acknowledge("river"), {"thea"}, _thanks),
    Deed("acknowledge an entry through another practice", _acknowledge("river", "otter"), set(), _thanks),
    Deed("acknowledge a private entry", _acknowledge("letter"), set(), _thanks),
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
    for document, doers in {"plan": {"thea", "double"}, "referral": {"thea", "double"}, "intake": {"felix"}}.items():
        firm = cast.documents[document].organization.slug
        for act in ("share", "stop-sharing", "remove"):
            yield _document(document, act, firm)(cast), doers
    yield _own_document("letter", "nadia_with_cole")(cast), {"nadia"}
    for profile, author, keys in (
        ("clara", "clara", ("letter", "sleep", "river")),
        ("nadia", "nadia", ("morning",)),
        ("nadia_with_cole", "nadia", ("doubt",)),
        ("kit", "grace", ("mother",)),
    ):
        for key, act in itertools.product(keys, ("share", "keep-private", "remove")):
            yield _entry(key, act, profile)(cast), {author}
    yield _image(1, "remove")(cast), {"clara"}
    for login in LOGINS:
        for profile, _ in login.profiles:
            yield _journal(profile, lambda cast: "prompts/")(cast), {login.key}
    for firm, practitioners in {
        "lantern": {"felix"},
        "otter": {"otto", "double"},
        "cedar": {"sasha"},
        "birch": {"bruno"},
    }.items():
        yield f"/{firm}/clients/export/", practitioners
    yield "/otter/practice/leave/", {"otto", "double"}
    yield f"/otter/practice/members/{cast.workers['otto'].pk}/end/", {"double"}
    for waiting in cast.imports:
        yield f"/willow/clients/import/{waiting.pk}/columns/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/preview/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/run/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/abandon/", {"thea"}
