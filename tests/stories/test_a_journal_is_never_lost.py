"""In a real browser: a client writes for long, and everything goes wrong that can; no word and no picture is lost."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from heartwood.areas.journals.tests.test_in_the_browser import a_picture, open_the_desk
from tests.harness.browser import Visitor, sign_in
from tests.harness.house import House

pytestmark = pytest.mark.browser


def test_a_long_entry_survives_a_closed_tab_an_expired_sign_in_and_a_dropped_network(
    house: House, visitor: Visitor
) -> None:
    """R9: five thousand words and eight pictures."""
    words = " ".join(f"word{number}" for number in range(5000))
    page = visitor("clara@mail.example", allow=["401", "403", "ERR_INTERNET_DISCONNECTED"])
    open_the_desk(page, 6)
    address = page.url
    page.get_by_label("Your notes").fill(words)
    page.get_by_label("Add images").set_input_files([a_picture(number) for number in range(7)])
    expect(page.locator("#images img")).to_have_count(7, timeout=60_000)
    expect(page.get_by_role("status").filter(has_text="Draft kept")).to_be_visible()

    page.close()
    page = page.context.new_page()
    page.goto(address)
    notes = page.get_by_label("Your notes")
    expect(notes).to_have_value(words)

    page.context.set_offline(True)
    notes.fill(f"{words} offline")
    page.get_by_label("Add images").set_input_files([a_picture(8)])
    expect(page.get_by_text("Not kept: there is no connection.")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("The images could not be sent yet.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("status").filter(has_text="Draft kept")).to_be_visible(timeout=15_000)
    expect(page.locator("#images img")).to_have_count(8, timeout=60_000)

    sign_out_everybody(house)
    notes.fill(f"{words} offline later")
    expect(page.get_by_text("Not kept: you were signed out.")).to_be_attached(timeout=10_000)
    sign_in(other := page.context.new_page(), "clara@mail.example")
    other.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("status").filter(has_text="Draft kept")).to_be_visible(timeout=15_000)
    assert "word4999" not in page.evaluate("JSON.stringify([localStorage, sessionStorage])"), "it lies on the device"

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("word4999 offline later")).to_be_visible()
    expect(page.locator(".entry__image img")).to_have_count(8)


def sign_out_everybody(house: House) -> None:
    an_hour_ago = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)
    with sqlite3.connect(house.data / "heartwood.sqlite3", timeout=20) as database:
        database.execute("UPDATE django_session SET expire_date = ?", [an_hour_ago.isoformat(" ")])
