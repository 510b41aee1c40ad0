"""In a real browser: a practitioner brings her client list, finds a client and opens the record; a colleague cannot,
until he is given access, and cannot again when it is taken back; another practice never sees anything."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from heartwood.areas.clients.words import plain
from heartwood.areas.transfer.tests import lists
from tests.harness.browser import assert_accessible, assert_good_for_everybody

pytestmark = pytest.mark.browser

# The first in the list who is active and whose name is typed with an accent.
SOMEBODY = next(
    f"{row['First Name']} {row['Last Name']}"
    for row in csv.DictReader(lists.practice_list().decode().splitlines()[:900])
    if row["Status"] == "Active" and not row["Last Name"].isascii()
)
THEA, COLE, OLIVE, OTTO = "thea@willow.example", "cole@willow.example", "olive@willow.example", "otto@otter.example"


def test_a_client_list_comes_in_and_a_record_is_shared_and_taken_back(house, visitor) -> None:
    """The whole first day: S3.01 to S3.06, S3.D1, S3.D2."""
    thea = visitor(THEA)
    bring_the_list(thea)
    record = find_and_open(thea, SOMEBODY)

    cole, otto = visitor(COLE, allow=["404"]), visitor(OTTO, allow=["404"])
    assert opens(cole, record) == opens(otto, record) == 404

    olive = visitor(OLIVE)
    give_access(olive, record, "Cole Mbeki")
    assert opens(cole, record) == 200
    expect(cole.get_by_role("heading", level=1)).to_have_text(SOMEBODY)
    assert opens(otto, record) == 404

    give_access(olive, record, "Cole Mbeki")
    assert opens(cole, record) == 404
    assert opens(thea, record) == 200


def bring_the_list(page: Page) -> None:
    page.get_by_role("link", name="Clients").first.click()
    page.get_by_role("link", name="Import").click()
    page.get_by_label("The list").set_input_files(
        {"name": "clients.csv", "mimeType": "text/csv", "buffer": lists.practice_list()}
    )
    page.get_by_role("button", name="Read the list").click()

    expect(page.get_by_role("heading", name="What the columns hold")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Reach them at").select_option(label="Phone")
    page.get_by_role("button", name="See what will happen").click()

    expect(page.get_by_text(f"{lists.ADDED:,} clients")).to_have_count(2)
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("^Import [0-9,]+ clients$")).click()

    expect(page.get_by_text(re.compile(f"{lists.ADDED:,} clients were added"))).to_be_visible(timeout=60_000)
    assert_accessible(page)


def find_and_open(page: Page, name: str) -> str:
    """The address of the record, found by typing a part of the name without its accents."""
    page.get_by_role("link", name="Clients").first.click()
    page.get_by_role("searchbox").fill(plain(name))
    expect(page.get_by_text("1 client", exact=True).first).to_be_visible()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url


def give_access(page: Page, record: str, name: str) -> None:
    """Ticks the box, or unticks it."""
    page.goto(record)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("link", name="Manage Access").first.click()
    page.get_by_text(name, exact=True).first.click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Access was changed.")).to_be_visible()


def opens(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


@pytest.mark.torture
def test_every_page_of_the_office_is_accessible_and_fits(house, visitor, looks) -> None:
    olive = visitor(OLIVE)
    olive.goto("/willow/clients/?q=reyes")
    record = olive.get_by_role("link", name="Clara Reyes").get_attribute("href")
    pages = [
        "/willow/clients/",
        "/willow/clients/?q=zzz",
        "/willow/clients/add/",
        f"{record}",
        f"{record}edit/",
        f"{record}access/",
        "/willow/clients/import/",
        "/willow/clients/export/",
        "/willow/practice/",
        "/willow/practice/details/",
        "/willow/practice/members/",
        "/willow/practice/invitations/new/",
        "/kit/",
    ]
    for address in pages:
        olive.goto(address)
        assert_good_for_everybody(olive, looks)


def test_the_portal_is_accessible_and_fits(house, visitor) -> None:
    clara = visitor("clara@mail.example")
    expect(clara.get_by_role("heading", level=1)).to_have_text("Hello, Clara")
    assert_good_for_everybody(clara, iter([[(1360, "light"), (320, "light")]]))


def test_a_client_is_added_by_keyboard_alone(house, visitor) -> None:
    """S3.09: Clients, +Add, Individual, Create. A mistake is explained at the field and takes the focus."""
    thea = visitor(THEA, allow=["422"])
    thea.goto("/willow/clients/")
    thea.keyboard.press("c")
    expect(thea.get_by_role("heading", level=1)).to_have_text("New client")
    thea.keyboard.press("Enter")

    expect(thea.get_by_text("Enter a first or a last name.").first).to_be_visible()
    thea.get_by_label("First name").fill("Keya")
    thea.keyboard.press("Enter")
    expect(thea.get_by_role("heading", level=1)).to_have_text("Keya")


def test_add_individual_create_by_the_labels_of_the_help_page(house, visitor) -> None:
    thea = visitor(THEA)
    thea.goto("/willow/clients/")
    thea.get_by_role("button", name="Add").click()
    thea.get_by_role("link", name="Individual").click()
    thea.get_by_label("Last name").fill("Individualist")
    thea.get_by_role("button", name="Create").click()

    expect(thea.get_by_text("Individualist was added.")).to_be_visible()


def test_what_was_open_is_gone_after_signing_out_and_going_back(house, visitor) -> None:
    thea = visitor(THEA)
    thea.goto("/willow/clients/?q=reyes")
    thea.get_by_role("link", name="Clara Reyes").click()
    expect(thea.get_by_role("heading", level=1)).to_have_text("Clara Reyes")

    thea.get_by_role("button", name=re.compile("Thea Lindqvist")).click()
    thea.get_by_role("button", name="Sign out").click()
    expect(thea.get_by_label("Password")).to_be_visible()
    thea.go_back()

    expect(thea.get_by_text("Quillfern")).to_have_count(0)
    expect(thea.get_by_label("Password")).to_be_visible()


def test_the_list_works_without_javascript(house, visitor) -> None:
    thea = visitor(THEA, java_script_enabled=False)
    thea.goto("/willow/clients/")
    thea.get_by_role("searchbox").fill("reyes")
    thea.get_by_role("searchbox").press("Enter")

    expect(thea.get_by_text("1 client", exact=True).first).to_be_visible()
    expect(thea.get_by_role("link", name="Clara Reyes")).to_be_visible()
