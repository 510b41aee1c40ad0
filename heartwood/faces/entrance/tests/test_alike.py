"""Known and unknown logins look alike: in what is answered, and in the time that it takes."""

import statistics
import time
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from heartwood.faces.entrance.tests.conftest import PASSWORD, try_password
from heartwood.ground.accounts.models import User

pytestmark = pytest.mark.once

ARGON = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.fixture
def known(db: None) -> str:
    """With a password that is hashed as slowly as in a real house."""
    with override_settings(PASSWORD_HASHERS=ARGON):
        return User.objects.create_user("sam@home.test", PASSWORD, name="Sam Stone").email


def guess(email: str) -> None:
    try_password(Client(), email, "wrong")


def forget(email: str) -> None:
    Client().post("/accounts/password/forgotten/", {"email": email})


@pytest.mark.parametrize("ask", [guess, forget])
@override_settings(
    PASSWORD_HASHERS=ARGON, TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
)
def test_s9_the_time_it_takes_tells_nothing(known: str, ask: Callable[[str], None]) -> None:
    """Work is measured rather than time, so that what else the machine does is of no matter; and in turns, so that
    neither profits from what is warm."""
    work: dict[str, list[float]] = {known: [], "abc@home.test": []}
    for _ in range(5):
        for email, measured in work.items():
            cache.clear()
            began = time.process_time()
            ask(email)
            measured.append(time.process_time() - began)

    ours, theirs = (statistics.median(measured) for measured in work.values())
    assert ours == pytest.approx(theirs, rel=0.25)


def test_an_invitation_that_never_was_looks_like_any_other(db: None) -> None:
    pages = [Client().get(f"/join/{token}/") for token in ("a" * 43, "b" * 12)]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
