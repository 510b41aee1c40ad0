"""The help page “Setting up multiple client profiles”, step by step, by its labels; and the guided page that does the
same at once. One person, two records, two practitioners, one login."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from heartwood.cast.papers import letter
from tests.harness.browser import assert_accessible
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.once]

OLIVE, THEA, COLE, CLARA = "olive@willow.example", "thea@willow.example", "cole@willow.example", "clara@mail.example"
IRIS = "iris@mail.example"
A_PASSWORD = "lantern moss quietly 9"
LOOKS = [(1360, "light"), (390, "dark")]


def links_in_mails_to(house: House, email: str, expected: int) -> list[str]:
    """The paths of the invitations, once so many have left."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        bodies = [letter.get_body(("plain",)) for letter in house.mails() if letter["To"] == email]
        found = [link for body in bodies if body for link in re.findall(r"/welcome/\S+", body.get_content())]
        if len(found) >= expected:
            return found
        time.sleep(0.2)  # the worker is at it, and writes a file
    raise AssertionError(f"No {expected} invitations left for {email}.")


def look_at(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"


def create_individual(page: Page, name: str, **more: str) -> None:
    """Clients > + Add > Individual > Create."""
    first, last = name.split()
    page.goto("/willow/clients/")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Individual").click()
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(last)
    if email := more.get("email"):
        page.get_by_label("E-mail").fill(email)
    if practitioner := more.get("practitioner"):
        page.get_by_label("Practitioner").select_option(label=practitioner)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def open_portal_tab(page: Page) -> None:
    page.get_by_label("Parts of the record").get_by_role("link", name="Portal").click()


def rows_named(page: Page, name: str):
    page.goto(f"/willow/clients/?q={name.split()[-1]}")
    return page.get_by_role("link", name=name, exact=True)


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_steps_of_the_help_page(house, visitor, width: int, theme: str) -> None:
    """S3.07 to S3.23, S2.B4: as Olive, as Iris, and as both practitioners."""
    name = f"Iris Calloway{'abcd'[LOOKS.index((width, theme))]}"
    email = f"{width}.{IRIS}"
    olive = visitor(OLIVE, width=width, theme=theme)

    # Step 1: the first profile, for the first practitioner, who is in the portal already.
    create_individual(olive, name, email=email, practitioner="Thea Lindqvist")
    first = olive.url
    olive.get_by_role("button", name="More actions").click()
    olive.get_by_role("button", name="Invite to portal").click()
    expect(olive.get_by_text(f"is on its way to {email}")).to_be_visible()
    iris = visitor(width=width, theme=theme)
    iris.goto(links_in_mails_to(house, email, 1)[0])
    iris.get_by_label("Your name").fill(name)
    iris.get_by_label("Password").fill(A_PASSWORD)
    iris.get_by_role("button", name="Create account").click()
    expect(iris.get_by_role("heading", level=1)).to_have_text("Hello, Iris")

    # Step 2: another one with the same name, without the e-mail.
    create_individual(olive, name)
    second = olive.url

    # Step 3: from its Portal tab, "+", Existing contact, Self.
    open_portal_tab(olive)
    look_at(olive)
    olive.get_by_role("link", name="Add a contact").click()
    look_at(olive)
    olive.get_by_role("link", name="Existing contact").click()
    olive.get_by_label("Name, e-mail or phone").fill(name.split()[1])
    found = olive.locator("#found").get_by_role("link", name=name)
    expect(found).to_have_count(1)  # the second one itself is not among them
    look_at(olive)
    found.click()
    olive.get_by_label("Relationship to Client").select_option(label="Self")
    look_at(olive)
    olive.get_by_role("button", name="Save").click()

    # Step 4: invite the first client, who manages information.
    olive.get_by_role("link", name=re.compile(f"^Invite.*{name}")).click()
    olive.get_by_label("Manage information").check(force=True)
    look_at(olive)
    olive.get_by_role("button", name="Invite", exact=True).click()
    expect(olive.get_by_text(f"is on its way to {name}")).to_be_visible()

    # Step 5: the second practitioner.
    olive.get_by_role("button", name="More actions").click()
    olive.get_by_role("link", name="Manage Access").click()
    olive.get_by_label("Cole Mbeki").check(force=True)
    olive.get_by_label("Primary practitioner").select_option(label="Cole Mbeki")
    olive.get_by_role("button", name="Save").click()
    expect(rows_named(olive, name)).to_have_count(2)
    expect(olive.get_by_role("link", name="2 records")).to_have_count(2)
    look_at(olive)

    # One login, and one profile more.
    iris.goto(links_in_mails_to(house, email, 2)[-1])
    expect(iris.get_by_text("has opened a second profile for you")).to_be_visible()
    look_at(iris)
    iris.get_by_role("button", name="Accept").click()
    expect(iris.get_by_role("heading", level=1)).to_have_text("Hello, Iris")
    in_second = iris.url

    # Step 6: the second practitioner sends documents, and sees nothing of the first record.
    cole = visitor(COLE, width=width, theme=theme, allow=["404"])
    rows_named(cole, name).click()
    assert cole.url == second
    open_portal_tab(cole)
    expect(cole.get_by_text(email)).to_have_count(0)
    cole.get_by_role("link", name="Send documents").click()
    file = {"name": f"Intake {width}.pdf", "mimeType": "application/pdf", "buffer": letter("Intake")}
    cole.get_by_label("Files").set_input_files([file])
    expect(cole.get_by_text("The file was uploaded.")).to_be_visible()
    cole.get_by_role("link", name=f"Intake {width}.pdf").click()
    cole.get_by_role("button", name="Share with the client").click()
    expect(cole.get_by_role("button", name="Stop sharing")).to_be_visible()
    assert cole.goto(first).status == 404
    thea = visitor(THEA, width=width, theme=theme, allow=["404"])
    for person in (thea, cole):
        expect(rows_named(person, name)).to_have_count(1)
        expect(person.get_by_text("2 records")).to_have_count(0)
    assert thea.goto(second).status == 404

    # Two profiles, and the document stands under the right one.
    iris.goto(f"{in_second}documentation/")
    expect(iris.get_by_text(f"Intake {width}.pdf")).to_be_visible()
    iris.get_by_role("button", name=name).first.click()
    iris.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    expect(iris.get_by_role("heading", level=1)).to_have_text("Hello, Iris")
    assert iris.url != in_second
    iris.goto(f"{iris.url}documentation/")
    expect(iris.get_by_role("heading", level=1)).to_be_visible()
    expect(iris.get_by_text(f"Intake {width}.pdf")).to_have_count(0)


def test_the_guided_page_does_the_same_at_once(house, visitor) -> None:
    """S3.08, S3.D4: the e-mail that is taken leads to it."""
    olive = visitor(OLIVE, allow=["422"])
    olive.goto("/willow/clients/add/")
    olive.get_by_label("First name").fill("Clara")
    olive.get_by_label("Last name").fill("Reyes")
    olive.get_by_label("E-mail").fill(CLARA)
    olive.get_by_role("button", name="Create").click()
    olive.get_by_role("link", name="set up a second profile").last.click()
    expect(olive.get_by_role("heading", level=1)).to_have_text("Second profile")

    rows_named(olive, "Clara Reyes").click()
    olive.get_by_role("button", name="More actions").click()
    olive.get_by_role("link", name="Second profile").click()
    look_at(olive)
    olive.get_by_label("Second practitioner").select_option(label="Cole Mbeki")
    olive.get_by_role("button", name="Set up the second profile").click()
    expect(olive.get_by_text("an invitation to it is on its way")).to_be_visible()
    expect(rows_named(olive, "Clara Reyes")).to_have_count(2)

    clara = visitor(CLARA)
    clara.goto(links_in_mails_to(house, CLARA, 1)[-1])
    clara.get_by_role("button", name="Accept").click()
    expect(clara.get_by_role("heading", level=1)).to_have_text("Hello, Clara")
    clara.get_by_role("button", name="Clara Reyes").first.click()
    expect(clara.get_by_role("link", name=re.compile("^Clara Reyes")).first).to_be_visible()

    for person in (visitor(COLE), visitor(THEA)):
        expect(rows_named(person, "Clara Reyes")).to_have_count(1)
        expect(person.get_by_text("2 records")).to_have_count(0)
