"""The summary as people use it: Thea before a session, and Clara afterwards."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visitor, assert_accessible

pytestmark = pytest.mark.browser

LOOKS = [("light", 1360), ("dark", 390)]


def open_summary_of_clara(page: Page) -> None:
    page.goto("/willow/clients/?q=clara")
    page.get_by_role("link", name="Clara Reyes").click()
    page.get_by_label("Parts of the record").get_by_role("link", name="Summary").click()


def assert_fits(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_thea_refreshes_follows_a_sentence_words_one_anew_and_shares(visitor: Visitor, theme, width) -> None:
    """S1.16, S1.24, S1.D8: and Clara reads it for as long as it is shared."""
    words = f"She goes by train alone, since October {width}."
    thea = visitor("thea@willow.example", theme=theme, width=width)
    open_summary_of_clara(thea)
    thea.get_by_role("button", name="Refresh", exact=True).click()
    expect(thea.get_by_text("Refreshed from 11 approved notes.")).to_be_visible()
    assert_fits(thea)

    sentence = thea.get_by_role("listitem").filter(has_text="Avoidance is going down.")
    sentence.get_by_role("link").click()
    expect(thea.locator("mark")).to_have_text("Avoidance is going down.")
    expect(thea.locator("mark")).to_be_in_viewport()
    expect(thea.get_by_text("Verified")).to_be_visible()
    assert_fits(thea)
    thea.go_back()

    thea.get_by_role("link", name="Change", exact=True).click()
    first, second = (thea.get_by_label(f"Sentence {number}", exact=True) for number in (1, 2))
    was_second = second.input_value()
    thea.get_by_role("button", name="Sentence 2 up").focus()
    thea.keyboard.press("Enter")
    expect(first).to_have_value(was_second)
    expect(thea.get_by_role("button", name="Sentence 1 up")).to_be_focused()
    thea.get_by_role("button", name="Add a sentence").click()
    expect(thea.locator("textarea").last).to_be_focused()
    thea.keyboard.type("Ask about the holidays.")
    first.fill(words)
    assert_fits(thea)
    thea.get_by_role("button", name="Save").click()
    expect(thea.get_by_text("Saved as a new version.")).to_be_visible()
    changed = thea.get_by_role("listitem").filter(has_text=words)
    expect(changed.get_by_text("changed by Thea Lindqvist")).to_be_visible()
    expect(changed.get_by_role("link")).to_have_count(1)

    thea.get_by_role("link", name=re.compile("^Share")).click()
    expect(thea.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    assert_fits(thea)
    thea.get_by_role("button", name="Share").click()
    expect(thea.get_by_text("It is shared.")).to_be_visible()

    clara = visitor("clara@mail.example", theme=theme, width=width, allow=["404"])
    clara.get_by_role("link", name="Read it").click()
    expect(clara.get_by_text(words)).to_be_visible()
    assert_fits(clara)

    thea.get_by_role("button", name="Stop sharing").click()
    expect(thea.get_by_text("It is no longer shared.")).to_be_visible()
    assert clara.goto(clara.url).status == 404
    thea.get_by_role("link", name="Share with the client").click()
    thea.get_by_role("button", name="Share").click()


def test_without_javascript_sentences_are_moved_too(visitor: Visitor) -> None:
    page = visitor("thea@willow.example", java_script_enabled=False)
    open_summary_of_clara(page)
    page.get_by_role("link", name="Change", exact=True).click()
    second = page.get_by_label("Sentence 2", exact=True).input_value()

    page.get_by_role("button", name="Sentence 2 up").click()

    expect(page.get_by_label("Sentence 1", exact=True)).to_have_value(second)
