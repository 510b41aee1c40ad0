"""Coming in, and not coming in."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import Mock, patch

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils.timezone import now

from heartwood.faces.entrance.tests.conftest import PASSWORD, is_signed_in, sign_in, try_password
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.jobs.models import Worker


def test_who_wants_a_page_lands_there_after_signing_in(sam: User) -> None:
    client = Client()

    sent = client.get("/accounts/devices/")
    answer = client.post(sent["Location"], {"login": sam.email, "password": PASSWORD})

    assert sent["Location"] == "/accounts/login/?next=/accounts/devices/"
    assert answer["Location"] == "/accounts/devices/"


def test_capitals_and_spaces_in_an_e_mail_do_not_matter(sam: User) -> None:
    client = Client()

    try_password(client, "  SAM@Home.Test ", PASSWORD)

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test/", "/\\evil.test", "http://localhost:9/", "http://testserver/", "javascript:x"],
)
def test_nobody_is_sent_to_another_house(sam: User, elsewhere: str) -> None:
    for address in ("/accounts/login/", f"/accounts/login/?next={elsewhere}"):
        answer = Client().post(address, {"login": sam.email, "password": PASSWORD, "next": elsewhere})

        assert answer["Location"] == "/"
    assert sign_in(sam).post("/accounts/logout/", {"next": elsewhere})["Location"] == "/accounts/login/"


def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(sam: User) -> None:
    known = try_password(Client(), sam.email, "wrong")
    unknown = try_password(Client(), "abc@home.test", "wrong")

    assert known.status_code == unknown.status_code == 422
    assert _page(known, sam.email) == _page(unknown, "abc@home.test")


def test_an_unknown_e_mail_takes_as_long_as_a_known_one(sam: User) -> None:
    """The slow hash is made for both: once each."""
    made = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    for email in (sam.email, "abc@home.test"):
        with patch(made, return_value="md5$salt$hash") as hashed:
            try_password(Client(), email, "wrong")

        assert hashed.call_count == 1, email


def test_five_wrong_passwords_are_enough_wherever_they_come_from(sam: User) -> None:
    for attempt in range(5):
        answer = try_password(Client(REMOTE_ADDR=f"10.0.0.{attempt}"), sam.email, "wrong", **_disguise(attempt))
        assert answer.status_code == 422

    refused = try_password(Client(REMOTE_ADDR="10.0.0.9"), sam.email, PASSWORD, **_disguise(9))

    assert refused.status_code == 429
    assert refused["Retry-After"] == "300"
    assert "wait five minutes" in refused.content.decode()


def test_after_five_minutes_the_right_password_opens_again(sam: User) -> None:
    with time_machine.travel("2026-03-02 10:00", tick=False) as clock:
        for _attempt in range(5):
            try_password(Client(), sam.email, "wrong")
        assert try_password(Client(), sam.email, PASSWORD).status_code == 429

        clock.shift(301)

        assert try_password(Client(), sam.email, PASSWORD).status_code == 302


def test_an_unknown_e_mail_is_limited_like_a_known_one(sam: User) -> None:
    for email in (sam.email, "abc@home.test"):
        for _attempt in range(5):
            try_password(Client(), email, "wrong")

    known, unknown = (try_password(Client(), email, "wrong") for email in (sam.email, "abc@home.test"))

    assert known.status_code == unknown.status_code == 429
    assert _page(known, sam.email) == _page(unknown, "abc@home.test")


def test_one_address_cannot_try_for_ever(sam: User) -> None:
    """Whatever it says about itself: thirty wrong tries in a minute, at whichever logins."""
    for attempt in range(30):
        assert try_password(Client(), f"{attempt}@home.test", "wrong", **_disguise(attempt)).status_code == 422

    assert try_password(Client(), "another@home.test", "wrong", **_disguise(31)).status_code == 429


def test_a_closed_login_opens_nothing(sam: User) -> None:
    sam.is_active = False
    sam.save()
    client = Client()

    answer = try_password(client, sam.email, PASSWORD)

    assert answer["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/inactive/").status_code == 200
    assert not is_signed_in(client)


def test_only_a_post_signs_out(sam: User) -> None:
    client = sign_in(sam)

    client.get("/accounts/logout/")
    assert is_signed_in(client)

    answer = client.post("/accounts/logout/")
    assert not is_signed_in(client)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.once
def test_nobody_stays_signed_in_for_more_than_half_a_day(sam: User) -> None:
    """However busy they were."""
    with time_machine.travel("2026-03-02 08:00", tick=False) as clock:
        client = sign_in(sam)
        for _step in range(12 * 6 - 1):
            clock.shift(10 * 60)
            assert is_signed_in(client)

        clock.shift(10 * 60 + 1)

        assert not is_signed_in(client)


def test_there_is_no_signing_up_and_no_managing_of_e_mails(sam: User) -> None:
    client = sign_in(sam)
    for address in ("signup/", "email/", "confirm-email/", "login/code/", "phone/change/"):
        assert client.get(f"/accounts/{address}").status_code == 404


# The start page ---------------------------------------------------------------------------------------------------


def test_whoever_belongs_nowhere_yet_is_told_kindly(sam: User) -> None:
    page = sign_in(sam).get("/")

    assert "Welcome, Sam" in page.content.decode()
    assert sam.email in page.content.decode()


def test_whoever_has_one_place_goes_straight_there(mia: User) -> None:
    assert sign_in(mia).get("/")["Location"] == "/maple/"


def test_whoever_has_several_places_chooses(mia: User) -> None:
    birch = Organization.objects.create(name="Alder Rooms", slug="alder", kind=Organization.Kind.SERVICE_CENTER)
    Member.objects.create(organization=birch, user=mia, is_biller=True)

    page = sign_in(mia).get("/").content.decode()

    assert 'href="/maple/"' in page
    assert 'href="/alder/"' in page
    assert "Service center" in page


def test_whoever_is_signed_out_is_asked_to_sign_in(db: None) -> None:
    assert Client().get("/")["Location"] == "/accounts/login/?next=/"


def test_a_load_balancer_learns_whether_all_is_well_and_no_more(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> tuple[int, bytes]:
        answer = Client().get("/healthz")
        return answer.status_code, answer.content

    Worker.objects.create(pk="one", alive_at=now() - timedelta(minutes=3))
    assert said() == (503, b"worker")

    Worker.objects.note("one")
    assert said() == (200, b"ok")

    monkeypatch.setattr(Worker.objects, "alive", Mock(side_effect=OperationalError("server at 10.0.0.3 is gone")))
    assert said() == (503, b"database")


def _disguise(number: int) -> dict[str, str]:
    """Headers that a guesser would change from try to try."""
    return {
        "x-forwarded-for": f"203.0.113.{number}",
        "x-real-ip": f"203.0.113.{number}",
        "forwarded": f"for=203.0.113.{number}",
        "host": f"localhost:{8000 + number}",
    }


def _page(answer: Any, email: str) -> str:
    """The page, without what differs at every answer."""
    page = answer.content.decode().replace(email, "…")
    tokens = answer.context["csrf_token"]
    return re.sub(r"[0-9a-f]{32}\.", "….", str(page).replace(str(tokens), "…"))
