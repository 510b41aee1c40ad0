"""Every address of the house, with every record of the cast in its place."""

import itertools
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from heartwood.areas.clients.models import Client
from heartwood.cast.building import Cast
from heartwood.cast.people import CLIENTS

STRANGER = uuid.UUID("00000000-0000-4000-8000-000000000000")

SESSIONS_ON_THE_WALK = ("clara 0", "clara -1", "nadia -1", "nadia_with_cole -1", "kit -1", "asked for", "together")
ENTRIES_ON_THE_WALK = ("letter", "sleep", "river", "morning", "doubt", "mother")

# How an address's parameter is filled: by its name. A name that is missing here fails the walk.
FILLINGS: dict[str, Callable[[Cast], list[Any]]] = {
    "organization": lambda cast: [*cast.firms, "nowhere"],
    "profile": lambda cast: [*(profile.code for profile in cast.profiles.values()), "ex3gu4rd", "n0b0dy"],
    "client_pk": lambda cast: [*(client.pk for client in known_clients(cast)), STRANGER],
    "member_pk": lambda cast: [*(cast.workers[key].pk for key in ("cole", "olive", "otto")), STRANGER],
    "invitation_pk": lambda cast: [cast.invitation.pk, STRANGER],
    "import_pk": lambda cast: [*(waiting.pk for waiting in cast.imports), STRANGER],
    "document_pk": lambda cast: [*(document.pk for document in cast.documents.values()), STRANGER],
    "appointment_pk": lambda cast: [*(cast.sessions[key].pk for key in SESSIONS_ON_THE_WALK), STRANGER],
    "entry_pk": lambda cast: [*(cast.entries[key].pk for key in ENTRIES_ON_THE_WALK), STRANGER],
    "image_pk": lambda cast: [*(image.pk for image in cast.images), STRANGER],
    "notice_pk": lambda cast: [cast.notice.pk, STRANGER],
    "alarm_pk": lambda cast: [cast.alarm.pk, STRANGER],
    "device_pk": lambda cast: [cast.device.pk, STRANGER],
    # Whoever holds the link of an invitation may read it: that story is told in the team's own tests.
    "token": lambda cast: ["a-token-that-never-was"],
    "passkey_pk": lambda cast: [1],
    "uidb36": lambda cast: [cast.logins["clara"].pk.hex],
    "key": lambda cast: ["a-key-that-never-was"],
}

# Addresses that show more when asked: the list holds clients of all states.
ALSO_ASKED = {"<slug:organization>/clients/": ["?state=all"]}

# The first word of an address, where it says who looks.
PLACES = ("organization", "profile")

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Route:
    address: str
    view: Any

    @property
    def name(self) -> str:
        return self.address or "/"

    @property
    def parameters(self) -> list[str]:
        return [plain or named for plain, named in PARAMETER.findall(self.address)]

    def filled(self, cast: Cast) -> Iterator[str]:
        """The route's addresses with every combination of what may stand in them."""
        unknown = set(self.parameters) - FILLINGS.keys()
        assert not unknown, f"/{self.address}: the walk does not know how to fill {sorted(unknown)}"
        for values in self._fillings(cast):
            address = "/" + PARAMETER.sub("{}", self.address).replace("^", "").replace("$", "").format(*values)
            yield address
            yield from (address + query for query in ALSO_ASKED.get(self.address, []))

    def _fillings(self, cast: Cast) -> Iterator[tuple[Any, ...]]:
        """Every combination; but a record stands at its own place and at one strange one, as the others say nothing
        more."""
        places = places_of_records(cast)
        for values in itertools.product(*(FILLINGS[name](cast) for name in self.parameters)):
            record = next((value for value in values if isinstance(value, uuid.UUID)), None)
            if record is None or values[0] in places.get(record, values) or self.parameters[0] not in PLACES:
                yield values


def every_route() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns), key=lambda route: route.address)


def known_clients(cast: Cast) -> list[Client]:
    """Those whose records the walk opens: everybody with a story, and one owner-only and one archived record."""
    return [cast.clients[key] for key in (*(served.key for served in CLIENTS), "emeka_obi", "omar_siddiqui")]


def places_of_records(cast: Cast) -> dict[Any, set[str]]:
    """Where each record of the cast is tried: at its organization and at another, in its client's profiles and in a
    strange one."""
    records = [
        *cast.clients.values(),
        *cast.workers.values(),
        *cast.imports,
        *cast.documents.values(),
        *cast.sessions.values(),
        *cast.entries.values(),
        *cast.images,
        cast.invitation,
        cast.alarm,
    ]
    return {record.pk: _offices(record) | _profiles(cast, record) for record in records} | {STRANGER: STRANGE_PLACES}


STRANGE_PLACES = {"willow", "otter", "k7q2m9wd"}


def _offices(record: Any) -> set[str]:
    home = (record.organization if hasattr(record, "organization") else record.client.organization).slug
    return {home, "otter" if home == "willow" else "willow"}


def _profiles(cast: Cast, record: Any) -> set[str]:
    clients = set(getattr(record, "clients_concerned", None) or [getattr(record, "client_id", record.pk)])
    own = {profile.code for profile in cast.profiles.values() if profile.client_id in clients}
    clara, petra = (cast.profiles[key].code for key in ("clara", "petra"))
    return own | {petra if clara in own else clara}


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Route]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield Route(address, pattern.callback)
