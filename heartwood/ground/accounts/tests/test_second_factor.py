"""Who must show a second factor."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.accounts.second_factor import (
    has_second_factor,
    is_of_the_demo,
    is_the_last_that_is_needed,
    needs_second_factor,
)


@pytest.fixture
def mia(db: None) -> User:
    maple = Organization.objects.create(name="Maple Practice", slug="maple")
    mia = User.objects.create_user("mia@maple.test", name="Mia")
    Member.objects.create(organization=maple, user=mia, is_biller=True)
    return mia


def test_whoever_works_somewhere_needs_one_until_they_leave(mia: User) -> None:
    assert needs_second_factor(mia)

    mia.memberships.update(left_at="2026-01-01T00:00Z")

    assert not needs_second_factor(mia)


def test_recovery_codes_are_no_factor(mia: User) -> None:
    Authenticator.objects.create(user=mia, type="recovery_codes", data={})
    assert not has_second_factor(mia)

    Authenticator.objects.create(user=mia, type="webauthn", data={})
    assert has_second_factor(mia)


def test_of_two_either_may_go(mia: User) -> None:
    phone, laptop = (Authenticator.objects.create(user=mia, type="webauthn", data={}) for _ in range(2))
    Authenticator.objects.create(user=mia, type="recovery_codes", data={})

    assert not is_the_last_that_is_needed(phone)
    laptop.delete()
    assert is_the_last_that_is_needed(phone)


def test_only_the_demo_spares_its_cast(settings: Any, db: None) -> None:
    thea = User(email="thea@willow.example")
    stranger = User(email="thea@willow-example.test")

    settings.DEMO = True
    assert is_of_the_demo(thea)
    assert not is_of_the_demo(stranger)

    settings.DEMO = False
    assert not is_of_the_demo(thea)
