"""Deeds with sessions, in the portal and in the office; and with what is offered, where and when."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from heartwood.areas.appointments.free_times import free_times_for_clients
from heartwood.areas.appointments.models import Calendar, Room
from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import EVERYBODY_AT_WORK, WILLOW_OFFICE, Deed
from tests.sealed_envelopes.markers import AT_HOME
from tests.sealed_envelopes.routes import KNOWN_SESSIONS

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


DEEDS = [
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
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    yield from _in_the_portal(cast)
    yield from _in_the_office(cast)
    for firm in cast.firms:
        yield f"/{firm}/own-calendar/address/", EVERYBODY_AT_WORK


def _in_the_portal(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    """A session is cancelled without a reason, and a calendar address made without a choice."""
    for key, session, login in (
        ("clara", "clara 0", "clara"),
        ("nadia_with_cole", "asked for", "nadia"),
        ("kit", "kit 0", "grace"),
        ("elif", "elif 0", "elif"),
        ("petra", "petra 0", "petra"),
    ):
        yield _own_session(key, session, "cancel")(cast), {login}
    for key, holders in AT_HOME.items():
        yield _portal(key, "calendar/address/")(cast), holders
        for practitioner, service in (("thea", "therapy"), ("cole", "therapy"), ("otto", "counsel")):
            if cast.practitioner_of[key] == practitioner:
                offered = f"book/{cast.workers[practitioner].pk}/{cast.services[service].pk}/wait/"
                yield _portal(key, offered)(cast), holders


BOOKERS = {
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


def _in_the_office(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key in KNOWN_SESSIONS:
        session = f"/{cast.sessions[key].organization.slug}/sessions/{cast.sessions[key].pk}"
        for act in ("accept", "no-show", "individual"):
            yield f"{session}/{act}/", BOOKERS.get(key, {"olive", "thea", "fran"})
        for client in cast.clients.values():
            yield f"{session}/participants/{client.pk}/remove/", {"olive", "thea", "fran"}
    for room in Room.objects.filter(organization=cast.firms["willow"]):
        yield f"/willow/practice/rooms/{room.pk}/retire/", {"olive"}
    for service in cast.services.values():
        owners = {"willow": {"olive"}, "otter": {"otto", "double"}}.get(service.organization.slug, set())
        yield f"/{service.organization.slug}/practice/services/{service.pk}/retire/", owners
