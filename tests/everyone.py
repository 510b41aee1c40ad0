"""Everybody who might come to a door: the cast, nobody at all, and people whose time here is over.

`everyone["thea"].get(url)` asks as Thea, signed in, with her second factor.
"""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client as Browser
from django.test.client import ClientHandler
from django.utils.timezone import now

from heartwood.areas.clients.models import AccessGrant, PortalAccess
from heartwood.cast.building import Cast
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.second_factor import set_up_here
from heartwood.ground.audit.acting import act

# By Willow's clock its people live: what is due there today may be due tomorrow in UTC.
WILLOW = ZoneInfo("America/Los_Angeles")


@dataclass
class Person:
    key: str
    user: User | None = None
    member: Member | None = None
    profile: PortalAccess | None = None
    has_second_factor: bool = True

    @cached_property
    def browser(self) -> Browser:
        """Theirs, in which they are signed in as soon as it is used."""
        browser = Browser(raise_request_exception=False)
        browser.handler = HOUSE
        if self.user:
            _come_in(browser, self.user, self.has_second_factor)
        return browser

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
    people = [Person("nobody")]
    people += [Person(key, member.user, member=member) for key, member in cast.workers.items()]
    for key, user in cast.logins.items():
        first = next(profile for profile in cast.profiles.values() if profile.user_id == user.pk)
        people.append(Person(key, user, profile=first))
    ended = _people_whose_rights_ended(cast)
    people += [Person(key, member.user, member=member) for key, member in ended.items()]
    people.append(Person("ex_guardian", _ex_guardian(cast)))
    people.append(Person("passwordonly", cast.workers["thea"].user, has_second_factor=False))
    return {person.key: person for person in people}


@pytest.fixture
def thea(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["thea"])


@pytest.fixture
def cole(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["cole"])


@pytest.fixture
def olive(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["olive"])


@pytest.fixture
def otto(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["otto"])


@pytest.fixture
def fran(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["fran"])


@pytest.fixture
def bo(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["bo"])


@pytest.fixture
def clara(everyone: dict[str, Person]) -> Person:
    return _at_the_desk(everyone["clara"])


HOUSE = ClientHandler(enforce_csrf_checks=False)  # one for all: each would load the whole house anew


def _at_the_desk(person: Person) -> Person:
    """Signed in now, and not in the middle of what the test counts."""
    assert person.browser
    return person


def _come_in(browser: Browser, user: User, second_factor: bool) -> None:
    browser.cookies.pop(settings.SESSION_COOKIE_NAME, None)  # or whoever is in already would stay in that session
    browser.force_login(user)
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


def _ex_guardian(cast: Cast) -> User:
    user = User.objects.create(email="karl@mail.example", name="Karl Kim", password="!")
    ended = PortalAccess(client=cast.clients["kit"], user=user, code="ex3gu4rd", revoked_at=now())
    with act(Viewer(user=user), "clients.leave_portal", ended):
        ended.save()
    return user
