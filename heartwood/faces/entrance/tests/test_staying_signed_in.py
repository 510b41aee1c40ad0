"""Nobody stays signed in who does nothing; and nobody loses what they wrote."""

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from heartwood.faces.entrance.tests.conftest import PASSWORD, is_signed_in, set_up_app, sign_in
from heartwood.ground.accounts import jobs
from heartwood.ground.accounts.models import User
from heartwood.kit.form_keys import FIELD, new_key

HEARTWOOD = Path(__file__).parents[3]
BY_ITSELF = {"By-Itself": "yes"}
MINUTE = 60


@pytest.fixture
def clock() -> Any:
    with time_machine.travel("2026-03-02 10:00", tick=False) as clock:
        yield clock


def test_staff_are_signed_out_after_fifteen_minutes_and_clients_after_thirty(sam: User, mia: User, clock: Any) -> None:
    of_sam, of_mia = sign_in(sam), sign_in(mia)

    clock.shift(14 * MINUTE)
    assert is_signed_in(of_mia)
    clock.shift(15 * MINUTE + 1)
    assert not is_signed_in(of_mia)
    assert is_signed_in(of_sam)
    clock.shift(30 * MINUTE + 1)
    assert not is_signed_in(of_sam)


def test_whoever_is_busy_stays_signed_in(mia: User, clock: Any) -> None:
    client = sign_in(mia)
    for _ in range(6):
        clock.shift(10 * MINUTE)
        assert is_signed_in(client)


def test_what_a_page_does_by_itself_keeps_nobody_signed_in(mia: User, clock: Any) -> None:
    client = sign_in(mia)
    for _ in range(14):
        clock.shift(MINUTE)
        client.get("/accounts/settings/", headers=BY_ITSELF)
    assert client.get("/accounts/session/", headers=BY_ITSELF).json()["seconds"] == MINUTE

    assert client.get("/accounts/session/").json()["seconds"] == 15 * MINUTE, "unless they say so themselves"


def test_whatever_asks_for_itself_says_so() -> None:
    """A template that polls and does not say so would keep an empty chair signed in."""
    polling = [
        path
        for path in HEARTWOOD.glob("**/templates/**/*.html")
        for tag in re.findall(r"<[^>]*hx-trigger=\"[^\"]*\bevery\b[^>]*>", path.read_text())
        if "By-Itself" not in tag
    ]

    assert polling == []


def test_all_tabs_hear_the_same(mia: User, clock: Any) -> None:
    client = sign_in(mia)
    clock.shift(14 * MINUTE)
    client.get("/accounts/session/")  # in one tab: I am still here

    clock.shift(2 * MINUTE)

    assert client.get("/accounts/session/", headers=BY_ITSELF).json()["seconds"] == 13 * MINUTE


def test_a_stranger_learns_nothing_from_asking(db: None) -> None:
    assert Client().get("/accounts/session/").json() == {"seconds": 0}


def test_two_requests_at_once_do_not_undo_each_other(mia: User, clock: Any) -> None:
    """The end of a session is not among what the session holds."""
    client = sign_in(mia)
    early = client.session  # as another request has read it
    clock.shift(5 * MINUTE)
    client.get("/accounts/settings/")
    early["word"] = "kept"
    early.save()

    assert client.session["word"] == "kept"


def test_ended_sessions_are_forgotten(sam: User, mia: User, clock: Any) -> None:
    sign_in(sam)
    sign_in(mia)
    clock.shift(20 * MINUTE)

    jobs.forget_ended_sessions.call()

    assert Session.objects.count() == UserSession.objects.count() == 1
    assert UserSession.objects.get().user == sam


# What was written --------------------------------------------------------------------------------------------------

TEXT = "She slept well for the first time.\nWe spoke of the river."


def send_late(client: Client, person: User, **facts: Any) -> Any:
    return client.post("/maple/clients/add/", {"first_name": TEXT, FIELD: new_key(person), **facts})


def test_what_mia_sent_too_late_waits_for_her(mia: User, clock: Any) -> None:
    """R9: after twenty minutes of writing, without any JavaScript."""
    client = sign_in(mia)
    clock.shift(20 * MINUTE)

    sent = send_late(client, mia)
    assert sent["Location"] == "/accounts/login/?next=/accounts/unsent/"
    landed = client.post("/accounts/login/", {"login": mia.email, "password": PASSWORD, "next": "/accounts/unsent/"})
    page = client.get(landed["Location"]).content.decode()

    assert "We spoke of the river." in page
    assert 'action="/maple/clients/add/"' in page


def test_it_waits_sealed_and_for_mia_alone(mia: User, sam: User, clock: Any) -> None:
    client = sign_in(mia)
    clock.shift(20 * MINUTE)
    send_late(client, mia)
    assert "river" not in str(dict(client.session))

    client.post("/accounts/login/", {"login": sam.email, "password": PASSWORD})

    assert client.get("/accounts/unsent/").status_code == 404
    assert "unsent" not in client.session


def test_passwords_do_not_wait(mia: User, clock: Any) -> None:
    client = sign_in(mia)
    clock.shift(20 * MINUTE)

    assert "unsent" not in send_late(client, mia, password="abc")["Location"]
    assert "unsent" not in client.session


def test_after_signing_in_in_another_tab_nothing_is_lost_either(mia: User) -> None:
    """The form's token is of the old session; its key shows that it stood on Mia's own page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(mia)

    assert send_late(client, mia)["Location"] == "/accounts/unsent/"
    assert "We spoke of the river." in client.get("/accounts/unsent/").content.decode()
    another_site = client.post("/maple/clients/add/", {"first_name": TEXT})
    assert another_site.status_code == 403


# Ended at once -----------------------------------------------------------------------------------------------------


def test_a_second_factor_that_comes_ends_all_other_sessions(sam: User) -> None:
    here, elsewhere = sign_in(sam), sign_in(sam)

    set_up_app(here)

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_a_second_factor_that_goes_ends_all_other_sessions(sam: User) -> None:
    here = sign_in(sam)
    set_up_app(here)
    elsewhere = Client()
    elsewhere.force_login(sam)
    UserSession.objects.create(user=sam, session_key=elsewhere.session.session_key, ip="127.0.0.1")

    assert here.post("/accounts/second-factor/app/remove/").status_code == 302

    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
