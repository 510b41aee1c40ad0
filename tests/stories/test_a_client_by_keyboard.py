"""In a real browser: a client does without a mouse, from signing in to having shared an entry and left a review."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.harness.browser import PASSWORD, Visitor

pytestmark = pytest.mark.browser

FARTHEST = 80  # times Tab


def tab_to(page: Page, target: Locator) -> None:
    """By Tab alone; and whoever sees sees where they are."""
    expect(target).to_be_attached()
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if target.evaluate("it => it === document.activeElement"):
            assert page.evaluate(FOCUS_IS_SEEN), f"the focus on {target} is not to be seen"
            return
    raise AssertionError(f"{target} was not reached by keyboard on {page.url}")


def press(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


FOCUS_IS_SEEN = """() => {
  for (let it = document.activeElement; it; it = it.parentElement) {
    const style = getComputedStyle(it);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) return true;
  }
  return false;
}"""


def test_the_whole_story_of_a_client_by_keyboard_alone(visitor: Visitor) -> None:
    """S0.01, S0.08-S0.17: sign in, My Bookings, a session, Add Journal, Share, Save, Notify; then a review of it."""
    page = visitor()
    page.goto("/accounts/login/")
    tab_to(page, page.locator("[name=login]"))
    page.keyboard.type("clara@mail.example")
    tab_to(page, page.locator("[name=password]"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Hello, Clara")).to_be_visible()

    open_the_last_session(page)
    press(page, page.get_by_role("link", name="Add Journal"))
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("Without a mouse")
    tab_to(page, page.get_by_label("Your notes"))
    page.keyboard.type("It works.")
    tab_to(page, page.get_by_role("radio", name="Keep Private"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Share with Practitioner")).to_be_checked()
    press(page, page.get_by_role("button", name="Save", exact=True))
    popup = page.get_by_role("dialog", name="Notify your practitioner")
    expect(popup).to_be_visible()
    press(page, popup.get_by_role("button", name="Notify", exact=True))
    expect(page.get_by_text("Shared. Your practitioner is told that something waits, not what.")).to_be_visible()

    open_the_last_session(page)
    press(page, page.get_by_role("link", name="Leave a review"))
    tab_to(page, page.get_by_role("radio", name=re.compile("^1 star")))
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=re.compile("^5 stars"))).to_be_checked()
    tab_to(page, page.get_by_label("In your words"))
    page.keyboard.type("Without a mouse, too.")
    press(page, page.get_by_role("button", name="Leave this review"))
    expect(page.get_by_text("Thank you. Your practitioner is told that something waits, not what.")).to_be_visible()

    press(page, page.get_by_role("link", name="Delete this review"))
    press(page, page.get_by_role("button", name="Delete for good"))
    expect(page.get_by_text("Your review was deleted.")).to_be_visible()


def open_the_last_session(page: Page) -> None:
    press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="My Bookings"))
    expect(page.get_by_role("heading", level=1, name="My Bookings")).to_be_visible()
    past = page.locator("section", has=page.get_by_role("heading", name="Past"))
    press(page, past.get_by_role("link").first)
    expect(page.get_by_role("heading", level=1, name="Session Details")).to_be_visible()
