"""In a real browser: every page of the portal, reached by its links, is accessible and fits: on a desk in the light, on
a phone in the dark. A page that nothing leads to is missed, and said."""

import re

import pytest
from django.urls import resolve
from playwright.sync_api import Page, expect

from heartwood.cast.ids import same_id
from tests.harness.browser import Visitor, assert_good_for_everybody
from tests.sealed_envelopes.routes import every_route

pytestmark = pytest.mark.browser

PLACE, PORTAL = "portal/<slug:profile>/", "/portal/k7q2m9wd/"
# Where the same page has more to show: a session that took place, without a review and with one.
FURTHER = tuple(f"{PORTAL}bookings/{same_id('session', key)}/" for key in ("clara -1", "clara -11"))
SENT_BACK = (f"{PORTAL}documentation/add/",)  # where a form comes back with what is wrong: no link leads there
SEVERAL = {"consent-purpose", "document"}  # of which each may show something else
# The pages of somebody who acts for another: Grace, for Kit.
ACTING = "/portal/w9bd4fqe/relationships/"
HERS = ["", "related/", "sharing/", "sharing/items/", "sharing/journal/", "leave/"]
HERS += [f"{same_id('profile', 'c4vq7zme')}/end/", f"childhood/{same_id('client', 'kit')}/"]
# Parts of pages, files, what leads to where a notice is about, and what only somebody with two profiles is asked.
NO_PAGES = {
    *("dashboard-to-do", "dashboard-latest", "dashboard-history", "book-first", "bell", "notice", "consent-event"),
    *("journal-write-images", "journal-edit-images", "session-homework", "profile-copy"),
    *("relationships-related", "relationships-sharing-items", "relationships-sharing-journal"),
    *("relationships-leave", "relationships-end", "relationships-childhood"),
    *(route.url_name for route in every_route() if re.search(r"-(file|screen|thumb|page)$", route.url_name or "")),
}


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_every_page_is_accessible_and_fits(visitor: Visitor, looks) -> None:
    clara = visitor("clara@mail.example")
    waiting = [PORTAL, *FURTHER, *SENT_BACK]
    found = {name_of(address) for address in (PORTAL, *SENT_BACK)}
    looked_at = set(waiting)
    while waiting:
        address = waiting.pop()
        clara.goto(address)
        expect(clara.get_by_role("heading", level=1).first).to_be_visible()
        expect(clara.locator(".htmx-request")).to_have_count(0)
        assert_good_for_everybody(clara, looks)
        for link in links_on(clara):
            if name_of(link) not in (found | NO_PAGES) - SEVERAL and link not in looked_at:
                found.add(name_of(link))
                looked_at.add(link)
                waiting.append(link)

    assert sorted(pages() - found) == [], "no link leads there"


def test_every_page_of_somebody_who_acts_for_another(visitor: Visitor, looks) -> None:
    grace = visitor("grace@mail.example")
    for page in HERS:
        answer = grace.goto(f"{ACTING}{page}")
        assert answer
        assert answer.status == 200, page
        expect(grace.locator(".htmx-request")).to_have_count(0)
        assert_good_for_everybody(grace, looks)


def links_on(page: Page) -> list[str]:
    links = page.locator("a[href]").evaluate_all("links => links.map(link => link.pathname)")
    return [link for link in dict.fromkeys(links) if link.startswith(PORTAL)]


def name_of(address: str) -> str:
    return str(resolve(address).url_name)


def pages() -> set[str]:
    """The names of all addresses of the portal that answer with a page to whoever looks."""
    answering = [route for route in every_route() if route.address.startswith(PLACE) and route.answers("GET")]
    return {route.url_name for route in answering} - NO_PAGES
