"""Every address of the house, with every record of the cast in its place."""

import inspect
import itertools
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from heartwood.areas.appointments.models import Room
from heartwood.areas.clients.models import Client
from heartwood.areas.summary.models import Version
from heartwood.cast.building import Cast
from heartwood.cast.people import CLIENTS

STRANGER = uuid.UUID("00000000-0000-4000-8000-000000000000")

# A booked one, one of an owner-only client, one that was asked for, and one of two clients.
KNOWN_SESSIONS = (
    *("clara 0", "clara -1", "kit 0", "elif 0", "petra 0", "petra -1", "emeka_obi 0"),
    *("hugo_lefevre -1", "noor_haidari -1"),  # whose notes are still to be written
    *("nadia -1", "nadia_with_cole -1", "kit -1"),  # of which somebody writes in a journal
    "asked for",  # by Nadia
    "together",  # two people of whom neither has a login
)
KNOWN_PRACTITIONERS = ("thea", "felix")  # who show reviews on their pages
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
    "appointment_pk": lambda cast: [*(cast.sessions[key].pk for key in KNOWN_SESSIONS), STRANGER],
    "service_pk": lambda cast: [*(cast.services[key].pk for key in ("therapy", "garden", "counsel")), STRANGER],
    "room_pk": lambda cast: [*Room.objects.values_list("pk", flat=True), STRANGER],
    "holiday_pk": lambda cast: [cast.holiday.pk],
    "special_pk": lambda cast: [cast.special.pk],
    "entry_pk": lambda cast: [*(cast.entries[key].pk for key in ENTRIES_ON_THE_WALK), STRANGER],
    "image_pk": lambda cast: [*(image.pk for image in cast.images), STRANGER],
    "homework_pk": lambda cast: [*(homework.pk for homework in cast.homework.values()), STRANGER],
    "step_pk": lambda cast: [*(step.pk for step in parts_of(cast.homework["five"].steps)), STRANGER],
    "material_pk": lambda cast: [*(file.pk for file in parts_of(cast.homework["five"].materials)), STRANGER],
    "answer_file_pk": lambda cast: [*(file.pk for file in parts_of(cast.answers["train"].files)), STRANGER],
    "homework_template_pk": lambda cast: [*(template.pk for template in cast.library.values()), STRANGER],
    "template_file_pk": lambda cast: [
        *(file.pk for file in parts_of(cast.library["Five things, slowly"].files)),
        STRANGER,
    ],
    "review_pk": lambda cast: [*(review.pk for review in cast.reviews.values()), STRANGER],
    "practitioner_pk": lambda cast: [*(cast.workers[key].pk for key in KNOWN_PRACTITIONERS), STRANGER],
    "notice_pk": lambda cast: [cast.notice.pk, STRANGER],
    "alarm_pk": lambda cast: [cast.alarm.pk, STRANGER],
    "note_pk": lambda cast: [
        *(cast.notes[key].pk for key in ("draft", "awaiting", "clara -11", "clara -2")),
        STRANGER,
    ],
    "addendum_pk": lambda cast: [cast.addendum.pk, STRANGER],
    "private_note_pk": lambda cast: [cast.private_notes["clara"].pk, STRANGER],
    "chart_note_pk": lambda cast: [*(note.pk for note in cast.chart_notes.values()), STRANGER],
    "purpose_pk": lambda cast: [*(cast.purposes[key].pk for key in ("notes", "treatment", "otter")), STRANGER],
    "purpose_kind": lambda cast: ["treatment", "own"],
    "wording_pk": lambda cast: [*(cast.purposes[key].wording.pk for key in ("notes", "otter")), STRANGER],
    "consent_event_pk": lambda cast: [
        *(cast.consents[key].pk for key in ("clara email", "nadia notes", "kit notes", "petra")),
        STRANGER,
    ],
    "template_pk": lambda cast: [cast.template.pk, STRANGER],
    "folder_pk": lambda cast: [*(folder.pk for folder in cast.folders.values()), STRANGER],
    "summary_pk": lambda cast: [*(summary.pk for summary in cast.summaries.values()), STRANGER],
    "version_pk": lambda cast: [*(version.pk for version in versions_of_summaries(cast)), STRANGER],
    "number": lambda cast: [1, 9],  # pages
    "device_pk": lambda cast: [cast.device.pk, STRANGER],
    "waiting_pk": lambda cast: [cast.waiting.pk, STRANGER],
    "relationship_pk": lambda cast: [
        *(cast.contacts[key].pk for key in ("clara", "nadia_with_cole")),
        cast.profiles["kit_with_joon"].relationship_id,
        STRANGER,
    ],
    "access_pk": lambda cast: [*(cast.profiles[key].pk for key in ("clara", "kit", "kit_with_joon")), STRANGER],
    # Whoever holds the link of an invitation may read it: that story is told in the team's own tests.
    "token": lambda cast: ["a-token-that-never-was"],
    "passkey_pk": lambda cast: [1],
    "uidb36": lambda cast: [cast.logins["clara"].pk.hex],
    "key": lambda cast: ["a-key-that-never-was"],
}

# Addresses that show more when asked: the list holds clients of all states.
ALSO_ASKED = {
    "<slug:organization>/clients/": ["?state=all"],
    "<slug:organization>/calendar/": ["?with=all", "?view=month", "?view=agenda&with=all"],
    "<slug:organization>/calendar/book/clients/": ["?q=brandt", "?q=obi"],
    "<slug:organization>/sessions/": ["?tab=completed"],
}

# The first word of an address, where it says who looks.
PLACES = ("organization", "profile")

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Route:
    address: str
    view: Any
    url_name: str
    in_full: bool = False

    @property
    def name(self) -> str:
        return self.address or "/"

    @property
    def parameters(self) -> list[str]:
        return [plain or named for plain, named in PARAMETER.findall(self.address)]

    def filled(self, cast: Cast, method: str = "GET") -> Iterator[str]:
        """The route's addresses with every combination of what may stand in them, to be asked by this method."""
        unknown = set(self.parameters) - FILLINGS.keys()
        assert not unknown, f"/{self.address}: the walk does not know how to fill {sorted(unknown)}"
        for values in self._fillings(cast, method):
            yield from self.filled_with(values)

    def filled_with(self, values: Iterable[Any]) -> Iterator[str]:
        """Its address with these in it, and with what is also asked there."""
        address = "/" + PARAMETER.sub("{}", self.address).replace("^", "").replace("$", "").format(*values)
        yield address
        yield from (address + query for query in ALSO_ASKED.get(self.address, []))

    def _fillings(self, cast: Cast, method: str) -> Iterator[tuple[Any, ...]]:
        """Every combination; but a record stands at its own place, and sometimes at one strange one, as the others say
        nothing more."""
        places = places_of_records(cast, in_full=self.in_full)
        for values in itertools.product(*(self._values(name, cast, method) for name in self.parameters)):
            record = next((value for value in values if isinstance(value, uuid.UUID)), None)
            if record is None or values[0] in places.get(record, values) or self.parameters[0] not in PLACES:
                yield values

    def _values(self, name: str, cast: Cast, method: str) -> list[Any]:
        """Where nothing is sent, or that method is not answered, one record and a strange one say as much as all."""
        values = FILLINGS[name](cast)
        is_read = method == "GET" and self.answers(method)
        return values if self.in_full or is_read or name in PLACES else [values[0], values[-1]]

    def answers(self, method: str) -> bool:
        return self._methods is None or method in self._methods

    @cached_property
    def _methods(self) -> list[str] | None:
        """Those that the view answers, where `require_POST` or `require_safe` says so; None: all."""
        view = self.view
        while view := getattr(view, "__wrapped__", None):
            if methods := inspect.getclosurevars(view).nonlocals.get("request_method_list"):
                return list(methods)
        return None


def every_route(*, in_full: bool = False) -> list[Route]:
    """`in_full`: with every record also where nothing is answered or sent, and at a strange place."""
    routes = [Route(*found, in_full) for found in _walk(get_resolver().url_patterns)]
    return sorted(routes, key=lambda route: route.address)


def known_clients(cast: Cast) -> list[Client]:
    """Those whose records the walk opens: everybody with a story, and one owner-only and one archived record."""
    return [cast.clients[key] for key in (*(served.key for served in CLIENTS), "emeka_obi", "omar_siddiqui")]


def parts_of(relation: Any) -> list[Any]:
    return list(relation.as_system("test"))


def versions_of_summaries(cast: Cast) -> list[Version]:
    versions = Version.objects.as_system("the walk").filter(summary__in=cast.summaries.values())
    return list(versions.select_related("client__organization").order_by("client", "number"))


def places_of_records(cast: Cast, *, in_full: bool) -> dict[Any, set[str]]:
    """The same for every route, and therefore found once."""
    kept = cast.__dict__.setdefault("places of records", {})
    if in_full not in kept:
        kept[in_full] = _places_of_records(cast, in_full=in_full)
    return kept[in_full]


def _places_of_records(cast: Cast, *, in_full: bool) -> dict[Any, set[str]]:
    """Where each record of the cast is tried: at its organization and in its client's profiles; the first of each kind,
    or every one, also at another organization and in a strange profile."""
    records = [
        *cast.clients.values(),
        *cast.workers.values(),
        *cast.imports,
        *cast.documents.values(),
        *cast.folders.values(),
        *(cast.sessions[key] for key in KNOWN_SESSIONS),
        *cast.services.values(),
        *cast.notes.values(),
        *cast.chart_notes.values(),
        *cast.private_notes.values(),
        *cast.entries.values(),
        *cast.summaries.values(),
        *versions_of_summaries(cast),
        *cast.images,
        *cast.homework.values(),
        *parts_of(cast.homework["five"].steps),
        *parts_of(cast.homework["five"].materials),
        *parts_of(cast.answers["train"].files),
        *cast.consents.values(),
        *cast.contacts.values(),
        *cast.reviews.values(),
        cast.invitation,
        cast.alarm,
    ]
    travelling = records if in_full else {type(record): record for record in reversed(records)}.values()
    own = {record.pk: _own_places(cast, record) for record in records}
    strange = {record.pk: _strange_places(cast, own[record.pk]) for record in travelling}
    every_profile = {profile.code for profile in cast.profiles.values()}
    own |= {cast.workers[key].pk: every_profile for key in KNOWN_PRACTITIONERS}
    return {pk: places | strange.get(pk, set()) for pk, places in own.items()} | {STRANGER: PLACES_OF_STRANGERS}


PLACES_OF_STRANGERS = {"willow", "otter", "k7q2m9wd"}


def _own_places(cast: Cast, record: Any) -> set[str]:
    office = (record.organization if hasattr(record, "organization") else record.client.organization).slug
    clients = set(getattr(record, "clients_concerned", None) or [getattr(record, "client_id", record.pk)])
    return {office} | {profile.code for profile in cast.profiles.values() if profile.client_id in clients}


def _strange_places(cast: Cast, own: set[str]) -> set[str]:
    clara, petra = (cast.profiles[key].code for key in ("clara", "petra"))
    return {"otter" if "willow" in own else "willow", petra if clara in own else clara}


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, Any, str]]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, address)
        else:
            yield address, pattern.callback, pattern.name or ""
