"""Opens every address as everybody, and says what was seen that should not have been."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase

from heartwood.cast.building import Cast
from heartwood.ground.audit.models import Line
from heartwood.kit.form_keys import FIELD, new_key
from tests.everyone import Person
from tests.sealed_envelopes.deeds import Deed
from tests.sealed_envelopes.markers import is_on_a_page_of_the_walk
from tests.sealed_envelopes.routes import Route
from tests.sealed_envelopes.sampling import Sample

# What a visit may touch without anybody having done anything: a calendar is made, empty, when it is first looked at.
BESIDE_THE_POINT = ("django_session", "counters", "usersessions_usersession", 'INSERT INTO "appointments_calendar"')


@dataclass
class Walk:
    """What a walk found. Empty lists are good news."""

    leaks: set[tuple[str, str, str]] = field(default_factory=set)  # person, route, marker
    broken: set[tuple[str, str, str]] = field(default_factory=set)  # person, address, what happened
    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # marker: who read it somewhere
    visited: list[tuple[Person, Route, str]] = field(default_factory=list)  # who, where, the very address
    opened: list[tuple[Person, Route, str]] = field(default_factory=list)  # those that were answered with a page
    seen_at: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # address: markers
    seen_on: dict[Route, set[str]] = field(default_factory=lambda: defaultdict(set))
    links: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # person: where pages lead them
    refusals: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))  # person: bodies of 404s
    keyless: set[str] = field(default_factory=set)  # routes with a form that would be done twice when sent twice
    bare: set[tuple[str, str]] = field(default_factory=set)  # routes whose answers lack a header

    def found_by(self, person: Person) -> set[str]:
        return {marker for marker, readers in self.read.items() if person.key in readers}


class Envelopes:
    """The markers, found in whatever an answer holds."""

    def __init__(self, readers: dict[str, set[str]]) -> None:
        self.readers = readers
        self._longest_first = sorted(readers, key=len, reverse=True)
        self._holding_others = {marker for marker in readers for other in readers if other in marker != other}

    def of(self, person: Person) -> set[str]:
        """What this person may read, and stands on some page of the walk."""
        theirs = {marker for marker, readers in self.readers.items() if person.key in readers}
        return {marker for marker in theirs if is_on_a_page_of_the_walk(marker, person.key)}

    def found_in(self, response: HttpResponseBase, address: str) -> set[str]:
        headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        return self.within((headers + body(response).decode("utf-8", "replace")).replace(address, ""))

    def within(self, text: str) -> set[str]:
        """One that is part of another, longer one counts where it stands by itself."""
        found = set()
        for marker in self._longest_first:
            if marker in text:
                found.add(marker)
                if marker in self._holding_others:
                    text = text.replace(marker, "\0")
        return found


def walk_reading(
    people: Iterable[Person], routes: Iterable[Route], cast: Cast, envelopes: Envelopes, sample: Sample | None = None
) -> Walk:
    """Afterwards nobody has been anywhere; meanwhile each sees who was there before. Where only a sample is opened,
    whoever has not found all that is theirs goes on until they have."""
    walk, people = Walk(), list(people)
    addresses = {route: list(route.filled(cast)) for route in routes}
    with ExitStack() as afterwards:
        for person in people:
            afterwards.enter_context(taken_back(person))
        for person in people:
            for route, all_of_it in addresses.items():
                for address in sample.of(route, all_of_it, person) if sample else all_of_it:
                    _visit(walk, person, route, address, envelopes)
        for person in people if sample else []:
            _find_the_rest(walk, person, addresses, envelopes, sample)
    return walk


RECORD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _find_the_rest(
    walk: Walk, person: Person, addresses: dict[Route, list[str]], envelopes: Envelopes, sample: Sample
) -> None:
    """Where they belong first: where others have found it, then where a link has led them, then where it is likely, now
    on this kind of page and now on that: on the page of a record itself, about a record that has opened to them, by a
    route that has, by one on which others have found it; then anywhere."""
    been = {address: route for walker, route, address in walk.visited if walker is person}
    times = Counter(been.values())
    theirs = envelopes.of(person)
    left = [(route, address) for route, those in addresses.items() for address in those if address not in been]
    at_home = [place for place in left if sample.belongs(person, *place)]
    elsewhere = [place for place in left if not sample.belongs(person, *place)]
    opened = [(route, address) for walker, route, address in walk.opened if walker is person]
    routes, records = {route for route, _ in opened}, {pk for _, address in opened for pk in RECORD.findall(address)}
    likely = {
        (route, address): (route in routes)
        + (not records.isdisjoint(RECORD.findall(address)))
        + route.address.endswith("_pk>/")
        for route, address in left
    }

    def promises(place: tuple[Route, str]) -> tuple[int, bool, int, int]:
        route, address = place
        on_the_route = likely[place] + bool(walk.seen_on[route] & missing)
        return len(walk.seen_at[address] & missing), address in walk.links[person.key], on_the_route, -times[route]

    for places in (at_home, elsewhere):
        while places and (missing := theirs - walk.found_by(person)):
            places.remove(best := max(places, key=promises))
            times[best[0]] += 1
            _visit(walk, person, *best, envelopes)


def _visit(walk: Walk, person: Person, route: Route, address: str, envelopes: Envelopes) -> None:
    response = person.browser.get(address)
    walk.visited.append((person, route, address))
    walk.keyless |= {route.name for form in forms_that_post(response) if not KEY.search(form)}
    walk.bare |= {(route.name, name) for name in missing_headers(response)}
    if response.status_code >= 500:
        walk.broken.add((person.key, address, f"answer {response.status_code}"))
    if response.status_code == 404 and route.view.door != "anyone":
        walk.refusals[person.key].add(body(response))
    if response.status_code == 200:
        walk.opened.append((person, route, address))
        walk.links[person.key] |= links_on(response)
    walk.seen_at[address] |= (found := envelopes.found_in(response, address))
    walk.seen_on[route] |= found
    for marker in found:
        if person.key in envelopes.readers[marker]:
            walk.read[marker].add(person.key)
        else:
            walk.leaks.add((person.key, route.name, marker))


LINK = re.compile(r'href="([^"#]+)"')
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.S)
KEY = re.compile(rf'name="{FIELD}" value="[0-9a-f]{{32}}\.[0-9a-f]{{32}}"')
POSTED_BY_HTMX = re.compile(r"<(?!form\b)[^>]*\shx-(?:post|put|patch|delete)=[^>]*>")


def links_on(response: HttpResponseBase) -> set[str]:
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return set(LINK.findall(body(response).decode())) if is_page else set()


def forms_that_post(response: HttpResponseBase) -> list[str]:
    """Whatever on a page changes something when it is used."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    page = body(response).decode()
    return FORM.findall(page) + POSTED_BY_HTMX.findall(page)


# What every answer carries, whatever it answers; of a policy, the part that matters most.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "X-Request-Id": "",
}


def missing_headers(response: HttpResponseBase, but: tuple[str, ...] = ()) -> list[str]:
    said = {name: value for name, value in HEADERS.items() if name not in but}
    missing = [name for name, part in said.items() if part not in response.headers.get(name, "\0")]
    return [name for name in missing if name != "X-Request-Id" or not response.headers.get(name)]


class Undone(Exception):
    """Takes a deed back."""


@dataclass(frozen=True)
class Attempt:
    status: int
    wrote: bool

    @property
    def turned_away(self) -> bool:
        """Sent away; or a form knows nobody of those whom it was sent."""
        return self.status in (302, 403, 404, 422) and not self.wrote


def attempt(person: Person, address: str, facts: dict[str, Any] | None = None) -> Attempt:
    """What came of sending this. Afterwards all is as before."""
    with taken_back(person), connection.execute_wrapper(writes := Writes()):
        answer = person.browser.post(address, facts or {})
    assert answer.status_code < 500, (person.key, address)
    return Attempt(answer.status_code, bool(writes.statements))


@dataclass(frozen=True)
class Twice:
    """What came of sending the same form two times."""

    answers: tuple[tuple[int, str], tuple[int, str]]  # status, and where it led
    written: int  # statements, by the second


def attempt_twice(person: Person, address: str, facts: dict[str, Any]) -> Twice:
    form = facts | {FIELD: new_key(person.user)}
    with taken_back(person):
        first = person.browser.post(address, form)
        _from_the_beginning(form)
        with connection.execute_wrapper(writes := Writes()):
            second = person.browser.post(address, form)
    told = [(answer.status_code, answer.headers.get("Location", "")) for answer in (first, second)]
    return Twice((told[0], told[1]), len(writes.statements))


def _from_the_beginning(form: dict[str, Any]) -> None:
    """A file that was sent once has been read to its end."""
    for value in form.values():
        if hasattr(value, "seek"):
            value.seek(0)


@contextmanager
def taken_back(person: Person) -> Iterator[None]:
    """Whatever is done within is undone."""
    cookies = person.browser.cookies.copy()
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        person.browser.cookies = cookies


def faults_in_doing(deed: Deed, cast: Cast, people: Iterable[Person]) -> list[str]:
    """Who did what they may not, and who could not do what they may."""
    faults = []
    for person in people:
        outcome = attempt(person, deed.address(cast), deed.facts(cast))
        if person.key in deed.doers and not outcome.wrote:
            faults.append(f"{person.key} could not {deed.name} ({outcome.status})")
        if person.key not in deed.doers and not outcome.turned_away:
            faults.append(f"{person.key} was not turned away from: {deed.name} ({outcome.status})")
    return faults


class Writes:
    """Counts statements that change records, whoever sends them. That somebody looked is written down too, and changes
    nothing."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_visit = "audit_line" in sql and _are_visits(params)
        is_change = re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", sql, re.I)
        if is_change and not is_visit and not any(table in sql for table in BESIDE_THE_POINT):
            self.statements.append(sql)
        return execute(sql, params, many, context)


def _are_visits(params: Any) -> bool:
    """PostgreSQL is sent a list for each column where several lines are written at once."""
    kinds = {kind for param in params for kind in (param if isinstance(param, list) else [param])} & {*Line.Kind}
    return kinds == {Line.Kind.VISIT}


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)
