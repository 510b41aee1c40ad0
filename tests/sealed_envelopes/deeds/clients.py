"""Deeds with client records."""

from collections.abc import Iterator

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import Deed, of_client
from tests.sealed_envelopes.markers import administering, in_charge, is_owner_only, leading

CLARA_AT_WORK = {"olive", "thea", "double"}


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
        of_client("clara", "edit"),
        CLARA_AT_WORK,
        lambda cast: {"first_name": "Claire", "state": "active", "agreement": "agreed"},
    ),
    Deed(
        "correct Clara's profile through another practice",
        of_client("clara", "edit", "otter"),
        set(),
        lambda cast: {"first_name": "Claire", "state": "active", "agreement": "agreed"},
    ),
    Deed(
        "correct an owner-only profile",
        of_client("emeka_obi", "edit"),
        {"sol"},
        lambda cast: {"first_name": "E", "state": "active", "agreement": "agreed"},
    ),
    Deed(
        "correct Elif's profile",
        of_client("elif", "edit", "lantern"),
        {"felix"},
        lambda cast: {"first_name": "E", "state": "active", "agreement": "agreed"},
    ),
    Deed("archive Clara's record", of_client("clara", "archive"), CLARA_AT_WORK),
    Deed("bring Omar's record back", of_client("omar_siddiqui", "bring-back"), {"olive", "thea"}),
    Deed(
        "give Cole access to Clara's record",
        of_client("clara", "access"),
        {"olive", "thea"},
        lambda cast: {"practitioners": [str(cast.workers["cole"].pk)]},
    ),
    Deed("make Clara's record owner-only", of_client("clara", "access/owner-only"), {"thea"}),
    Deed("make Petra's record owner-only", of_client("petra", "access/owner-only", "otter"), {"otto"}),
    Deed("open an owner-only record", of_client("emeka_obi", "access/open"), {"sol"}),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key, client in cast.clients.items():
        record = f"/{client.organization.slug}/clients/{client.pk}"
        yield f"{record}/archive/", in_charge(key)
        yield f"{record}/bring-back/", in_charge(key)
        yield f"{record}/access/", leading(key) if is_owner_only(key) else leading(key) | administering(key)
        yield f"{record}/access/owner-only/", leading(key)
        yield f"{record}/access/open/", leading(key)
