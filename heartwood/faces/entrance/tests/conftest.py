"""What the stories of the entrance share: people outside the demo, their phones, and the mails that reach them."""

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.audit import jobs as audit_jobs

PASSWORD = "a walk along the river"

Door = Callable[..., Client]


@pytest.fixture(autouse=True)
def nothing_is_counted_yet(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def jobs_are_done_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """But for the sealing of the trail, which is for later and no part of these stories."""
    monkeypatch.setattr(audit_jobs, "seal_soon", lambda: None)
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}):
        yield


@pytest.fixture
def sam(db: None) -> User:
    """Somebody whose login belongs nowhere yet."""
    return User.objects.create_user("sam@home.test", PASSWORD, name="Sam Stone")


@pytest.fixture
def mia(db: None) -> User:
    """She works at Maple Practice."""
    maple = Organization.objects.create(name="Maple Practice", slug="maple")
    mia = User.objects.create_user("mia@maple.test", PASSWORD, name="Mia Berg")
    Member.objects.create(organization=maple, user=mia, is_practitioner=True)
    return mia


def sign_in(person: User, password: str = PASSWORD, *, then: str = "", browser: str = "Firefox/140 Windows") -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/accounts/login/", {"login": person.email, "password": password, "next": then})
    return client


def try_password(client: Client, email: str, password: str, **headers: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password}, headers=headers)


def set_up_app(client: Client) -> str:
    """Set up an authenticator app; the secret that it keeps."""
    client.get("/accounts/second-factor/app/")
    secret = str(client.session["mfa.totp.secret"])
    answer = client.post("/accounts/second-factor/app/", {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


def code_of(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/settings/").status_code == 200


def last_mail() -> Any:
    return mail.outbox[-1]
