"""Forgetting and changing a password."""

import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from heartwood.faces.entrance.tests.conftest import PASSWORD, is_signed_in, last_mail, sign_in, try_password
from heartwood.ground.accounts.models import User

NEW = "snow on the old bridge"


def test_sam_forgets_the_password_and_chooses_a_new_one(sam: User) -> None:
    client = Client()

    client.post("/accounts/password/forgotten/", {"email": "Sam@home.test"})
    answer = _choose(client, _link())

    assert answer["Location"] == "/accounts/password/forgotten/done/"
    assert not is_signed_in(client), "a mail alone signs nobody in"
    assert is_signed_in(sign_in(sam, NEW))
    assert not is_signed_in(sign_in(sam, PASSWORD))


def test_the_link_works_once_and_for_an_hour(sam: User) -> None:
    with time_machine.travel("2026-03-02 10:00", tick=False) as clock:
        Client().post("/accounts/password/forgotten/", {"email": sam.email})
        link = _link()
        clock.shift(60 * 60 + 1)
        assert "does not work any more" in Client().get(link, follow=True).content.decode()

        clock.shift(-60)
        _choose(Client(), link)
        assert "does not work any more" in Client().get(link, follow=True).content.decode()


def test_the_link_leads_to_our_own_address_whatever_the_request_says(sam: User, settings: Any) -> None:
    settings.BASE_URL = "https://practice.test"

    Client().post("/accounts/password/forgotten/", {"email": sam.email}, headers={"host": "localhost:666"})

    assert "https://practice.test/accounts/password/forgotten/" in last_mail().body
    assert "666" not in re.sub(r"forgotten/\S+", "", last_mail().body)


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(sam: User, settings: Any) -> None:
    """A job is asked to look; the address is looked up only there."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    pages = []
    for email in (sam.email, "abc@home.test"):
        client = Client()
        sent = client.post("/accounts/password/forgotten/", {"email": email})
        pages.append((sent.status_code, sent["Location"], client.get(sent["Location"]).content))

    jobs = DBTaskResult.objects.order_by("enqueued_at").values_list("args_kwargs", flat=True)

    assert pages[0] == pages[1]
    assert [job["args"] for job in jobs] == [[sam.email], ["abc@home.test"]]
    assert not mail.outbox


def test_strangers_get_no_mail(sam: User) -> None:
    Client().post("/accounts/password/forgotten/", {"email": "stranger@elsewhere.test"})

    assert not mail.outbox


def test_nobody_is_flooded_with_links(sam: User) -> None:
    answers = [Client().post("/accounts/password/forgotten/", {"email": sam.email}).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_the_mail_says_what_happened_and_not_where_sam_belongs(mia: User) -> None:
    Client().post("/accounts/password/forgotten/", {"email": mia.email})

    letter = last_mail()
    html = letter.alternatives[0].content

    assert letter.subject == "Choose a new password"
    assert html.count("<a ") == 1
    for text in (letter.subject, letter.body, html):
        assert "Maple" not in text


def test_after_a_new_password_earlier_mistakes_are_forgotten(sam: User) -> None:
    for _attempt in range(5):
        try_password(Client(), sam.email, "wrong")
    client = Client()
    client.post("/accounts/password/forgotten/", {"email": sam.email})

    _choose(client, _link())

    assert is_signed_in(sign_in(sam, NEW))


def test_a_link_for_a_new_password_does_not_stop_a_second_factor_from_being_set_up(mia: User) -> None:
    """allauth would note the e-mail as unproven, and then refuse."""
    Client().post("/accounts/password/forgotten/", {"email": mia.email})

    assert sign_in(mia).get("/accounts/second-factor/app/").status_code == 200


def test_changing_the_password_signs_out_everywhere_else(sam: User) -> None:
    here, elsewhere = sign_in(sam), sign_in(sam)

    answer = _change(here, PASSWORD)

    assert answer["Location"] == "/accounts/settings/"
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert last_mail().subject == "Your password was changed"
    assert "Firefox on Windows" in last_mail().body


def test_the_present_password_is_asked_for_and_cannot_be_guessed_at_leisure(sam: User) -> None:
    client = sign_in(sam)

    answers = [_change(client, "wrong").status_code for _attempt in range(6)]

    assert answers == [422] * 5 + [429]
    assert is_signed_in(sign_in(sam, PASSWORD))


@pytest.mark.parametrize("weak", ["short", "password1234", "sam@home.test", "samstone"])
def test_weak_passwords_are_refused_with_a_reason(sam: User, weak: str) -> None:
    page = _change(sign_in(sam), PASSWORD, weak)

    assert page.status_code == 422
    assert is_signed_in(sign_in(sam, PASSWORD))


def _link() -> str:
    found = re.search(r"http://\S+/accounts/password/forgotten/\S+/", str(last_mail().body))
    assert found
    return found.group()


def _choose(client: Client, link: str) -> Any:
    form = client.get(link)["Location"]
    return client.post(form, {"password1": NEW, "password2": NEW})


def _change(client: Client, old: str, new: str = NEW) -> Any:
    return client.post("/accounts/password/", {"oldpassword": old, "password1": new, "password2": new})
