"""The help page “What does my client's portal look like?”, step by step: the two ways to invite, the mail, the account,
the dashboard; and the portal's frame, with its quick way out."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import assert_accessible, assert_good_for_everybody
from tests.harness.house import House

pytestmark = [pytest.mark.browser, pytest.mark.once]

THEA, CLARA = "thea@willow.example", "clara@mail.example"
A_PASSWORD = "lantern moss quietly 9"


def link_in_mail_to(house: House, email: str) -> str:
    """The path of the one link, once the mail has left."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        bodies = [letter.get_body(("plain",)) for letter in house.mails() if letter["To"] == email]
        links = [link for body in bodies if body for link in re.findall(r"https?://\S+(?=\s)", body.get_content())]
        if links:
            return "/" + links[-1].split("/", 3)[3]
        time.sleep(0.2)  # the worker is at it, and writes a file
    raise AssertionError(f"No mail left for {email}.")


def find(page: Page, words: str) -> None:
    page.goto(f"/willow/clients/?q={words}")


def arrow(page: Page, name: str):
    return page.get_by_role("button", name=f"Invite to portal: {name}")


def create_account(page: Page, link: str, name: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Create your account")
    assert_accessible(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(A_PASSWORD)
    page.get_by_role("button", name="Create account").click()


def test_thea_invites_by_the_arrow_and_ana_lands_on_her_dashboard(house, visitor) -> None:
    """S2.04, S2.06 to S2.08: the arrow appears when one points at the row."""
    thea = visitor(THEA)
    find(thea, "ruiz")
    expect(arrow(thea, "Ana Ruiz")).to_have_css("opacity", "0")
    thea.get_by_role("link", name="Ana Ruiz").hover()
    expect(arrow(thea, "Ana Ruiz")).to_have_css("opacity", "1")
    arrow(thea, "Ana Ruiz").click()
    expect(thea.get_by_text("is on its way to ana.ruiz@post.example")).to_be_visible()
    expect(thea.get_by_text("Invited", exact=True)).to_be_visible()

    ana = visitor()
    create_account(ana, link_in_mail_to(house, "ana.ruiz@post.example"), "Ana Ruiz")

    expect(ana.get_by_role("heading", level=1)).to_have_text("Hello, Ana")
    assert "/portal/" in ana.url


def test_by_keyboard_alone_the_arrow_is_reached_too(house, visitor) -> None:
    thea = visitor(THEA)
    find(thea, "tran")
    thea.get_by_role("link", name="Benjamin Tran").focus()
    thea.keyboard.press("Tab")
    expect(arrow(thea, "Benjamin Tran")).to_be_focused()
    expect(arrow(thea, "Benjamin Tran")).to_have_css("opacity", "1")
    thea.keyboard.press("Enter")

    expect(thea.get_by_text("is on its way to benjamin.tran@post.example")).to_be_visible()
    assert link_in_mail_to(house, "benjamin.tran@post.example").startswith("/welcome/")


def test_where_there_is_no_pointer_the_arrow_is_always_seen(house, visitor) -> None:
    thea = visitor(THEA, width=390, has_touch=True, is_mobile=True)
    find(thea, "keller")

    expect(arrow(thea, "Chloé Keller")).to_have_css("opacity", "1")


def test_thea_invites_by_more_actions_and_later_ends_it(house, visitor) -> None:
    """S2.05; and the end counts at the next click."""
    thea = visitor(THEA)
    find(thea, "adeyemi")
    thea.get_by_role("link", name="Dembe Adeyemi").click()
    thea.get_by_role("button", name="More actions").click()
    thea.get_by_role("button", name="Invite to portal").click()
    expect(thea.get_by_text("is on its way to dembe.adeyemi@post.example")).to_be_visible()

    dembe = visitor(allow=["404"])
    create_account(dembe, link_in_mail_to(house, "dembe.adeyemi@post.example"), "Dembe Adeyemi")
    expect(dembe.get_by_role("heading", level=1)).to_have_text("Hello, Dembe")

    thea.get_by_role("button", name="More actions").click()
    thea.get_by_role("link", name="Portal access").first.click()
    thea.get_by_role("link", name="End portal access").click()
    assert_accessible(thea)
    thea.get_by_role("button", name="End portal access").click()
    expect(thea.get_by_text("Revoked")).to_be_visible()

    dembe.get_by_role("link", name="Inbox").first.click()
    expect(dembe.get_by_label("Password")).to_be_visible()


def test_the_emergency_contact_is_closed_until_it_is_opened(house, visitor) -> None:
    """S1.17, S1.D9: by mouse, by keyboard, and without JavaScript."""
    thea = visitor(THEA)
    find(thea, "reyes")
    thea.get_by_role("link", name="Clara Reyes").click()
    thea.wait_for_url(re.compile(r"/clients/[0-9a-f-]{36}/$"))
    expect(thea.get_by_text("Rosalind Quenby")).to_have_count(0)
    thea.locator("summary", has_text="Emergency contact").focus()
    thea.keyboard.press("Enter")
    expect(thea.get_by_text("Rosalind Quenby").first).to_be_visible()
    assert_accessible(thea)

    plain = visitor(THEA, java_script_enabled=False)
    find(plain, "reyes")
    plain.get_by_role("link", name="Clara Reyes").click()
    plain.locator("summary", has_text="Emergency contact").click()
    plain.get_by_role("link", name="Open the emergency contact").click()
    expect(plain.get_by_text("Rosalind Quenby").first).to_be_visible()


def test_escape_three_times_leaves_at_once_and_back_leads_nowhere(house, visitor) -> None:
    clara = visitor(CLARA, allow=["favicon"])
    home = clara.url
    clara.goto(f"{home}settings/profile/")
    clara.get_by_label("First name").fill("Half typed")
    clara.keyboard.press("Escape")
    clara.keyboard.press("Escape")
    expect(clara.get_by_role("heading", level=1)).to_have_text("Your details")  # twice is nothing

    for _ in range(3):
        clara.keyboard.press("Escape")

    clara.wait_for_url("**/security.txt")
    clara.go_back()
    expect(clara.get_by_label("Password")).to_be_visible()
    expect(clara.get_by_text("Quillfern")).to_have_count(0)


def test_a_journal_half_written_does_not_stand_in_the_way(house, visitor) -> None:
    """A page that would ask “Leave this page?” is left without a question."""
    clara = visitor(CLARA, allow=["favicon"])
    asked: list[str] = []
    clara.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    clara.get_by_role("link", name="Journal").first.click()
    clara.get_by_role("link", name="Write an entry").first.click()
    clara.locator("main a[href*='/write/']").first.click()
    clara.locator("textarea").first.fill("Just now begun")
    clara.get_by_role("button", name="Leave quickly").click()

    clara.wait_for_url("**/security.txt")
    assert asked == []


def test_leaving_quickly_works_without_javascript(house, visitor) -> None:
    clara = visitor(CLARA, allow=["favicon"], java_script_enabled=False)
    home = clara.url
    clara.get_by_role("button", name="Leave quickly").click()
    clara.wait_for_url("**/security.txt")

    clara.goto(home)
    expect(clara.get_by_label("Password")).to_be_visible()


@pytest.mark.torture
def test_the_pages_are_accessible_and_fit(house, visitor, looks) -> None:
    thea = visitor(THEA)
    find(thea, "dev")
    record = thea.get_by_role("link", name="Dev Patel").get_attribute("href")
    of_staff = ["portal/", "portal/withdraw/", "emergency/", "emergency/add/", "changes/"]
    look_at(thea, ["/willow/clients/", *(f"{record}{page}" for page in of_staff)], looks)

    clara = visitor(CLARA)
    of_clients = ["inbox/", "relationships/", "documentation/", "notes/"]
    of_settings = ["settings/", "settings/profile/", "settings/emergency/", "settings/emergency/add/"]
    look_at(clara, [f"{clara.url}{page}" for page in (*of_clients, *of_settings)], looks)


def look_at(page: Page, addresses: list[str], looks) -> None:
    for address in addresses:
        page.goto(address)
        assert_good_for_everybody(page, looks)
