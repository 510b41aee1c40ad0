"""In a real browser: a therapist writes after a session; the network goes, and so does her page; she loses no word."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import Visitor, assert_accessible, assert_good_for_everybody, sign_in
from tests.harness.house import House
from tests.stories.test_a_therapist_writes_for_long import time_passes

pytestmark = pytest.mark.browser

THEA = "thea@willow.example"
EXPECTED = ["ERR_INTERNET_DISCONNECTED", "Failed to fetch", "422"]


def open_note(page: Page, client: str) -> str:
    """From the list of what waits to the desk; where nothing is written yet, by way of the format."""
    page.goto("/willow/notes/")
    page.get_by_role("link", name=client).click()
    if page.get_by_role("button", name="Begin").is_visible():
        page.get_by_text("SOAP", exact=True).click()
        page.get_by_role("button", name="Begin").click()
    expect(page.get_by_label(re.compile("Subjective"))).to_be_visible()
    return page.url


def subjective(page: Page):
    return page.get_by_label(re.compile("Subjective"))


def state(page: Page):
    return page.locator("[data-state]")


def kept_here(page: Page) -> str:
    return page.evaluate("JSON.stringify(localStorage)")


def test_she_writes_the_network_goes_and_comes_back_and_the_session_is_completed(
    house: House, visitor: Visitor
) -> None:
    """S1.09, R9: what was typed without a network is there again after the page was closed, and never in clear."""
    thea = visitor(THEA, allow=EXPECTED)
    address = open_note(thea, "Hugo Lefèvre")
    subjective(thea).press_sequentially("She slept well. ")
    expect(state(thea)).to_have_text(re.compile(r"Saved \d"))
    assert "draft" not in kept_here(thea)

    thea.context.set_offline(True)
    subjective(thea).press_sequentially("Moonwort.")
    expect(state(thea)).to_have_text("Not saved: no connection, trying again")
    thea.wait_for_function("() => Object.keys(localStorage).some((key) => key.startsWith('draft'))")
    assert "Moonwort" not in kept_here(thea)

    context = thea.context
    thea.close()
    context.set_offline(False)
    back = context.new_page()
    back.goto(address)
    expect(subjective(back)).to_have_value(re.compile(r"She slept well\. .*Moonwort\."))
    expect(state(back)).to_have_text(re.compile(r"Saved \d"))
    assert "draft" not in kept_here(back)

    back.get_by_role("button", name="Approve").click()
    expect(back.get_by_text("Needed before the note can be signed.").first).to_be_visible()
    back.get_by_label(re.compile("Assessment")).fill("Steadier.")
    back.get_by_role("button", name="Approve").click()
    back.get_by_role("button", name="Sign and lock").click()
    expect(back.get_by_text("Signed and locked. The session is completed.")).to_be_visible()
    expect(back.get_by_text("Verified")).to_be_visible()
    assert_accessible(back)


def test_a_second_tab_shows_both_texts_and_loses_neither(house: House, visitor: Visitor) -> None:
    one = visitor(THEA, allow=["409"])
    address = open_note(one, "Nadia Haddad")
    two = one.context.new_page()
    two.goto(address)
    subjective(one).fill("From the first tab.")
    expect(state(one)).to_have_text(re.compile(r"Saved \d"))

    subjective(two).fill("From the second tab.")
    expect(state(two)).to_have_text(re.compile("changed in another place"))
    two.get_by_role("button", name="Save draft").click()
    expect(two.get_by_text("Nothing is lost.")).to_be_visible()
    expect(two.locator("[data-text]")).to_have_text("From the first tab.")
    assert_accessible(two)
    two.get_by_role("button", name="Add it below").click()
    two.get_by_role("button", name="Save draft").click()

    expect(two.get_by_text("The draft is saved.")).to_be_visible()
    expect(subjective(two)).to_have_value("From the second tab.\nFrom the first tab.")


def test_signed_out_while_writing_she_goes_on_where_she_was(house: House, visitor: Visitor) -> None:
    thea = visitor(THEA, allow=["401"])
    open_note(thea, "Nadia Haddad")
    subjective(thea).fill("Before.")
    expect(state(thea)).to_have_text(re.compile(r"Saved \d"))
    with thea.expect_response(lambda answer: answer.status == 401):
        end_all_sessions(house)
        subjective(thea).fill("Before. And after.")
    time_passes(house, thea, seconds_left=-1)
    cover = thea.get_by_role("alertdialog", name="You were signed out")
    expect(cover).to_be_visible()

    with thea.context.expect_page() as opened:
        cover.get_by_role("link", name="Sign in again").click()
    sign_in(opened.value, THEA)
    thea.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(cover).to_be_hidden()
    expect(state(thea)).to_have_text(re.compile(r"Saved \d"), timeout=15_000)
    thea.reload()
    expect(subjective(thea)).to_have_value("Before. And after.")


def end_all_sessions(house: House) -> None:
    with sqlite3.connect(house.data / "heartwood.sqlite3", timeout=20) as database:
        database.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00'")


def test_without_javascript_save_draft_does_what_it_says(house: House, visitor: Visitor) -> None:
    thea = visitor(THEA, java_script_enabled=False)
    open_note(thea, "Nadia Haddad")
    subjective(thea).fill("By hand.")
    thea.get_by_role("button", name="Save draft").click()

    expect(thea.get_by_text("The draft is saved.")).to_be_visible()
    expect(subjective(thea)).to_have_value("By hand.")


@pytest.mark.torture
def test_every_page_of_notes_is_accessible_and_fits(house: House, visitor: Visitor, looks) -> None:
    thea = visitor(THEA)
    for address in addresses(thea):
        thea.goto(address)
        assert_good_for_everybody(thea, looks)


def addresses(thea: Page) -> list[str]:
    """The worklist, a desk, a client's notes, one that is signed, one to be shared, and private ones."""
    desk = open_note(thea, "Nadia Haddad")
    thea.goto("/willow/clients/?q=reyes")
    record = str(thea.get_by_role("link", name="Clara Reyes").get_attribute("href"))
    thea.goto(f"{record}notes/")
    note = str(thea.get_by_role("link", name="Individual session").first.get_attribute("href"))
    share = str(thea.get_by_role("link", name="Share", exact=True).first.get_attribute("href"))
    thea.goto(f"{record}private-notes/")
    private = str(thea.get_by_role("link", name="Go on writing").first.get_attribute("href"))
    own = [f"{record}notes/", f"{record}notes/?q=zzz", f"{record}private-notes/", private, f"{private}discard/"]
    return ["/willow/notes/", desk, f"{desk}discard/", record, *own, note, share, f"{note}in-error/"]
