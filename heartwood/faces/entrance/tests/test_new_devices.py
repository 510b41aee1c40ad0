"""Somebody signs in from a device that was never seen before, and the owner of the login hears of it."""

from datetime import timedelta
from typing import Any

from django.core import mail
from django.test import Client
from django.utils.timezone import now

from heartwood.faces.entrance import jobs
from heartwood.faces.entrance.models import Device
from heartwood.faces.entrance.tests.conftest import PASSWORD, is_signed_in, sign_in
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.models import Notice

NEW = "snow on the old bridge"


def devices_of(user: User) -> list[Device]:
    return list(Device.objects.visible_to(Viewer(user=user)).order_by("first_seen_at"))


def told(user: User) -> list[str]:
    news = [letter for letter in mail.outbox if "signed in from a new device" in letter.subject]
    return [letter.body for letter in news if user.email in letter.to]


def sign_in_again(browser: Client, user: User) -> None:
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def test_the_first_device_is_no_news_and_neither_is_one_that_is_known(sam: User) -> None:
    browser = sign_in(sam)
    sign_in_again(browser, sam)

    assert len(devices_of(sam)) == 1
    assert told(sam) == []


def test_another_device_is_told_of_in_the_app_and_by_mail(sam: User) -> None:
    home = sign_in(sam)
    sign_in(sam, browser="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1")

    (body,) = told(sam)
    notice = Notice.objects.visible_to(Viewer(user=sam)).get()
    landed = home.get(f"/accounts/notices/{notice.pk}/")
    page = home.get(landed["Location"]).content.decode()
    assert f"/accounts/notices/{notice.pk}/" in body
    assert "Safari" not in body
    assert "Safari on iPhone" in page
    assert "127.0.0.1" not in page
    assert not Notice.objects.visible_to(Viewer(user=sam)).unseen().exists()


def test_the_bell_rings_for_mia_at_work(mia: User) -> None:
    sign_in(mia)
    sign_in(mia)
    member = mia.memberships.get()

    assert Notice.objects.visible_to(Viewer.in_office(member)).unseen().count() == 1


def test_who_says_it_was_not_them_ends_all_else_and_chooses_a_new_password(sam: User) -> None:
    home, thief = sign_in(sam), sign_in(sam)
    stranger = devices_of(sam)[1]

    sent = home.post(f"/accounts/devices/{stranger.pk}/")
    page = home.get(sent["Location"])
    chosen = home.post(sent["Location"], {"password1": NEW, "password2": NEW})

    assert sent["Location"] == "/accounts/password/first/"
    assert page.status_code == 200
    assert chosen.status_code == 302
    assert is_signed_in(home)
    assert not is_signed_in(thief)
    assert not is_signed_in(sign_in(sam, PASSWORD))
    assert is_signed_in(sign_in(sam, NEW))


def test_before_the_new_password_is_chosen_the_old_one_opens_nothing(sam: User) -> None:
    home, _ = sign_in(sam), sign_in(sam)

    home.post(f"/accounts/devices/{devices_of(sam)[1].pk}/")

    assert not is_signed_in(sign_in(sam, PASSWORD))


def test_whoever_finds_the_page_open_must_show_first_who_they_are(sam: User, settings: Any) -> None:
    home, _ = sign_in(sam), sign_in(sam)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1

    sent = home.post(f"/accounts/devices/{devices_of(sam)[1].pk}/")

    assert sent["Location"].startswith("/accounts/confirm/?next=")
    sam.refresh_from_db()
    assert sam.has_usable_password()


def test_nobody_else_sees_or_disowns_it(sam: User, mia: User) -> None:
    sign_in(sam)
    of_mia, (device,) = sign_in(mia), devices_of(sam)

    assert of_mia.get(f"/accounts/devices/{device.pk}/").status_code == 404
    assert of_mia.post(f"/accounts/devices/{device.pk}/").status_code == 404


def test_two_people_at_one_computer_have_nothing_in_common(sam: User, mia: User) -> None:
    """And the database does not hold what stands in the cookie."""
    browser = sign_in(sam)
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": mia.email, "password": PASSWORD})
    cookie = browser.cookies["heartwood-device"]

    marks = [device.mark for user in (sam, mia) for device in devices_of(user)]
    assert len(set(marks)) == 2
    assert cookie.value not in marks
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_wrong_password_is_no_device(sam: User) -> None:
    sign_in(sam)
    sign_in(sam, "wrong")

    assert len(devices_of(sam)) == 1


def test_devices_long_out_of_use_are_forgotten(sam: User) -> None:
    sign_in(sam)
    sign_in(sam)
    old = devices_of(sam)[0]
    with act(Viewer(user=sam), "entrance.sign_in", sam):
        old.seen_at = now() - timedelta(days=401)
        old.save(update_fields=["seen_at"])

    jobs.forget_devices.call()

    assert len(devices_of(sam)) == 1
