"""In a real browser: both step lists of what client journals promise, from the first click to the last, as a client and
as a practitioner; and the mail after a session, with what it leads to."""

import re
import time
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, expect

from heartwood.cast.papers import river
from tests.harness.browser import PASSWORD, Visitor, assert_accessible
from tests.harness.house import House
from tests.stories.test_a_note_is_never_lost import open_note

pytestmark = pytest.mark.browser

CLARA, NADIA, THEA = "clara@mail.example", "nadia@mail.example", "thea@willow.example"
LOOKS = [("light", 1360), ("dark", 390)]
PATIENCE = 20  # seconds until a worker has sent a mail, on a machine that has other things to do


def assert_fits(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is wider than the screen"


def mail_with(house: House, to: str, words: str, number: int = 1) -> EmailMessage:
    """The so-many-th mail to somebody that says this, as soon as it has left."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = [letter for letter in house.mails() if letter["To"] == to and words in text_of(letter)]
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.2)
    raise AssertionError(f"{to} got no mail with “{words}”.")


def mails_with(house: House, to: str, words: str) -> int:
    return len([letter for letter in house.mails() if letter["To"] == to and words in text_of(letter)])


def text_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return str(part.get_content()) if part else ""


def follow_the_button(page: Page, letter: EmailMessage, person: str) -> None:
    """From the mail, not signed in: sign in, and stand where it leads."""
    (link,) = re.findall(r"http://\S+/accounts/notices/\S+", text_of(letter))
    page.goto(link)
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def go_to_my_bookings(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My Bookings").click()
    expect(page.get_by_role("heading", level=1, name="My Bookings")).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_the_steps_of_a_client(house: House, visitor: Visitor, theme: str, width: int) -> None:
    """Log in (S0.01), My Bookings (S0.08), the session (S0.09), Add Journal (S0.10), notes, images and the choice
    (S0.02, S0.03, S0.06, S0.11); Keep Private (S0.12) and Save (S0.15); then Share with Practitioner (S0.13), Save,
    and Notify in the popup (S0.14, S0.16, S0.17, S0.28). It belongs to that session (S0.04), and is read again
    (S0.05, S0.32)."""
    title = f"Greywether {theme}"
    house.finish_its_jobs()  # of what the demo tells her, all has left
    told_before = mails_with(house, THEA, "View client journal")
    clara = visitor(CLARA, theme=theme, width=width)
    go_to_my_bookings(clara)
    clara.locator(".bookings a").nth(1 if theme == "light" else 3).click()
    expect(clara.get_by_role("heading", level=1, name="Session Details")).to_be_visible()
    session = clara.url
    clara.get_by_role("link", name="Add Journal").click()

    clara.get_by_label("Title").fill(title)
    clara.get_by_label("Your notes").fill("The long way home, and no hurry.")
    clara.get_by_label("Add images").set_input_files(
        [{"name": f"path-{number}.jpg", "mimeType": "image/jpeg", "buffer": river(60, 40)} for number in (1, 2)]
    )
    expect(clara.locator("#images img")).to_have_count(2, timeout=30_000)
    expect(clara.get_by_role("radio", name="Keep Private")).to_be_checked()
    expect(clara.get_by_text("Only you can view it.")).to_be_visible()
    assert_fits(clara)
    clara.get_by_role("button", name="Save", exact=True).click()
    expect(clara.get_by_text("Only you can read this.")).to_be_visible()
    expect(clara.locator(".entry__image img")).to_have_count(2)

    clara.get_by_role("link", name="Edit").click()
    clara.get_by_text("Share with Practitioner").click()
    expect(clara.get_by_text("Thea Lindqvist will be notified and can view it.")).to_be_visible()
    clara.get_by_role("button", name="Save", exact=True).click()
    popup = clara.get_by_role("dialog", name="Notify your practitioner")
    expect(popup).to_be_visible()
    assert mails_with(house, THEA, "View client journal") == told_before, "nobody is told before Notify"
    popup.get_by_role("button", name="Notify", exact=True).click()
    expect(clara.get_by_text("Shared. Your practitioner is told that something waits, not what.")).to_be_visible()
    mail_with(house, THEA, "View client journal", told_before + 1)

    clara.goto(session)
    expect(clara.get_by_role("link", name=title)).to_be_visible()
    assert_fits(clara)
    clara.get_by_role("navigation", name="Main").get_by_role("link", name="Journal").click()
    expect(clara.get_by_role("link", name=title)).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_the_steps_of_a_practitioner(house: House, visitor: Visitor, theme: str, width: int) -> None:
    """Option 1: Bookings, the booking, Client Notes → Journals, with the images (S0.21-S0.23). Option 2: Clients, the
    name, the complete history with the icon only where something is shared, the entries from there (S0.24-S0.27,
    S0.33, S0.35). A private one stands in neither (S0.07)."""
    thea = visitor(THEA, theme=theme, width=width)
    places = thea.get_by_role("navigation", name="Main")
    places.get_by_role("link", name="Bookings").click()
    thea.get_by_role("link", name=re.compile("Completed")).first.click()
    completed = thea.get_by_role("link", name="Clara Reyes")
    completed.nth(1).click()  # a week before the last: the one of the river
    expect(thea.get_by_text("Session Details").first).to_be_visible()
    thea.get_by_role("button", name="Client Notes").click()
    assert_fits(thea)
    thea.get_by_role("link", name="Journals", exact=True).click()
    expect(thea.get_by_role("heading", name="By the river")).to_be_visible()
    expect(thea.locator(".photos img")).to_have_count(2)
    assert_fits(thea)

    places.get_by_role("link", name="Bookings").click()
    thea.get_by_role("link", name=re.compile("Completed")).first.click()
    completed.first.click()  # about which she keeps a letter to herself
    thea.get_by_role("button", name="Client Notes").click()
    thea.get_by_role("link", name="Journals", exact=True).click()
    expect(thea.get_by_text("A letter I will not send")).to_have_count(0)

    places.get_by_role("link", name="Clients").click()
    thea.get_by_role("searchbox").fill("reyes")
    expect(thea.get_by_text("1 client", exact=True).first).to_be_visible()
    thea.get_by_role("link", name="Clara Reyes").click()
    expect(thea.get_by_role("heading", level=1, name="Clara Reyes")).to_be_visible()
    expect(event_of(thea, "Session history").filter(has_text="With a journal")).not_to_have_count(0)
    thea.get_by_role("link", name="View all").first.click()
    history = thea.locator(".timeline__event")
    expect(history).to_have_count(12)
    with_icon = history.filter(has_text="With a journal")
    assert 2 <= with_icon.count() <= 5, "the two of the cast, and those that were shared meanwhile"
    assert_fits(thea)
    thea.go_back()
    thea.get_by_label("Parts of the record").get_by_role("link", name="Journals").click()
    thea.get_by_role("link", name="Five nights").click()
    expect(thea.get_by_text("as my grandmother used to say")).to_be_visible()
    assert_fits(thea)


def event_of(page: Page, panel: str) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name=panel)).locator(".timeline__event")


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_the_mail_about_a_shared_entry_leads_to_it_and_it_is_acknowledged(
    house: House, visitor: Visitor, theme: str, width: int
) -> None:
    """S0.28-S0.30, S0.34, S0.D7: every time, and after signing in it is that very entry."""
    before = mails_with(house, THEA, "View client journal")
    clara = visitor(CLARA, theme=theme, width=width)
    title = "After the storm" if theme == "light" else "A letter I will not send"
    clara.get_by_role("navigation", name="Main").get_by_role("link", name="Journal").click()
    clara.get_by_role("link", name=title).click()
    clara.get_by_role("button", name="Share with Practitioner").click()
    clara.get_by_role("dialog").get_by_role("button", name="Notify", exact=True).click()

    letter = mail_with(house, THEA, "View client journal", before + 1)
    assert not re.search(f"{title}|Clara|Willow|therap|session", f"{letter['Subject']} {text_of(letter)}", re.I)
    thea = visitor(theme=theme, width=width)
    follow_the_button(thea, letter, THEA)
    expect(thea.get_by_role("heading", level=1, name=title)).to_be_visible()
    thea.get_by_label("Your own words").fill("Thank you for trusting me with this.")
    thea.get_by_role("button", name="Acknowledge", exact=True).click()
    expect(thea.get_by_text("Your words stand with the entry")).to_be_visible()
    assert_fits(thea)

    clara.reload()
    expect(clara.get_by_text("Thank you for trusting me with this.")).to_be_visible()


def test_after_a_session_a_mail_leads_to_a_review_and_a_journal_entry(house: House, visitor: Visitor) -> None:
    """S0.18-S0.20, S0.31: Thea approves the note; Nadia follows the one button, and does both."""
    before = mails_with(house, NADIA, "Look back on your session")
    thea = visitor(THEA)
    open_note(thea, "Nadia Haddad")
    for section in ("Subjective", "Objective", "Assessment", "Plan"):
        thea.get_by_label(re.compile(section)).fill("Steadier than in spring.")
    thea.get_by_role("button", name="Approve").click()
    thea.get_by_role("button", name="Sign and lock").click()
    expect(thea.get_by_text("Signed and locked. The session is completed.")).to_be_visible()

    letter = mail_with(house, NADIA, "Look back on your session", before + 1)
    nadia = visitor(width=390, allow=["422"])
    follow_the_button(nadia, letter, NADIA)
    expect(nadia.get_by_role("heading", level=1, name="Session Details")).to_be_visible()
    expect(nadia.get_by_role("link", name="Add Journal")).to_be_visible()
    assert_fits(nadia)

    nadia.get_by_role("link", name="Leave a review").click()
    leave_a_review_by_keyboard(nadia)
    expect(nadia.get_by_text("Thank you. Your practitioner is told that something waits, not what.")).to_be_visible()
    expect(nadia.get_by_role("img", name="4 of 5 stars")).to_be_visible()
    assert_fits(nadia)
    mail_with(house, THEA, "has left something for you to read")

    nadia.get_by_role("link", name="Session Details").click()
    nadia.get_by_role("link", name="Add Journal").click()
    expect(nadia.get_by_role("heading", level=1, name="Add Journal")).to_be_visible()


def leave_a_review_by_keyboard(page: Page) -> None:
    """First without stars: it is explained, and takes the focus. Then with the keys that radio buttons know."""
    page.get_by_label("In your words").fill("I was heard.")
    page.get_by_role("button", name="Leave this review").press("Enter")
    expect(page.get_by_text("Choose how many stars you give.").first).to_be_visible()
    expect(page.get_by_label("In your words")).to_have_value("I was heard.")
    assert_accessible(page)
    first = page.get_by_role("radio", name=re.compile("^1 star"))
    first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=re.compile("^4 stars"))).to_be_checked()
    page.get_by_role("radio", name=re.compile("^Only Thea")).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("May be published as “Nadia”"))).to_be_checked()
    page.get_by_role("button", name="Leave this review").press("Enter")
