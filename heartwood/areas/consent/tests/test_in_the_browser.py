"""Consent as people use it, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visitor, assert_accessible
from tests.harness.house import House

pytestmark = pytest.mark.browser

LOOKS = [("light", 1360), ("dark", 390)]
CLARA, THEA, OLIVE = "clara@mail.example", "thea@willow.example", "olive@willow.example"


def assert_fits(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_claras_record(thea: Page) -> None:
    thea.goto("/willow/clients/?q=clara")
    thea.get_by_role("link", name="Clara Reyes").click()


def test_thea_records_it_on_the_spot_and_clara_takes_it_back(house: House, visitor: Visitor) -> None:
    """S1.14, S1.15, S1.D4, S1.D5: not marked, given on Clara's word, told, taken back, and all of it kept."""
    thea = visitor(THEA)
    open_claras_record(thea)
    marked = thea.locator("div", has=thea.get_by_text("Automatic note-taking", exact=True)).last
    expect(marked).to_contain_text("Not marked")
    marked.get_by_role("link", name="Record what they say").click()
    expect(thea.get_by_label("Day")).to_be_hidden()
    thea.get_by_text("Earlier", exact=True).click()
    expect(thea.get_by_label("Day")).to_be_visible()
    for choice in ("Just now", "Yes", "In person"):
        thea.get_by_text(choice, exact=True).click()
    thea.get_by_label("What was said (optional)").fill("After we had read it together.")
    assert_fits(thea)
    thea.get_by_role("button", name="Record").click()
    expect(thea.get_by_text("Recorded. Clara Reyes is told")).to_be_visible()
    assert_fits(thea)

    clara = visitor(CLARA)
    clara.goto(f"{clara.url}notices/")
    clara.get_by_text("Something was recorded for you").first.click()
    expect(clara.get_by_text("Thea Lindqvist wrote down what was said.")).to_be_visible()
    assert_fits(clara)
    clara.get_by_role("link", name="Take it back").click()
    assert_fits(clara)
    clara.get_by_role("button", name="Yes, take it back").click()
    expect(clara.get_by_text("Taken back. It counts from this moment")).to_be_visible()

    open_claras_record(thea)
    expect(marked).to_contain_text("Withdrawn")
    thea.get_by_label("Parts of the record").get_by_role("link", name="Consent").click()
    said = thea.locator(".timeline__event").filter(has_text="Automatic note-taking")
    expect(said).to_have_count(2)
    expect(said.nth(0)).to_contain_text("By Clara Reyes, in the portal")
    expect(said.nth(1)).to_contain_text("After we had read it together.")
    assert_fits(thea)


def test_on_a_phone_in_the_dark_too(house: House, visitor: Visitor) -> None:
    clara = visitor(CLARA, theme="dark", width=390)
    expect(clara.get_by_role("heading", name="Your documents")).to_be_visible()
    portal = clara.url
    clara.goto(f"{portal}consent/")
    assert_fits(clara)
    clara.get_by_role("link", name="Communication by e-mail").click()
    assert_fits(clara)
    thea = visitor(THEA, theme="dark", width=390)
    open_claras_record(thea)
    thea.get_by_label("Parts of the record").get_by_role("link", name="Consent").click()
    assert_fits(thea)
    thea.get_by_role("link", name=re.compile("Record.*Treatment")).click()
    assert_fits(thea)


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_olive_writes_looks_and_publishes(house: House, visitor: Visitor, theme: str, width: int) -> None:
    olive = visitor(OLIVE, theme=theme, width=width)
    olive.goto("/willow/practice/consent/")
    assert_fits(olive)
    olive.get_by_role("link", name="Ask for something of our own").click()
    olive.get_by_label("What for").fill(f"Video recording {width}")
    olive.get_by_label("Wording").fill("I may be **filmed**.")
    assert_fits(olive)
    olive.get_by_role("button", name="See how it looks").click()
    expect(olive.locator("strong", has_text="filmed")).to_be_visible()
    assert_fits(olive)
    olive.get_by_role("button", name="Go on writing").click()
    expect(olive.get_by_label("Wording")).to_have_value("I may be **filmed**.")
    olive.get_by_role("button", name="See how it looks").click()
    olive.get_by_role("button", name="Publish").click()
    expect(olive.get_by_text("Published. Clients see it in the portal from now on.")).to_be_visible()
    assert_fits(olive)
