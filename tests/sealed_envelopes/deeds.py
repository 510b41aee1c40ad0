"""Every deed of the house: where it is done, what is sent, and who may. Written by hand, not from the rules."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from heartwood.areas.appointments.free_times import free_times_for_clients
from heartwood.areas.appointments.models import Calendar, Room
from heartwood.cast.building import Cast
from heartwood.cast.papers import letter, river
from heartwood.cast.people import LOGINS
from heartwood.ground.notifications.letters import LETTERS
from tests.sealed_envelopes.markers import AT_HOME, administering, in_charge, is_owner_only, leading
from tests.sealed_envelopes.routes import KNOWN_SESSIONS

WILLOW_OFFICE = {"olive", "thea", "cole", "sol", "fran", "bo", "moved", "double"}
EVERYBODY_AT_WORK = WILLOW_OFFICE | {"felix", "sasha", "bruno", "otto"}
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


def _portal(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[key].code}/bookings/{act}"


def _own_session(profile: str, session: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: _portal(profile, f"{cast.sessions[session].pk}/{act}/")(cast)


def _thea_offers(act: str) -> Callable[[Cast], str]:
    """Where Clara books Thea's individual session."""
    return lambda cast: _portal("clara", f"book/{cast.workers['thea'].pk}/{cast.services['therapy'].pk}/{act}/")(cast)


def _free(cast: Cast) -> dict[str, Any]:
    """Some free time of Thea's, in two weeks or so."""
    calendar = Calendar.objects.of(cast.workers["thea"])
    since = now() + timedelta(days=14)
    times = free_times_for_clients(calendar, cast.services["therapy"], since, since + timedelta(days=7))
    return {"at": times[0].isoformat()}


def _told_that_it_is_late(cast: Cast) -> dict[str, Any]:
    return {"told": "late"}


DEEDS_WITH_SESSIONS = [
    Deed("book a session as Clara", _thea_offers("confirm"), {"clara"}, _free),
    Deed(
        "book what only staff book",
        lambda cast: _thea_offers("confirm")(cast).replace(
            str(cast.services["therapy"].pk), str(cast.services["garden"].pk)
        ),
        set(),
        _free,
    ),
    Deed(
        "wait for a first conversation",
        lambda cast: _thea_offers("wait")(cast).replace(
            str(cast.services["therapy"].pk), str(cast.services["first"].pk)
        ),
        {"clara"},
    ),
    Deed("wait no more", lambda cast: _portal("clara", f"waiting/{cast.waiting.pk}/end/")(cast), {"clara"}),
    Deed("change Clara's session", _own_session("clara", "clara 0", "change/confirm"), {"clara"}, _free),
    Deed("change it through another profile", _own_session("nadia", "clara 0", "change/confirm"), set(), _free),
    Deed("cancel Clara's session", _own_session("clara", "clara 0", "cancel"), {"clara"}, _told_that_it_is_late),
    Deed(
        "cancel it through another profile",
        _own_session("petra", "clara 0", "cancel"),
        set(),
        lambda cast: {"told": "late"},
    ),
    Deed("agree to a new time for Kit", _own_session("kit", "kit 0", "agree"), {"grace"}),
    Deed("keep the old time for Kit", _own_session("kit", "kit 0", "keep"), {"grace"}),
    Deed("make a calendar address as Clara", _portal("clara", "calendar/address/"), {"clara"}),
    Deed(
        "make a calendar address at work",
        lambda cast: "/willow/own-calendar/address/",
        WILLOW_OFFICE,
    ),
    Deed(
        "look at a calendar elsewhere",
        lambda cast: "/willow/own-calendar/outside/",
        {"thea", "cole", "sol", "double"},
        lambda cast: {"address": "https://calendar.example/a.ics"},
    ),
]


def _session(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/sessions/{cast.sessions[key].pk}/{act}/"


def _practice(act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/{act}/"


def _room(act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/rooms/{Room.objects.get(organization=cast.firms['willow']).pk}/{act}"


def _hours(act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/hours/{cast.workers['cole'].pk}/{act}"


def _booking(cast: Cast, client: str, practitioner: str) -> dict[str, Any]:
    return {
        "clients": [str(cast.clients[client].pk)],
        "service": str(cast.services["therapy"].pk),
        "practitioner": str(cast.workers[practitioner].pk),
        **_another_time(),
    }


def _another_time() -> dict[str, str]:
    return {"on": (localdate() + timedelta(days=40)).isoformat(), "at": "07:00", "minutes": "50", "scope": "this"}


def _service(cast: Cast) -> dict[str, Any]:
    return {
        "name": "Walk and talk",
        "minutes": 50,
        "currency": "USD",
        "place": "in_person",
        "practitioners": [str(cast.workers["thea"].pk)],
        "booking": "staff",
        "buffer_before": 0,
        "buffer_after": 0,
        "colour": "sand",
    }


SURE = {"sure": "yes"}
TERMS = {
    "time_zone": "UTC",
    "notice_minutes": 60,
    "horizon_days": 30,
    "cancellation_hours": 24,
    "break_minutes": 15,
    "step_minutes": 30,
}
COLE_AND_DESK = {"olive", "cole", "fran"}
CLARA_BOOKERS = {"olive", "thea", "fran", "double"}


def _note(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/notes/{cast.notes[key].pk}/{act}/"


def _chart_note(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/notes/record/{cast.chart_notes[key].pk}/{act}/"


CLARAS_PRACTITIONERS = {"thea", "double"}
TIMES = {"started": "10:00", "ended": "10:50", "modality": "video"}
SECTIONS = {"sections-TOTAL_FORMS": "1", "sections-INITIAL_FORMS": "0", "sections-0-label": "One"}

DEEDS = [
    *DEEDS_WITH_SESSIONS,
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
    Deed("see all notices at once", lambda cast: "/willow/notices/seen/", {"thea", "cole", "sol"}),
    Deed(
        "choose one's mails",
        lambda cast: "/accounts/mails/",
        EVERYBODY_AT_WORK | {"passwordonly", "clara", "nadia", "grace", "elif", "petra"},
        lambda cast: dict.fromkeys(LETTERS, "daily"),
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
    Deed(
        "book a session for Clara with Thea",
        lambda cast: "/willow/calendar/book/",
        {"olive", "thea", "fran"},
        lambda cast: _booking(cast, "clara", "thea"),
    ),
    Deed(
        "book a session for an owner-only client",
        lambda cast: "/willow/calendar/book/",
        {"sol"},
        lambda cast: _booking(cast, "emeka_obi", "sol"),
    ),
    Deed("accept what Nadia asked Cole for", _session("asked for", "accept"), COLE_AND_DESK),
    Deed("decline what Nadia asked Cole for", _session("asked for", "decline"), COLE_AND_DESK, lambda cast: SURE),
    Deed("move Clara's session", _session("clara 0", "move"), CLARA_BOOKERS, lambda cast: _another_time()),
    Deed("propose a new time for Clara", _session("clara 0", "propose"), CLARA_BOOKERS, lambda cast: _another_time()),
    Deed("move an owner-only session", _session("emeka_obi 0", "move"), {"sol"}, lambda cast: _another_time()),
    Deed("cancel Clara's session", _session("clara 0", "cancel"), CLARA_BOOKERS, lambda cast: SURE),
    Deed("cancel Clara's session elsewhere", _session("clara 0", "cancel", "otter"), set(), lambda cast: SURE),
    Deed(
        "hold Clara's session in another room by video",
        _session("clara 0", "link"),
        CLARA_BOOKERS,
        lambda cast: SURE | {"link": "https://video.example/quietroom"},
    ),
    Deed("note that Ana did not come", _session("ana_ruiz -1", "no-show"), {"olive", "thea", "fran"}),
    Deed(
        "confirm a new time that Clara proposed",
        _session("clara proposes", "confirm"),
        CLARA_BOOKERS,
    ),
    Deed("refuse it", _session("clara proposes", "refuse"), CLARA_BOOKERS, lambda cast: SURE),
    Deed(
        "add Clara to the session for two",
        _session("together", "participants"),
        {"olive", "thea", "fran"},
        lambda cast: {"clients": [str(cast.clients["clara"].pk)]},
    ),
    Deed(
        "take Benjamin out of it",
        lambda cast: f"{_session('together', 'participants')(cast)}{cast.clients['benjamin_tran'].pk}/remove/",
        {"olive", "thea", "fran"},
    ),
    Deed("leave only the primary client", _session("together", "individual"), {"olive", "thea", "fran"}),
    Deed("offer a service", _practice("services/add"), {"olive"}, lambda cast: _service(cast)),
    Deed(
        "change a service",
        lambda cast: f"/willow/practice/services/{cast.services['therapy'].pk}/",
        {"olive"},
        lambda cast: _service(cast),
    ),
    Deed(
        "retire a service",
        lambda cast: f"/willow/practice/services/{cast.services['therapy'].pk}/retire/",
        {"olive"},
    ),
    Deed("begin with a sensible service", lambda cast: "/birch/practice/services/start/", set()),
    Deed("add a room", _practice("rooms/add"), {"olive"}, lambda cast: {"name": "Loft"}),
    Deed("rename a room", _room(""), {"olive"}, lambda cast: {"name": "Loft"}),
    Deed("retire a room", _room("retire/"), {"olive"}),
    Deed(
        "declare a holiday",
        _practice("holidays"),
        {"olive"},
        lambda cast: {"name": "Day off", "first_on": "2040-01-01", "last_on": "2040-01-01"},
    ),
    Deed("remove a holiday", lambda cast: f"/willow/practice/holidays/{cast.holiday.pk}/remove/", {"olive"}),
    Deed("set Cole's hours", _hours(""), {"olive", "cole", "fran"}, lambda cast: {"day-0": "9-12"}),
    Deed("set Cole's terms", _hours("terms/"), {"olive", "cole", "fran"}, lambda cast: TERMS),
    Deed("send Cole on leave", _hours("special/"), {"olive", "cole", "fran"}, lambda cast: {"first_on": "2040-01-01"}),
    Deed(
        "call Cole back",
        lambda cast: f"{_hours('special/')(cast)}{cast.special.pk}/remove/",
        {"olive", "cole", "fran"},
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
    for key, profile in cast.profiles.items():
        yield f"/portal/{profile.code}/notices/seen/", AT_HOME[key]
    yield from _silent_deeds_with_sessions(cast)
    for key in KNOWN_SESSIONS:
        session = f"/{cast.sessions[key].organization.slug}/sessions/{cast.sessions[key].pk}"
        bookers = {
            "clara 0": CLARA_BOOKERS,
            "clara -1": CLARA_BOOKERS,
            "emeka_obi 0": {"sol"},
            "asked for": COLE_AND_DESK,
            "kit 0": COLE_AND_DESK,
            "elif 0": {"felix"},
            "petra 0": {"otto", "double"},
            "petra -1": {"otto", "double"},
            "noor_haidari -1": COLE_AND_DESK,
        }
        for deed_done in ("accept", "no-show", "individual"):
            yield f"{session}/{deed_done}/", bookers.get(key, {"olive", "thea", "fran"})
        for client in cast.clients.values():
            yield f"{session}/participants/{client.pk}/remove/", {"olive", "thea", "fran"}
    for room in Room.objects.filter(organization=cast.firms["willow"]):
        yield f"/willow/practice/rooms/{room.pk}/retire/", {"olive"}
    yield f"/otter/practice/services/{cast.services['counsel'].pk}/retire/", {"otto", "double"}
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


def _silent_deeds_with_sessions(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    """A session is cancelled without a reason, and a calendar address made without a choice."""
    for key, session, login in (
        ("clara", "clara 0", "clara"),
        ("nadia_with_cole", "asked for", "nadia"),
        ("kit", "kit 0", "grace"),
        ("elif", "elif 0", "elif"),
        ("petra", "petra 0", "petra"),
    ):
        yield _own_session(key, session, "cancel")(cast), {login}
    for key, profile in cast.profiles.items():
        holder = next(login for login, user in cast.logins.items() if user.pk == profile.user_id)
        yield _portal(key, "calendar/address/")(cast), {holder}
        yield f"/portal/{profile.code}/notices/seen/", {holder}
        for practitioner, service in (("thea", "therapy"), ("cole", "therapy"), ("otto", "counsel")):
            if cast.practitioner_of[key] == practitioner:
                offered = f"book/{cast.workers[practitioner].pk}/{cast.services[service].pk}/wait/"
                yield _portal(key, offered)(cast), {holder}
    for firm in cast.firms:
        yield f"/{firm}/notices/seen/", EVERYBODY_AT_WORK
        yield f"/{firm}/own-calendar/address/", EVERYBODY_AT_WORK
