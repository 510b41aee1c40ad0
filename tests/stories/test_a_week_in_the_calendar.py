"""In a real browser: Fran at the desk books by a click, moves by a drag and calls off; and all of it by keyboard."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.harness.browser import assert_good_for_everybody

pytestmark = pytest.mark.browser

FRAN, THEA, OLIVE = "fran@willow.example", "thea@willow.example", "olive@willow.example"
NEXT_MONDAY = date.today() + timedelta(days=14 - date.today().weekday())
FREE_SLOT, NOON = "15:00", "13:00"  # when the cast books nobody


def open_week(page: Page, of: str = "Thea Lindqvist") -> None:
    page.goto(f"/willow/calendar/?on={NEXT_MONDAY.isoformat()}")
    if page.get_by_label("Practitioner").input_value() == "all":
        page.get_by_label("Practitioner").select_option(label=of)
        page.wait_for_url(re.compile("with="))


def column(page: Page, number: int) -> Locator:
    return page.locator(".grid__column").nth(number)


def slot(page: Page, day: int, clock: str) -> Locator:
    return column(page, day).locator(f'.slot[data-from="{clock}"]')


def session(page: Page, day: int, clock: str) -> Locator:
    return column(page, day).locator(f'a.block[data-from="{clock}"]')


def book(page: Page, day: int, clock: str, words: str, name: str) -> None:
    slot(page, day, clock).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill(words)
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    dialog.get_by_text(name, exact=True).click()
    dialog.get_by_role("button", name="Book").click()
    expect(session(page, day, clock)).to_be_visible()
    expect(page.get_by_text("1 session is booked.")).to_be_visible()


def drag(page: Page, what: Locator, onto: Locator) -> None:
    expect(page.get_by_role("dialog")).to_have_count(0)
    start, end = what.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 30, steps=3)
    page.mouse.move(end["x"] + 30, end["y"] + 10, steps=6)


def test_fran_books_by_a_click_moves_by_a_drag_and_calls_off(house, visitor) -> None:
    """S1.12, S0.21."""
    fran = visitor(FRAN, allow=["422"])
    open_week(fran)
    book(fran, 0, FREE_SLOT, "reyes", "Clara Reyes")
    book(fran, 1, FREE_SLOT, "patel", "Dev Patel")

    drag(fran, session(fran, 0, FREE_SLOT), slot(fran, 2, NOON))
    fran.keyboard.press("Escape")
    fran.mouse.up()
    expect(session(fran, 0, FREE_SLOT)).to_be_visible()
    expect(fran.get_by_role("dialog")).to_have_count(0)

    drag(fran, session(fran, 0, FREE_SLOT), session(fran, 1, FREE_SLOT))
    fran.mouse.up()
    fran.get_by_role("dialog").get_by_role("button", name="Move").click()
    expect(fran.get_by_text("That time is taken already.").last).to_be_visible()
    expect(session(fran, 0, FREE_SLOT)).to_have_count(1)
    fran.keyboard.press("Escape")

    drag(fran, session(fran, 0, FREE_SLOT), slot(fran, 2, NOON))
    fran.mouse.up()
    expect(fran.get_by_role("dialog").get_by_label("Tell the client")).to_be_checked()
    fran.get_by_role("dialog").get_by_role("button", name="Move").click()
    expect(fran.get_by_text(re.compile("^Moved to"))).to_be_visible()
    expect(session(fran, 2, NOON)).to_be_visible()

    session(fran, 2, NOON).click()
    expect(fran.get_by_text("Session Details").first).to_be_visible()
    fran.get_by_role("button", name="More actions").click()
    fran.get_by_role("link", name="Cancel the session").click()
    fran.get_by_role("dialog").get_by_role("button", name="Cancel the session").click()
    expect(fran.get_by_text("The session is cancelled, and the client is told.")).to_be_visible()


def test_a_session_is_booked_by_keyboard_alone(house, visitor) -> None:
    thea = visitor(THEA)
    open_week(thea)
    thea.keyboard.press("d")
    expect(thea.get_by_role("link", name="Day", exact=True)).to_have_attribute("aria-current", "page")
    thea.keyboard.press("w")
    expect(thea.get_by_role("link", name="Week", exact=True)).to_have_attribute("aria-current", "page")

    slot(thea, 0, "08:00").focus()
    thea.keyboard.press("ArrowDown")
    expect(slot(thea, 0, "08:30")).to_be_focused()
    thea.keyboard.press("ArrowRight")
    expect(slot(thea, 1, "08:30")).to_be_focused()
    thea.keyboard.press("Enter")
    dialog = thea.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("searchbox").focus()
    thea.keyboard.type("haddad")
    expect(dialog.get_by_role("checkbox")).to_have_count(1)
    thea.keyboard.press("Tab")
    thea.keyboard.press("Space")
    expect(dialog.get_by_role("checkbox")).to_be_checked()
    thea.keyboard.press("Enter")

    expect(thea.get_by_text("1 session is booked.")).to_be_visible()
    expect(session(thea, 1, "08:30")).to_be_visible()


def test_a_session_is_booked_without_javascript(house, visitor) -> None:
    thea = visitor(THEA, java_script_enabled=False, allow=["422"])
    open_week(thea)
    slot(thea, 4, "16:30").click()
    thea.get_by_role("searchbox").fill("haddad")
    thea.get_by_role("button", name="Book").click()
    thea.get_by_text("Nadia Haddad", exact=True).click()
    thea.get_by_role("button", name="Book").click()

    expect(thea.get_by_text("1 session is booked.")).to_be_visible()


@pytest.mark.torture
def test_every_page_about_sessions_is_accessible_and_fits(house, visitor, looks) -> None:
    olive = visitor(OLIVE)
    olive.goto("/willow/sessions/?tab=upcoming")
    one = olive.locator("tbody a").first.get_attribute("href")
    olive.goto("/willow/practice/hours/")
    hours = olive.get_by_role("link", name="Thea Lindqvist").get_attribute("href")
    olive.goto("/willow/clients/?q=reyes")
    record = olive.get_by_role("link", name="Clara Reyes").get_attribute("href")
    week = f"/willow/calendar/?on={(date.today() + timedelta(days=3)).isoformat()}&with=all"
    pages = [
        "/willow/",
        week,
        f"{week}&view=day",
        f"{week}&view=month",
        f"{week}&view=agenda",
        "/willow/calendar/book/",
        "/willow/sessions/",
        f"{one}",
        f"{one}move/",
        f"{one}cancel/",
        f"{record}sessions/",
        "/willow/practice/services/",
        "/willow/practice/services/add/",
        "/willow/practice/rooms/",
        "/willow/practice/holidays/",
        f"{hours}",
        f"{hours}terms/",
    ]
    for address in pages:
        olive.goto(address)
        assert_good_for_everybody(olive, looks)
