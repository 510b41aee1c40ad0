"""In a real browser: Thea gives homework from her library; Clara ticks, writes, hands in; Thea has a word back."""

import re

import pytest
from playwright.sync_api import Page, expect

from heartwood.cast.papers import letter, river
from tests.harness.browser import Visitor, assert_accessible, assert_good_for_everybody

pytestmark = pytest.mark.browser

LOOKS = [("light", 1360), ("dark", 390)]


def assert_fits(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than the screen"


def open_homework_of_clara(page: Page) -> None:
    page.goto("/willow/clients/?q=clara")
    page.get_by_role("link", name="Clara Reyes").click()
    page.get_by_label("Parts of the record").get_by_role("link", name="Homework").click()


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_from_giving_it_to_a_word_back(visitor: Visitor, theme, width) -> None:
    """S1.07, S1.D6: assigned, seen, in progress, done, reviewed."""
    title = f"Five things in Quaymarsh {width}"
    thea = visitor("thea@willow.example", theme=theme, width=width)
    open_homework_of_clara(thea)
    assert_fits(thea)
    thea.get_by_role("link", name="Give homework").click()
    thea.get_by_role("link", name="Five things, slowly").click()
    expect(thea.get_by_label("Nettlebed worksheet.pdf")).to_be_checked()
    thea.get_by_label("Title").fill(title)
    thea.get_by_label("Files", exact=False).last.set_input_files(
        [{"name": "Quaymarsh.pdf", "mimeType": "application/pdf", "buffer": letter("Quaymarsh")}]
    )
    assert_fits(thea)
    thea.get_by_role("button", name="Give it").click()
    expect(thea.get_by_text("Given. The client is told that something waits, not what.")).to_be_visible()
    expect(thea.get_by_text("Assigned", exact=True)).to_be_visible()
    assert_fits(thea)

    clara = visitor("clara@mail.example", theme=theme, width=width)
    what_to_do = clara.get_by_role("heading", name="What to do").locator("xpath=../..")
    what_to_do.get_by_role("link", name="See all").click()
    assert_fits(clara)
    clara.get_by_role("link", name=title).click()
    expect(clara.get_by_role("link", name="Nettlebed worksheet.pdf")).to_be_visible()
    expect(clara.get_by_role("link", name="Quaymarsh.pdf")).to_be_visible()
    thea.reload()
    expect(thea.get_by_text("Seen", exact=True).first).to_be_visible()

    step = clara.get_by_role("button", name="Once on the bus")
    step.click()
    expect(step).to_have_attribute("aria-pressed", "true")
    expect(step).to_be_focused()
    expect(clara.get_by_text("1 of 3 steps")).to_be_visible()
    expect(clara.get_by_text("Begun", exact=True)).to_be_visible()
    clara.get_by_label("In your words").press_sequentially("Quieter than I thought, Nightjar.")
    expect(clara.get_by_role("status").filter(has_text=re.compile("Saved"))).to_be_visible()
    assert_fits(clara)
    thea.reload()
    expect(thea.get_by_text("In progress", exact=True)).to_be_visible()
    expect(thea.get_by_text("1 of 3 steps")).to_be_visible()
    expect(thea.get_by_text("Nightjar")).to_have_count(0)

    clara.get_by_label("Files").set_input_files(
        [{"name": "Nightjar.jpg", "mimeType": "image/jpeg", "buffer": river(60, 40)}]
    )
    expect(clara.locator("#answer-files img")).to_have_count(1, timeout=30_000)  # a worker has painted it anew
    expect(clara.get_by_label("In your words")).to_have_value("Quieter than I thought, Nightjar.")
    clara.get_by_role("button", name="Hand in").click()
    expect(clara.get_by_text("Handed in. Whoever gave it to you is told")).to_be_visible()
    assert_fits(clara)

    thea.goto("/willow/")
    waiting = thea.get_by_role("heading", name="Homework to review").locator("xpath=../..")
    expect(waiting.get_by_role("link", name="Clara Reyes").first).to_be_visible()
    open_homework_of_clara(thea)
    thea.get_by_role("link", name="To review").click()
    thea.get_by_role("link", name=title).click()
    expect(thea.get_by_text("Quieter than I thought, Nightjar.")).to_be_visible()
    expect(thea.get_by_role("link", name="Nightjar.jpg")).to_be_visible()
    assert_fits(thea)
    thea.get_by_label("A word back").fill("That is a beginning. Saltmarsh.")
    thea.get_by_role("button", name="Reviewed").click()
    expect(thea.get_by_text("Your word stands with it")).to_be_visible()

    clara.reload()
    expect(clara.get_by_text("That is a beginning. Saltmarsh.")).to_be_visible()
    expect(clara.get_by_role("button", name="Take it back")).to_have_count(0)
    assert_fits(clara)


@pytest.mark.torture
def test_the_other_pages_are_accessible_and_fit(visitor: Visitor, looks) -> None:
    thea = visitor("thea@willow.example")
    open_homework_of_clara(thea)
    thea.get_by_role("link", name="The whole way by train").click()
    assert_good_for_everybody(thea, looks)
    open_homework_of_clara(thea)
    thea.get_by_role("link", name="Five things, slowly").first.click()
    homework = thea.url
    for page in ("due/", "withdraw/"):
        thea.goto(f"{homework}{page}")
        assert_good_for_everybody(thea, looks)
    thea.goto("/willow/homework/")
    assert_good_for_everybody(thea, looks)
    thea.goto("/willow/homework/library/")
    assert_good_for_everybody(thea, looks)
    thea.get_by_role("link", name="Five things, slowly").click()
    assert_good_for_everybody(thea, looks)
    thea.goto(f"{thea.url}remove/")
    assert_good_for_everybody(thea, looks)


def test_without_javascript_all_of_it_works_too(visitor: Visitor) -> None:
    nadia = visitor("nadia@mail.example", java_script_enabled=False, width=390)
    nadia.goto("/portal/p3hx8tka/homework/")
    expect(nadia.get_by_text("Overdue")).to_be_visible()
    nadia.get_by_role("link", name="Ten minutes outside").click()
    nadia.get_by_role("button", name="Monday").click()
    expect(nadia.get_by_text("1 of 3 steps")).to_be_visible()
    nadia.get_by_label("In your words").fill("It rained.")
    nadia.get_by_role("button", name="Save draft").click()
    expect(nadia.get_by_text("Kept. Only you can read it until you hand it in.")).to_be_visible()
    nadia.get_by_label("Files").set_input_files(
        [{"name": "Rain.pdf", "mimeType": "application/pdf", "buffer": letter("Rain")}]
    )
    nadia.get_by_role("button", name="Upload").click()
    expect(nadia.get_by_role("link", name="Rain.pdf")).to_be_visible()

    nadia.get_by_role("button", name="Hand in").click()

    expect(nadia.get_by_text("It rained.")).to_be_visible()
    nadia.get_by_role("button", name="Take it back").click()
    expect(nadia.get_by_label("In your words")).to_have_value("It rained.")
