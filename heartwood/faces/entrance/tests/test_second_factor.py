"""A second factor: setting it up, showing it, keeping it."""

import re
import time
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils.timezone import now

from heartwood.faces.entrance.tests.conftest import (
    PASSWORD,
    code_of,
    is_signed_in,
    last_mail,
    set_up_app,
    sign_in,
    try_password,
)
from heartwood.ground.accounts.models import Member, User

SECOND_STEP = "/accounts/login/second-step/"


def test_mia_sets_up_an_app_before_she_may_go_in(mia: User) -> None:
    client = sign_in(mia)
    assert client.get("/maple/")["Location"].startswith("/accounts/second-factor/")
    assert "A passkey" in client.get("/accounts/second-factor/?next=/maple/clients/").content.decode()

    set_up_app(client)
    codes = client.get("/accounts/second-factor/recovery-codes/").content.decode()

    assert len(re.findall(r"<code>\d{8}</code>", codes)) == 10
    assert 'href="/maple/clients/"' in codes, "and on to where she wanted"
    assert client.get("/maple/").status_code == 200
    assert last_mail().subject == "An authenticator app was set up"


def test_from_then_on_a_password_alone_does_not_sign_her_in(mia: User) -> None:
    secret = _mia_with_an_app(mia)
    client = Client()

    answer = try_password(client, mia.email, PASSWORD)
    assert answer["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    assert client.post(SECOND_STEP, {"code": "000000"}).status_code == 422

    with _half_a_minute_later():
        assert client.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 302
        assert client.get("/maple/").status_code == 200
        assert is_signed_in(client)


def test_a_password_signed_in_before_the_factor_was_set_up_does_not_profit_from_it(mia: User) -> None:
    """Whoever had guessed the password first is signed out; and a session that had stayed would be asked for the factor
    like anybody."""
    guesser = sign_in(mia)

    secret = _mia_with_an_app(mia)

    assert not is_signed_in(guesser)
    guesser.force_login(mia)
    sent = guesser.get("/maple/")["Location"]
    assert sent.startswith("/accounts/second-factor/")
    shown = guesser.get(sent)["Location"]
    assert shown.startswith("/accounts/confirm/code/")
    assert guesser.post(shown, {"code": "000000"}).status_code == 422
    assert guesser.get("/maple/")["Location"].startswith("/accounts/second-factor/")

    with _half_a_minute_later():
        assert guesser.post(shown, {"code": code_of(secret)}).status_code == 302
        assert guesser.get("/maple/").status_code == 200


def test_codes_cannot_be_guessed_at_leisure(mia: User) -> None:
    secret = _mia_with_an_app(mia)
    client = Client(REMOTE_ADDR="10.1.1.1")
    try_password(client, mia.email, PASSWORD)

    answers = [client.post(SECOND_STEP, {"code": "000000"}).status_code for _attempt in range(5)]

    assert answers == [422] * 5
    with _half_a_minute_later():
        assert client.post(SECOND_STEP, {"code": code_of(secret)}).status_code == 429


def test_a_recovery_code_opens_once(mia: User) -> None:
    client = sign_in(mia)
    set_up_app(client)
    page = client.get("/accounts/second-factor/recovery-codes/").content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]

    assert code not in client.get("/accounts/second-factor/recovery-codes/").content.decode(), "seen once"
    for expected in (302, 422):
        later = Client()
        try_password(later, mia.email, PASSWORD)
        assert later.post(SECOND_STEP, {"code": code}).status_code == expected


def test_a_code_from_the_app_opens_once_whichever_process_is_asked(mia: User) -> None:
    secret = _mia_with_an_app(mia)

    with _half_a_minute_later():
        for expected in (302, 422):
            client = Client()
            try_password(client, mia.email, PASSWORD)
            assert client.post(SECOND_STEP, {"code": code_of(secret)}).status_code == expected


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite in memory, threads cannot wait for each other")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_code_at_the_same_moment_one_comes_in() -> None:
    """What is used up lies in the database of counters, which all processes share."""
    mia = User.objects.create_user("mia@maple.test", PASSWORD, name="Mia")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    app = TOTP.activate(mia, secret).instance
    together = Barrier(4)
    opened: list[bool] = []

    def use() -> None:
        together.wait()
        opened.append(TOTP(app).validate_code(code))
        connections.close_all()

    with time_machine.travel(now(), tick=False):  # a code holds for half a minute
        code = code_of(secret)
        users = [Thread(target=use) for _ in range(4)]
        for user in users:
            user.start()
        for user in users:
            user.join()

    assert sorted(opened) == [False, False, False, True]


def test_the_database_holds_no_secret_that_can_be_read(mia: User) -> None:
    client = sign_in(mia)
    secret = set_up_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/accounts/second-factor/recovery-codes/").content.decode())

    with connection.cursor() as cursor:
        cursor.execute("SELECT type, data FROM mfa_authenticator")
        rows = dict(cursor.fetchall())

    assert "sealed:" in str(rows["totp"])
    assert "sealed:" in str(rows["recovery_codes"])
    assert secret not in str(rows)
    assert not any(code in str(rows) for code in codes)
    assert "mfa.totp.secret" not in client.session


def test_whoever_works_here_keeps_their_last_factor(mia: User) -> None:
    client = sign_in(mia)
    set_up_app(client)

    page = client.get("/accounts/second-factor/app/remove/")
    client.post("/accounts/second-factor/app/remove/")

    assert "this is your last" in page.content.decode()
    assert Authenticator.objects.filter(user=mia, type="totp").exists()


def test_whoever_works_here_keeps_their_last_passkey(mia: User) -> None:
    """allauth does not ask before it removes a passkey; we do."""
    client = sign_in(mia)
    passkey = Authenticator.objects.create(user=mia, type="webauthn", data={"name": "Phone"})
    address = f"/accounts/second-factor/passkeys/{passkey.pk}/remove/"

    page = client.get(address)
    client.post(address)

    assert "this is your last" in page.content.decode()
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_client_may_go_back_to_a_password_alone(mia: User, sam: User) -> None:
    client = sign_in(sam)
    set_up_app(client)

    answer = client.post("/accounts/second-factor/app/remove/")

    assert answer["Location"] == "/accounts/settings/"
    assert not Authenticator.objects.filter(user=sam).exists(), "recovery codes go with it"
    assert last_mail().subject == "Your authenticator app was removed"


def test_who_has_left_needs_no_second_factor_any_more(mia: User) -> None:
    client = sign_in(mia)
    set_up_app(client)
    Member.objects.filter(user=mia).update(left_at="2026-01-01T00:00Z")

    client.post("/accounts/second-factor/app/remove/")

    assert not Authenticator.objects.filter(user=mia).exists()


def test_nobody_touches_the_passkeys_of_others(mia: User, sam: User) -> None:
    passkey = Authenticator.objects.create(user=mia, type="webauthn", data={"name": "Phone"})
    client = sign_in(sam)

    for what in ("rename", "remove"):
        address = f"/accounts/second-factor/passkeys/{passkey.pk}/{what}/"
        assert client.get(address).status_code == client.post(address, {"name": "x"}).status_code == 404
    assert Authenticator.objects.get(pk=passkey.pk).data["name"] == "Phone"


def test_after_a_while_one_shows_again_who_one_is(sam: User) -> None:
    with time_machine.travel("2026-03-02 10:00", tick=False) as clock:
        client = sign_in(sam)
        assert client.get("/accounts/second-factor/app/").status_code == 200, "who has just signed in is not asked"

        clock.shift(301)
        sent = client.get("/accounts/second-factor/app/")
        assert sent["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fsecond-factor%2Fapp%2F"

        assert client.post(sent["Location"], {"password": "wrong"}).status_code == 422
        answer = client.post(sent["Location"], {"password": PASSWORD})
        assert answer["Location"] == "/accounts/second-factor/app/"
        assert client.get("/accounts/second-factor/app/").status_code == 200


def test_new_recovery_codes_void_the_old_ones(sam: User) -> None:
    client = sign_in(sam)
    set_up_app(client)
    old = _codes(client)
    mail.outbox.clear()

    client.post("/accounts/second-factor/recovery-codes/new/")
    new = _codes(client)

    assert len(new) == 10
    assert not set(old) & set(new)
    assert last_mail().subject == "You have new recovery codes"


def test_without_a_factor_there_are_no_recovery_codes(sam: User) -> None:
    client = sign_in(sam)

    assert client.get("/accounts/second-factor/recovery-codes/").status_code == 404
    assert client.post("/accounts/second-factor/recovery-codes/new/").status_code == 422


def test_where_they_wanted_is_a_place_of_this_house(mia: User) -> None:
    client = sign_in(mia)

    client.get("/accounts/second-factor/?next=https://evil.test/")
    set_up_app(client)

    assert "evil" not in client.get("/accounts/second-factor/recovery-codes/").content.decode()


def _mia_with_an_app(mia: User) -> str:
    return set_up_app(sign_in(mia))


def _codes(client: Client) -> list[str]:
    page = client.get("/accounts/second-factor/recovery-codes/").content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def _half_a_minute_later() -> Any:
    """The app shows its next code: the last one is used up."""
    return time_machine.travel(time.time() + 31, tick=False)
