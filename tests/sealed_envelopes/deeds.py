"""Every deed of the house: where it is done, what is sent, and who may. Written by hand, not from the rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from heartwood.areas.appointments.models import Room
from heartwood.cast.building import Cast
from heartwood.cast.people import LOGINS
from tests.sealed_envelopes.markers import administering, in_charge, is_owner_only, leading
from tests.sealed_envelopes.routes import KNOWN_SESSIONS

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
        "choose one's mails",
        lambda cast: "/accounts/mails/",
        WILLOW_OFFICE | {"felix", "sasha", "bruno", "otto", "passwordonly"} | {login.key for login in LOGINS},
        lambda cast: {"clients.access_given": "daily"},
    ),
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
    for key in KNOWN_SESSIONS:
        session = f"/{cast.sessions[key].organization.slug}/sessions/{cast.sessions[key].pk}"
        bookers = {"clara 0": CLARA_BOOKERS, "emeka_obi 0": {"sol"}, "asked for": COLE_AND_DESK}
        for deed_done in ("accept", "no-show", "individual"):
            yield f"{session}/{deed_done}/", bookers.get(key, {"olive", "thea", "fran"})
        for client in cast.clients.values():
            yield f"{session}/participants/{client.pk}/remove/", {"olive", "thea", "fran"}
    for room in Room.objects.filter(organization=cast.firms["willow"]):
        yield f"/willow/practice/rooms/{room.pk}/retire/", {"olive"}
    yield f"/otter/practice/services/{cast.services['counsel'].pk}/retire/", {"otto", "double"}
    yield "/otter/practice/leave/", {"otto", "double"}
    yield f"/otter/practice/members/{cast.workers['otto'].pk}/end/", {"double"}
    for waiting in cast.imports:
        yield f"/willow/clients/import/{waiting.pk}/columns/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/preview/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/run/", {"thea"}
        yield f"/willow/clients/import/{waiting.pk}/abandon/", {"thea"}
