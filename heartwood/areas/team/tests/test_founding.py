"""The first organization, and nobody's second."""

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from heartwood.areas.team import founding
from heartwood.areas.team.founding import CannotBeFounded, found, welcome_code
from heartwood.areas.team.models import FirstRun
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.audit.models import Line

A_PASSWORD = "lantern moss quietly 9"


@pytest.fixture
def empty(db):
    """An install as it comes out of the box."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


@pytest.fixture
def code(empty):
    return welcome_code()


def typed(code, **otherwise):
    return {
        "code": code,
        "name": "Juniper Rooms",
        "slug": "",
        "kind": "practice",
        "jurisdiction": "Oregon, US",
        "time_zone": "America/Los_Angeles",
        "your_name": "June Ito",
        "email": "June@juniper.example",
        "password": A_PASSWORD,
        "is_practitioner": "on",
    } | otherwise


def fully(code, slug):
    organization = Organization(name="Juniper", slug=slug)
    return found(code, organization, name="June", email=f"{slug}@x.example", password=A_PASSWORD, is_practitioner=False)


def test_whoever_reads_the_code_founds_the_organization_and_is_signed_in(code):
    browser = Browser()
    assert "Welcome to Heartwood" in browser.get("/welcome/").text

    arrived = browser.post("/welcome/", typed(code.upper().replace("-", " ")), follow=True)

    assert [where for where, _ in arrived.redirect_chain[:2]] == [
        "/juniper-rooms/",
        "/accounts/second-factor/?next=/juniper-rooms/",
    ]
    june = Member.objects.get(user__email="june@juniper.example")
    assert june.organization.name == "Juniper Rooms"
    assert june.organization.time_zone == june.user.time_zone == "America/Los_Angeles"
    assert june.roles_in_words == "Administrator, Practitioner"
    assert june.user.check_password(A_PASSWORD)
    assert Line.objects.as_system("test").exclude(verb="entrance.sign_in").get().verb == "team.found"


def test_once_there_is_an_organization_the_page_does_not_exist(code):
    Browser().post("/welcome/", typed(code))

    assert Browser().get("/welcome/").status_code == 404
    assert Browser().post("/welcome/", typed(code, name="Another")).status_code == 404
    assert Browser().post("/welcome/", typed(welcome_code(), name="Another")).status_code == 404
    assert Organization.objects.count() == 1


def test_the_page_does_not_exist_beside_the_cast(cast):
    assert Browser().get("/welcome/").status_code == 404


def test_two_who_hold_the_code_found_one_organization(code, monkeypatch):
    """Both have passed every check before; the second finds the code gone."""
    fully(code, "first")
    monkeypatch.setattr(founding, "is_waiting", lambda: True)

    with pytest.raises(CannotBeFounded):
        fully(code, "second")

    assert [o.slug for o in Organization.objects.all()] == ["first"]
    assert not User.objects.filter(email="second@x.example").exists()


def test_a_new_code_voids_the_older_and_neither_is_kept(code):
    newer = welcome_code()

    assert FirstRun.objects.count() == 1
    assert newer.replace("-", "") not in str(FirstRun.objects.values().get())
    with pytest.raises(CannotBeFounded):
        fully(code, "older")
    assert fully(newer, "newer")


def test_five_wrong_codes_close_the_page_for_a_while(code):
    browser = Browser()
    browser.post("/welcome/", typed(code, password="short"))  # a mistake, but not in the code
    answers = [browser.post("/welcome/", typed("abcd-efgh-jkmn-pqrs")) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert "This is not the code." in answers[0].text

    limited = browser.post("/welcome/", typed(code))  # even the right one

    assert limited.status_code == 429
    assert limited.headers["Retry-After"] == "300"
    assert "Too many wrong codes" in limited.text
    assert not Organization.objects.exists()


def test_without_a_code_nobody_founds_anything(empty):
    assert Browser().post("/welcome/", typed("abcd-efgh-jkmn-pqrs")).status_code == 422
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"name": "портал"}, "Write an address"),
        ({"slug": "Portal"}, "used by Heartwood itself"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"password": "password12345"}, "too common"),
    ],
)
def test_mistakes_are_told_and_what_was_typed_stays(code, mistake, sentence):
    page = Browser().post("/welcome/", typed(code, **mistake))

    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="June Ito"' in page.text


def test_an_address_of_ones_own_is_made_plain(code):
    Browser().post("/welcome/", typed(code, slug=" Juniper & Sons_Rooms "))

    assert Organization.objects.get().slug == "juniper-sons-rooms"
