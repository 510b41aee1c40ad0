"""In a real browser, on a phone: a client books a session, moves it, calls it off; another answers a proposed time."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import assert_accessible, assert_good_for_everybody

pytestmark = pytest.mark.browser

CLARA, THEA, GRACE = "clara@mail.example", "thea@willow.example", "grace@mail.example"


def test_clara_books_moves_and_cancels_on_her_phone(house, visitor) -> None:
    """S0.08, S0.09, S2.09 to S2.11, S2.D9."""
    clara = visitor(CLARA, width=390)
    expect(clara.get_by_text("First free times with Thea Lindqvist, Individual session")).to_be_visible()
    clara.get_by_role("link", name="My Bookings").click()

    clara.get_by_role("link", name="Book a session").click()
    clara.get_by_role("link", name="Individual session").click()
    clara.get_by_role("link", name="Next week").click()
    clara.locator(".days a").nth(2).click()
    clara.get_by_label("A word to your practitioner").fill("I come by bus.")
    clara.get_by_role("button", name="Book this session").click()
    expect(clara.get_by_text("Your session is booked.")).to_be_visible()
    expect(clara.get_by_text("I come by bus.")).to_be_visible()
    first = when(clara)

    clara.get_by_role("link", name="Change").click()
    clara.locator(".days a").last.click()
    clara.get_by_role("button", name="Move the session").click()
    expect(clara.get_by_text("Your session has a new time.")).to_be_visible()
    assert when(clara) != first

    clara.get_by_role("link", name="Cancel").click()
    expect(clara.get_by_text(re.compile("you can cancel free of charge"))).to_be_visible()
    clara.get_by_role("button", name="Cancel the session").click()
    expect(clara.get_by_text("Your session is cancelled.")).to_be_visible()
    expect(clara.get_by_text("Cancelled", exact=True)).to_be_visible()


def test_grace_answers_a_proposed_time(house, visitor) -> None:
    """S0.B4."""
    grace = visitor(GRACE, width=390)
    grace.get_by_role("link", name="Answer").click()
    proposed = grace.get_by_role("heading", name="A new time is proposed").locator("xpath=../..").locator("strong")
    words = proposed.inner_text().split(" (")[0]
    assert_accessible(grace)
    grace.get_by_role("button", name="Agree to the new time").click()

    expect(grace.get_by_text("Your session has its new time.")).to_be_visible()
    assert when(grace).startswith(words)


def when(page: Page) -> str:
    return page.locator(".hero strong").inner_text()


@pytest.mark.torture
def test_every_page_of_sessions_is_accessible_and_fits(house, visitor, looks) -> None:
    clara = visitor(CLARA)
    clara.goto(f"{clara.url}bookings/")
    bookings, session = clara.url, clara.locator(".bookings a").first.get_attribute("href")
    waiting = clara.get_by_role("heading", name="You wait for").locator("xpath=../..").get_by_role("link")
    waiting = waiting.get_attribute("href")
    clara.goto(f"{bookings}book/")
    times = clara.get_by_role("link", name="Individual session").get_attribute("href")
    clara.goto(times)
    confirm = clara.locator(".days a").first.get_attribute("href")
    pages = [
        bookings,
        session,
        f"{session}change/",
        f"{session}cancel/",
        f"{bookings}book/",
        times,
        f"{times}?week=2001-01-01",
        confirm,
        f"{times}wait/",
        waiting,
        f"{bookings}calendar/",
    ]
    for address in pages:
        clara.goto(address)
        assert_good_for_everybody(clara, looks)
    clara.get_by_role("button", name="Make an address").or_(
        clara.get_by_role("button", name="Make a new address")
    ).click()
    expect(clara.locator("code")).to_contain_text("/calendar/")
    assert_good_for_everybody(clara, looks)


@pytest.mark.torture
def test_a_practitioners_own_calendar_is_accessible_and_fits(house, visitor, looks) -> None:
    thea = visitor(THEA, allow=["422"])
    thea.goto("/willow/own-calendar/")
    assert_good_for_everybody(thea, looks)
    thea.get_by_label("Address of your calendar").fill("https://somebody@calendar.example/")
    thea.get_by_role("button", name="Look at").click()

    expect(thea.get_by_text("This is no address of a calendar.").first).to_be_visible()
    assert_good_for_everybody(thea, looks)
