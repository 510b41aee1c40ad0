"""The demo opens itself to everybody; a practice never does."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from heartwood.faces.entrance.tests.conftest import is_signed_in
from heartwood.ground.accounts.models import Member, User


@pytest.fixture
def demo(settings: Any, cast: Any) -> Any:
    settings.DEMO = True
    return cast


def test_one_click_signs_in_as_anybody_of_the_cast(demo: Any) -> None:
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    assert "Thea Lindqvist" in page
    assert "Acts for Kit Kim" in page

    client.post("/demo/sign-in/", {"email": "thea@willow.example"})

    assert is_signed_in(client)
    assert client.get("/")["Location"] == "/willow/"
    assert client.get("/willow/").status_code == 200, "and no second factor"


def test_a_client_of_the_cast_lands_in_the_portal(demo: Any) -> None:
    client = Client()

    answer = client.post("/demo/sign-in/", {"email": "clara@mail.example", "next": "/accounts/devices/"})

    assert answer["Location"] == "/accounts/devices/"
    assert client.get("/")["Location"] == "/portal/k7q2m9wd/"


def test_nobody_but_the_cast_can_be_entered_like_that(demo: Any) -> None:
    User.objects.create_user("real@practice.test", "x", name="Real Person")
    User.objects.create_user("sly@example.test", "x", name="Sly Person")

    for email in ("real@practice.test", "sly@example.test", "nobody@willow.example", ""):
        client = Client()
        assert client.post("/demo/sign-in/", {"email": email}).status_code == 404
        assert not is_signed_in(client)
    assert "Real Person" not in Client().get("/accounts/login/").content.decode()


def test_a_closed_login_of_the_cast_stays_closed(demo: Any) -> None:
    User.objects.filter(email="thea@willow.example").update(is_active=False)

    assert Client().post("/demo/sign-in/", {"email": "thea@willow.example"}).status_code == 404


def test_a_link_alone_signs_nobody_in(demo: Any) -> None:
    client = Client()

    assert client.get("/demo/sign-in/?email=thea@willow.example").status_code == 405
    assert not is_signed_in(client)


def test_where_the_demo_is_off_none_of_this_exists(cast: Any) -> None:
    client = Client()

    assert client.post("/demo/sign-in/", {"email": "thea@willow.example"}).status_code == 404
    assert client.get("/demo/mail/").status_code == 404
    assert not is_signed_in(client)
    assert "Thea" not in client.get("/accounts/login/").content.decode()


def test_where_the_demo_is_off_the_cast_needs_a_second_factor_like_anybody(cast: Any) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "thea@willow.example", "password": "willow-demo-2026"})

    assert client.get("/willow/")["Location"].startswith("/accounts/second-factor/")


def test_who_has_left_is_not_listed_as_working_there(demo: Any) -> None:
    Member.objects.filter(user__email="bo@willow.example").update(left_at="2026-01-01T00:00Z")

    assert "Bo Larsen" not in Client().get("/accounts/login/").content.decode()


def test_the_mails_of_the_demo_can_be_read_and_do_nothing(demo: Any, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert "No mail yet" in Client().get("/demo/mail/").content.decode()
    letter = EmailMultiAlternatives("Hello <b>", "Go to http://localhost/x\n<script>bad()</script>", to=["a@b.example"])
    letter.attach_alternative("<script>worse()</script>", "text/html")
    letter.send()

    page = Client().get("/demo/mail/").content.decode()

    assert '<a href="http://localhost/x"' in page
    assert "&lt;script&gt;bad()" in page
    assert "worse" not in page
    assert "Hello &lt;b&gt;" in page
