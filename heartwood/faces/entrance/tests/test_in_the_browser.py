"""Passkeys, which only a browser has; and what every page of the entrance owes to everybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visitor, assert_accessible, sign_in

pytestmark = pytest.mark.browser

OUTSIDE = [
    "/accounts/login/",
    "/accounts/password/forgotten/",
    "/accounts/password/forgotten/sent/",
    f"/accounts/password/forgotten/{'0' * 32}-void/",
    "/accounts/password/forgotten/done/",
    "/accounts/inactive/",
    "/demo/mail/",
]
INSIDE = [
    "/accounts/settings/",
    "/accounts/devices/",
    "/accounts/second-factor/",
    "/accounts/second-factor/app/",
    "/accounts/second-factor/passkeys/add/",
    "/accounts/password/",
    "/accounts/confirm/",
    "/accounts/logout/",
]


def test_clara_adds_a_passkey_and_signs_in_with_it(visitor: Visitor) -> None:
    page = visitor(accept_downloads=True)
    sign_in(page, "clara@mail.example")  # by her password, just now
    give_a_device_that_knows_her(page)

    page.goto("/accounts/settings/")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_label("Name of the passkey")).to_have_value(re.compile("Chrome on"))
    page.get_by_label("Name of the passkey").fill("My laptop")
    page.get_by_role("button", name="Add the passkey").click()

    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert len(download.value.path().read_text().split()) == 11
    page.get_by_role("link", name="I kept them").click()
    expect(page.get_by_text("My laptop")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/accounts/devices/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Your devices")).to_be_visible()


def test_a_passkey_is_also_the_second_step_after_a_password(visitor: Visitor) -> None:
    page = visitor()
    sign_in(page, "nadia@mail.example")
    give_a_device_that_knows_her(page)
    page.goto("/accounts/second-factor/passkeys/add/")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("link", name="I kept them").click()
    page.get_by_role("button", name="Sign out").click()

    page.get_by_label("E-mail").fill("nadia@mail.example")
    page.get_by_label("Password").fill("willow-demo-2026")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Use your passkey").click()

    expect(page.get_by_role("heading", name="Where to, Nadia?")).to_be_visible()
    assert_accessible(page)


def test_whoever_has_no_passkey_here_is_told_in_words(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('not allowed')) }")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("You can try again")


@pytest.mark.parametrize(("theme", "width"), [("light", 1360), ("dark", 320)])
def test_every_page_is_for_everybody(visitor: Visitor, theme: str, width: int) -> None:
    outside = visitor(theme=theme, width=width)
    inside = visitor("grace@mail.example", theme=theme, width=width)
    for page, addresses in ((outside, OUTSIDE), (inside, INSIDE)):
        for address in addresses:
            page.goto(address)
            assert_accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address} is {wide} pixels wide"


def give_a_device_that_knows_her(page: Page) -> None:
    """Chromium's virtual authenticator: a fingerprint that always matches."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
