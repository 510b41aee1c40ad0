"""The frame of the portal: its places, its titles, and the way out."""

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from heartwood.ground.accounts.models import Organization

pytestmark = pytest.mark.once

PLACES = ["Dashboard", "My Bookings", "Journal", "Inbox", "Documentation", "My relationships", "Settings"]
NEUTRAL = [
    *PLACES,
    *("Session Details", "Book a session", "Change the session", "Cancel the session", "Own calendar", "Notices"),
    *("Document", "Notes", "Note", "Journal entry", "Write an entry", "My journal", "Edit journal entry"),
    *("Your details", "Emergency contact", "Who has seen your record", "Your calendar"),
]


def pages_of_clara(cast, clara) -> list[str]:
    session, entry, plan = cast.sessions["clara -2"], cast.entries["river"], cast.documents["plan"]
    note = cast.notes["clara -2"]
    parts = {
        **dict.fromkeys(("dashboard", "bookings", "journal", "inbox", "documentation", "notes"), ()),
        **dict.fromkeys(("relationships", "settings", "profile", "emergency", "emergency-add", "notices", "book"), ()),
        "session": (session.pk,),
        "journal-entry": (entry.pk,),
        "document": (plan.pk,),
        "note": (note.pk,),
    }
    return [reverse(f"portal:{page}", args=[cast.profiles["clara"].code, *rest]) for page, rest in parts.items()]


def test_the_places_are_those_of_the_help_page_and_each_opens(cast, clara) -> None:
    """S2.03, with what stands there in the order of a client's day."""
    page = clara.page("dashboard")
    links = re.findall(r'<a class="place"\s+href="([^"]+)"[^>]*>.*?<span>([^<]+)</span>', page, re.S)

    assert [label for _, label in links] == PLACES
    for address, label in links:
        answer = clara.get(address)
        assert answer.status_code == 200
        assert re.search(rf'aria-current="page">.*?<span>{label}</span>', answer.content.decode(), re.S)


def test_no_title_says_what_somebody_is_here_for(cast, clara) -> None:
    """A title stands in the history, in the list of tabs, on a shared screen."""
    for address in pages_of_clara(cast, clara):
        answer = clara.get(address)
        assert answer.status_code == 200, address
        title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S).group(1)
        words, _, brand = " ".join(title.split()).rpartition(" · ")
        assert brand == "Heartwood"
        assert words in NEUTRAL, (address, words)


def test_the_inbox_says_how_the_practice_is_reached_instead(cast, clara, everyone) -> None:
    page = clara.page("inbox")
    assert "+1 503-555-0190" in page
    assert "hello@willow.example" in page
    assert "hello@willow.example" not in everyone["petra"].page("inbox")

    Organization.objects.filter(slug="willow").update(phone="", email="")
    assert "has not said here how it is reached" in clara.page("inbox")


def test_my_relationships_shows_who_stands_around(cast, clara, everyone) -> None:
    """S2.27."""
    page = clara.page("relationships")
    for words in ("Thea Lindqvist", "Clara Reyes (you)", "Rosalind Quenby"):
        assert words in page

    grace = everyone["grace"].page("relationships")
    for words in ("Cole Mbeki", "Grace Kim (you)", "Halvard Wintergreen"):
        assert words in grace
    for stranger in ("Rosalind", "Karl Kim"):
        assert stranger not in grace


def test_the_dashboard_shows_the_last_sessions_with_what_each_has_left(cast, thea, clara) -> None:
    """S2.02: notes once they are shared, what was given, and one's own entries; each leads to itself."""
    note = cast.notes["clara -2"]
    if note.is_shared:
        note.stop_sharing(thea.viewer)
    shared = clara.viewer.address("note", note.pk)
    assert clara.viewer.address("dashboard-history") in clara.page("dashboard")
    page = clara.page("dashboard-history")
    assert shared not in page
    assert clara.viewer.address("session", cast.sessions["clara -1"].pk) in page
    assert clara.viewer.address("journal-entry", cast.entries["letter"].pk) in page
    assert "Five things, slowly" in page

    note.share(thea.viewer)

    assert shared in clara.page("dashboard-history")
    assert clara.get(shared).status_code == 200
    assert "Five things" not in thea.page("home")


@pytest.mark.parametrize(
    "page",
    [
        *("dashboard", "dashboard-history", "inbox", "settings", "profile", "emergency"),
        *("relationships", "relationships-related", "relationships-sharing"),
        *("relationships-sharing-items", "relationships-sharing-journal"),
    ],
)
@pytest.mark.parametrize("who", ["clara", "grace", "nadia"])
def test_a_page_asks_little(everyone, who: str, page: str, django_assert_max_num_queries) -> None:
    everyone[who].page(page)

    with django_assert_max_num_queries(12):
        everyone[who].page(page)


def test_settings_lead_to_everything_one_can_set(clara) -> None:
    """S2.29 to S2.32: profile, language and time zone, second factor."""
    page = clara.page("settings")

    for address in ("profile", "emergency", "own-calendar"):
        assert clara.viewer.address(address) in page
    for name in ("accounts:settings", "account_change_password", "usersessions_list", "accounts:mails"):
        assert reverse(name) in page
        assert clara.get(reverse(name)).status_code in (200, 302)


def test_the_time_zone_is_that_of_the_settings(cast, clara) -> None:
    """S2.31."""
    clara.post("/accounts/settings/", {"name": "Clara Reyes", "time_zone": "Europe/Vienna", "language": "en"})

    assert "Europe/Vienna" in clara.page("settings")
    assert "(Vienna time)" in clara.page("dashboard")


def test_leaving_quickly_ends_the_session_and_leads_somewhere_neutral(clara, settings) -> None:
    settings.QUICK_EXIT = "https://weather.example/"
    dashboard = clara.viewer.address("dashboard")
    assert 'data-leads="https://weather.example/"' in clara.page("dashboard")
    assert clara.get(reverse("accounts:leave-quickly")).status_code == 405  # no link does it

    answer = clara.post(reverse("accounts:leave-quickly"))

    assert answer.url == "https://weather.example/"
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert clara.get(dashboard).status_code == 302
    assert Browser().post(reverse("accounts:leave-quickly")).status_code == 302  # signed out already: the same


def test_every_page_of_the_portal_has_the_way_out(cast, clara) -> None:
    for address in pages_of_clara(cast, clara):
        assert "<quick-exit" in clara.get(address).content.decode(), address
