"""A therapist writes for a long time, goes away, and loses nothing; and nobody who sits down meanwhile reads it."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visitor, assert_accessible, sign_in
from tests.harness.house import House

pytestmark = pytest.mark.browser
WORDS = "She slept well for the first time."


def time_passes(house: House, page: Page, *, seconds_left: int) -> None:
    """All sessions have that long to live; and the page looks, as it does whenever somebody comes back to it."""
    ends_at = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=seconds_left)
    with sqlite3.connect(house.data / "heartwood.sqlite3", timeout=20) as database:
        database.execute("UPDATE django_session SET expire_date = ?", [ends_at.isoformat(" ")])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.fixture
def thea(visitor: Visitor) -> Page:
    page = visitor("thea@willow.example", allow=["401"])
    page.goto("/willow/clients/add/")
    page.get_by_label("Address").fill(WORDS)
    return page


@pytest.mark.parametrize(("theme", "width"), [("light", 1360), ("dark", 390)])
def test_she_is_asked_before_she_is_signed_out_and_a_key_is_enough(house, visitor, theme, width):
    """WCAG 2.2.1: in time, in words that a screen reader says, and answered by one key."""
    page = visitor("thea@willow.example", theme=theme, width=width)

    time_passes(house, page, seconds_left=100)
    question = page.get_by_role("alertdialog", name="Are you still there?")
    expect(question.get_by_role("status")).to_contain_text("signed out in 2 minutes")
    expect(question.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Enter")

    expect(question).to_be_hidden()
    assert page.evaluate("fetch('/accounts/session/').then(answer => answer.json())")["seconds"] > 1000


def test_her_other_tab_stops_asking_too(house, thea):
    other = thea.context.new_page()
    other.goto("/willow/clients/")
    time_passes(house, thea, seconds_left=100)
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.get_by_role("alertdialog")).to_be_visible()

    with thea.expect_response("**/accounts/session/"):
        thea.get_by_role("button", name="Stay signed in").click()

    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(other.get_by_role("alertdialog")).to_be_hidden()


def test_what_she_wrote_is_covered_and_waits_until_she_has_signed_in_again(house, thea):
    time_passes(house, thea, seconds_left=-1)

    cover = thea.get_by_role("alertdialog", name="You were signed out")
    expect(cover).to_be_visible()
    assert_accessible(thea)
    thea.keyboard.press("Escape")
    thea.keyboard.press("Escape")
    expect(cover).to_be_visible()

    with thea.context.expect_page() as opened:
        cover.get_by_role("link", name="Sign in again").click()
    sign_in(opened.value, "thea@willow.example")
    thea.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(cover).to_be_hidden()
    expect(thea.get_by_label("Address")).to_have_value(WORDS)
    thea.get_by_label("First name").fill("Juniper")
    thea.get_by_role("button", name="Create").click()
    expect(thea.get_by_role("heading", name="Juniper")).to_be_visible()


def test_somebody_else_who_signs_in_there_reads_nothing_of_it(house, thea):
    time_passes(house, thea, seconds_left=-1)
    expect(thea.get_by_role("alertdialog", name="You were signed out")).to_be_visible()

    sign_in(thea.context.new_page(), "olive@willow.example")
    thea.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    thea.wait_for_url("**/willow/**")
    expect(thea.get_by_text(WORDS)).to_have_count(0)


def test_where_nothing_was_written_the_page_goes_to_sign_in(house, visitor):
    page = visitor("thea@willow.example")
    page.goto("/willow/clients/")

    time_passes(house, page, seconds_left=-1)

    page.wait_for_url("**/accounts/login/?next=/willow/clients/")


def test_without_javascript_what_was_sent_too_late_waits_as_well(house, visitor):
    page = visitor("thea@willow.example", java_script_enabled=False)
    page.goto("/willow/clients/add/")
    page.get_by_label("First name").fill("Rowan of the long words")
    with sqlite3.connect(house.data / "heartwood.sqlite3", timeout=20) as database:
        database.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00'")

    page.get_by_role("button", name="Create").click()
    page.locator("[name=login]").fill("thea@willow.example")
    page.locator("[name=password]").fill("willow-demo-2026")
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_text("Rowan of the long words")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()

    expect(page.get_by_role("heading", name="Rowan of the long words")).to_be_visible()
