"""Journals as people use them: the steps of a client and their practitioner."""

import re

import pytest
from playwright.sync_api import Page, expect

from heartwood.cast.papers import river
from tests.harness.browser import Visitor, assert_accessible, assert_good_for_everybody
from tests.harness.house import House

pytestmark = pytest.mark.browser

LOOKS = [("light", 1360), ("dark", 390)]


def open_the_desk(page: Page, number: int) -> None:
    """For the number-th of the sessions, the latest first."""
    page.get_by_role("link", name="Journal", exact=True).click()
    page.get_by_role("link", name="Write an entry").click()
    page.locator(".choose__one").nth(number).click()
    expect(page.get_by_role("heading", name="Add Journal")).to_be_visible()


def assert_fits(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def a_picture(number: int) -> dict:
    return {"name": f"pond-{number}.jpg", "mimeType": "image/jpeg", "buffer": river(60, 40)}


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_clara_writes_shares_and_thea_reads_and_answers(house: House, visitor: Visitor, theme, width) -> None:
    """S0.01-S0.03, S0.06, S0.11-S0.17, S0.22-S0.26, S0.34, with keyboard and formatting: the steps of both."""
    title = f"Heronsgate {width}"
    clara = visitor("clara@mail.example", theme=theme, width=width)
    open_the_desk(clara, 3 if width > 400 else 4)
    clara.get_by_label("Title").fill(title)
    notes = clara.get_by_label("Your notes")
    notes.press_sequentially("It was ")
    notes.press("Control+b")
    notes.press_sequentially("quiet")
    notes.press("End")
    expect(notes).to_have_value("It was **quiet**")
    notes.press("Enter")
    clara.get_by_role("button", name="List", exact=True).click()
    notes.press_sequentially("one")
    notes.press("Enter")
    notes.press_sequentially("two")
    expect(notes).to_have_value("It was **quiet**\n- one\n- two")
    clara.get_by_label("Add images").set_input_files([a_picture(1)])
    expect(clara.locator("#images img")).to_have_count(1, timeout=30_000)
    clara.get_by_label("Words below image 1").fill("The pond")
    expect(clara.get_by_role("status").filter(has_text="Draft kept")).to_be_visible()
    assert_fits(clara)

    clara.get_by_text("Share with Practitioner").click()
    clara.get_by_role("button", name="Save").click()
    popup = clara.get_by_role("dialog", name="Notify your practitioner")
    expect(popup).to_be_visible()
    assert_fits(clara)
    clara.keyboard.press("Escape")
    expect(clara.get_by_text("You chose to share this entry.")).to_be_visible()
    clara.get_by_role("button", name="Share now").click()
    popup.get_by_role("button", name="Notify").click()
    expect(clara.get_by_text("Shared. Your practitioner is told that something waits, not what.")).to_be_visible()
    assert_fits(clara)

    thea = visitor("thea@willow.example", theme=theme, width=width, allow=["404"])
    thea.goto("/willow/clients/?q=clara")
    thea.get_by_role("link", name="Clara Reyes").click()
    thea.get_by_label("Parts of the record").get_by_role("link", name="Journals").click()
    expect(thea.get_by_role("article").filter(has_text=title).get_by_text("Unread")).to_be_visible()
    assert_fits(thea)
    thea.get_by_role("link", name=title).click()
    expect(thea.locator("strong", has_text="quiet")).to_be_visible()
    expect(thea.get_by_role("img", name="The pond")).to_be_visible()
    assert_fits(thea)
    thea.get_by_role("button", name="Thank you for sharing this. I have read it.").click()
    expect(thea.get_by_text("Your words stand with the entry")).to_be_visible()

    clara.reload()
    expect(clara.get_by_text("Thea Lindqvist read it on")).to_be_visible()
    expect(clara.get_by_text("Thank you for sharing this. I have read it.")).to_be_visible()
    clara.get_by_role("button", name="Make private again").click()
    expect(clara.get_by_text("Only you can read this entry now.")).to_be_visible()
    assert thea.goto(thea.url).status == 404
    expect(thea.get_by_text("This is no longer shared with you")).to_be_visible()


@pytest.mark.torture
def test_the_other_pages_are_accessible(visitor: Visitor, looks) -> None:
    page = visitor("clara@mail.example")
    page.get_by_role("link", name="Journal", exact=True).click()
    assert_good_for_everybody(page, looks)
    page.get_by_role("link", name="Print or keep as PDF").click()
    assert_good_for_everybody(page, looks)
    page.go_back()
    page.get_by_role("link", name="Write an entry").click()
    assert_good_for_everybody(page, looks)
    page.go_back()
    page.get_by_role("link", name="After the storm").click()
    assert_good_for_everybody(page, looks)
    page.get_by_role("link", name="Delete this entry").click()
    assert_good_for_everybody(page, looks)


def test_without_javascript_all_of_it_works_too(visitor: Visitor) -> None:
    """S0.03, S0.15-S0.17."""
    page = visitor("clara@mail.example", java_script_enabled=False)
    open_the_desk(page, 8)
    page.get_by_label("Your notes").fill("By hand, Sallowfield")
    page.get_by_label("Add images").set_input_files([a_picture(1)])
    page.get_by_role("button", name="Add these images").click()
    expect(page.get_by_label("Your notes")).to_have_value("By hand, Sallowfield")
    expect(page.get_by_label("Words below image 1")).to_be_visible()

    page.get_by_text("Share with Practitioner").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Notify").click()

    expect(page.get_by_text(re.compile("You, and Thea Lindqvist: shared"))).to_be_visible()
