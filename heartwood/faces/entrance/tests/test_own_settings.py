"""What people settle about themselves, and where they are signed in."""

import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client

from heartwood.faces.entrance import devices
from heartwood.faces.entrance.tests.conftest import is_signed_in, sign_in
from heartwood.ground.accounts.models import User

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


def test_sam_changes_name_and_time_zone(sam: User) -> None:
    client = sign_in(sam)

    answer = client.post("/accounts/settings/", {"name": "Sam Rivers", "time_zone": "Europe/Berlin", "language": "en"})

    sam.refresh_from_db()
    assert answer["Location"] == "/accounts/settings/"
    assert (sam.name, sam.time_zone) == ("Sam Rivers", "Europe/Berlin")


def test_a_zone_that_does_not_exist_is_refused(sam: User) -> None:
    answer = sign_in(sam).post("/accounts/settings/", {"name": "Sam", "time_zone": "Mars/Olympus", "language": "en"})

    sam.refresh_from_db()
    assert answer.status_code == 422
    assert sam.time_zone == "UTC"


def test_nothing_else_of_a_login_can_be_changed_there(sam: User) -> None:
    facts = {"name": "Sam", "time_zone": "UTC", "language": "en", "email": "x@x.test", "is_active": ""}
    assert sign_in(sam).post("/accounts/settings/", facts).status_code == 302

    sam.refresh_from_db()
    assert (sam.email, sam.is_active) == ("sam@home.test", True)


def test_one_of_the_languages_is_chosen_and_no_other(sam: User) -> None:
    """S2.30."""
    for language, status in (("de", 302), ("tlh", 422)):
        facts = {"name": "Sam", "time_zone": "UTC", "language": language}
        assert sign_in(sam).post("/accounts/settings/", facts).status_code == status

    sam.refresh_from_db()
    assert sam.language == "de"


def test_the_way_back_leads_to_where_one_belongs(mia: User) -> None:
    page = sign_in(mia).get("/accounts/settings/").content.decode()

    assert 'href="/maple/"' in page


# Devices ----------------------------------------------------------------------------------------------------------


def test_sam_sees_where_he_is_signed_in(sam: User) -> None:
    here = sign_in(sam, browser=EDGE)
    sign_in(sam, browser=IPHONE)

    page = here.get("/accounts/devices/").content.decode()

    assert "Edge on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("this one") == 1
    assert page.index("Edge on Windows") < page.index("this one") < page.index("Safari on iPhone")


def test_sam_signs_out_one_device(sam: User) -> None:
    here, phone, laptop = sign_in(sam), sign_in(sam, browser=IPHONE), sign_in(sam, browser=EDGE)
    of_phone = UserSession.objects.get(user=sam, user_agent=IPHONE)

    here.post("/accounts/devices/sign-out/", {"device": of_phone.pk})

    assert is_signed_in(here)
    assert not is_signed_in(phone)
    assert is_signed_in(laptop)


def test_sam_signs_out_everywhere_else(sam: User) -> None:
    here, phone, laptop = sign_in(sam), sign_in(sam, browser=IPHONE), sign_in(sam, browser=EDGE)

    here.post("/accounts/devices/sign-out/")

    assert is_signed_in(here)
    assert not is_signed_in(phone)
    assert not is_signed_in(laptop)


def test_nobody_signs_out_the_devices_of_others(sam: User, mia: User) -> None:
    of_sam, of_mia = sign_in(sam), sign_in(mia)

    of_mia.post("/accounts/devices/sign-out/", {"device": UserSession.objects.get(user=sam).pk})
    of_mia.post("/accounts/devices/sign-out/", {"device": "nonsense"})
    of_mia.post("/accounts/devices/sign-out/")

    assert is_signed_in(of_sam)


def test_a_device_in_use_says_when_it_was_last_seen(sam: User) -> None:
    with time_machine.travel("2026-03-02 10:00", tick=False) as clock:
        client = sign_in(sam)
        clock.shift(20)
        client.get("/accounts/settings/")
        assert _seen_at(sam) == "10:00:00", "not written down for every click"

        clock.shift(5 * 60)
        client.get("/accounts/settings/")
        assert _seen_at(sam) == "10:05:20"


def test_browsers_in_a_few_words() -> None:
    assert devices.in_words(EDGE) == "Edge on Windows"
    assert devices.in_words(IPHONE) == "Safari on iPhone"
    assert (
        devices.in_words("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "Firefox on Linux"
    )
    assert devices.in_words("curl/8") == "An unknown browser"


def test_own_pages_are_for_those_who_are_signed_in(db: None) -> None:
    for address in ("settings/", "devices/", "second-factor/", "password/", "confirm/", "second-factor/app/"):
        assert Client().get(f"/accounts/{address}")["Location"] == f"/accounts/login/?next=/accounts/{address}"


def _seen_at(user: User) -> str:
    return UserSession.objects.get(user=user).last_seen_at.strftime("%H:%M:%S")
