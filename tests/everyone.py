"""Everybody who might come to a door: the cast, nobody at all, and people whose time here is over.

`everyone["thea"].get(url)` asks as Thea, signed in, with her second factor.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client as Browser
from django.test.client import ClientHandler
from django.utils.timezone import now

from heartwood.areas.clients.models import AccessGrant, PortalAccess
from heartwood.areas.transfer.models import Import
from heartwood.cast.building import Cast
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.second_factor import set_up_here
from heartwood.ground.audit.acting import act


@dataclass
class Person:
    key: str
    user: User | None
    browser: Browser
    member: Member | None = None
    profile: PortalAccess | None = None

    @property
    def viewer(self) -> Viewer:
        if self.member:
            return Viewer.in_office(self.member)
        if self.profile:
            return Viewer.through_portal(self.profile)
        return Viewer(user=self.user)

    def sign_in(self, *, second_factor: bool = True) -> None:
        """Also once more, when something has signed them out."""
        assert self.user
        _come_in(self.browser, self.user, second_factor)

    def get(self, address: str, **query: Any) -> Any:
        return self.browser.get(address, query)

    def post(self, address: str, facts: dict[str, Any] | None = None) -> Any:
        return self.browser.post(address, facts or {})

    def page(self, name: str, *parts: object, **query: Any) -> str:
        """The text of a page that this person must be able to open."""
        response = self.get(self.viewer.address(name, *parts), **query)
        assert response.status_code == 200, f"{name} answered {self.key} {response.status_code}"
        return str(response.content.decode())


@pytest.fixture
def everyone(cast: Cast) -> dict[str, Person]:
    people = {"nobody": Person("nobody", None, _browser())}
    for key, member in cast.workers.items():
        people[key] = _signed_in(key, member.user, member=member)
    for key, user in cast.logins.items():
        first = next(profile for profile in cast.profiles.values() if profile.user_id == user.pk)
        people[key] = _signed_in(key, user, profile=first)
    for key, member in _people_whose_rights_ended(cast).items():
        people[key] = _signed_in(key, member.user, member=member)
    cast.imports = _lists_on_their_way_in(people)  # type: ignore[attr-defined]
    people["ex_guardian"] = _signed_in("ex_guardian", _ex_guardian(cast))
    people["passwordonly"] = _signed_in("passwordonly", cast.workers["thea"].user, second_factor=False)
    return people


@pytest.fixture
def thea(everyone: dict[str, Person]) -> Person:
    return everyone["thea"]


@pytest.fixture
def cole(everyone: dict[str, Person]) -> Person:
    return everyone["cole"]


@pytest.fixture
def olive(everyone: dict[str, Person]) -> Person:
    return everyone["olive"]


@pytest.fixture
def otto(everyone: dict[str, Person]) -> Person:
    return everyone["otto"]


@pytest.fixture
def fran(everyone: dict[str, Person]) -> Person:
    return everyone["fran"]


@pytest.fixture
def bo(everyone: dict[str, Person]) -> Person:
    return everyone["bo"]


@pytest.fixture
def clara(everyone: dict[str, Person]) -> Person:
    return everyone["clara"]


HOUSE = ClientHandler(enforce_csrf_checks=False)  # one for all: each would load the whole house anew


def _browser() -> Browser:
    browser = Browser(raise_request_exception=False)
    browser.handler = HOUSE
    return browser


def _signed_in(key: str, user: User, *, second_factor: bool = True, **rest: Any) -> Person:
    person = Person(key, user, _browser(), **rest)
    person.sign_in(second_factor=second_factor)
    return person


def _come_in(browser: Browser, user: User, second_factor: bool) -> None:
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    UserSession.objects.create(user=user, session_key=browser.session.session_key, ip="127.0.0.1")
    if second_factor:
        session = browser.session
        set_up_here(SimpleNamespace(session=session))
        session.save()


def _people_whose_rights_ended(cast: Cast) -> dict[str, Member]:
    """Left: worked with Clara until yesterday. Moved: a practitioner once, a biller now; their grants still lie about.
    Double: works with Clara at Willow, and runs Otter with Otto."""
    willow, otter = cast.firms["willow"], cast.firms["otter"]
    left = _hire(willow, "left", is_practitioner=True, left_at=now())
    moved = _hire(willow, "moved", is_biller=True)
    double = _hire(willow, "double", is_practitioner=True)
    Member.objects.create(organization=otter, user=double.user, is_administrator=True)
    clara = cast.clients["clara"]
    for member in (left, moved, double):
        grant = AccessGrant(client=clara, member=member)
        with act(Viewer.in_office(cast.workers["olive"]), "clients.grant_access", grant):
            grant.save()
    return {"left": left, "moved": moved, "double": double}


def _hire(firm: Any, key: str, **facts: Any) -> Member:
    user = User.objects.create(email=f"{key}@willow.example", name=f"{key.title()} Person", password="!")
    return Member.objects.create(organization=firm, user=user, **facts)


# A list from elsewhere, with a marker in each of its columns.
LIST_FROM_ELSEWHERE = b"First name,Last name,Email\nWrenfield,Applegarth,wrenfield@list.example\n"


def _lists_on_their_way_in(people: dict[str, Person]) -> list[Import]:
    """Thea has uploaded two: one whose columns wait to be understood, and one that only waits for her word."""
    waiting, understood = (
        Import.objects.upload(people["thea"].viewer, "clients.csv", LIST_FROM_ELSEWHERE) for _ in range(2)
    )
    understood.choose_columns(people["thea"].viewer, [(c.field, c.date_order) for c in understood.chosen_columns])
    return [waiting, understood]


def _ex_guardian(cast: Cast) -> User:
    user = User.objects.create(email="karl@mail.example", name="Karl Kim", password="!")
    ended = PortalAccess(client=cast.clients["kit"], user=user, code="ex3gu4rd", revoked_at=now())
    with act(Viewer(user=user), "clients.leave_portal", ended):
        ended.save()
    return user
