"""What somebody sees who does not manage a profile: Joon, Kit's father, to whom documents alone are open."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from heartwood.areas.clients.models import Scope
from heartwood.areas.documents.models import Document
from heartwood.cast import papers
from heartwood.ground.access.viewer import Viewer
from tests.everyone import Person


@pytest.fixture
def joon(everyone) -> Person:
    return everyone["joon"]


@pytest.fixture
def plan(cast, cole) -> Document:
    """A document that Cole has shared in Kit's record."""
    upload = SimpleUploadedFile("Ferndale plan.pdf", papers.letter("A plan", "For the summer.", ""))
    (mine,) = Document.objects.upload(cole.viewer, cast.clients["kit"], [upload])
    mine.make_safe()
    mine.share(cole.viewer)
    return mine


def on_terms(person: Person, *scopes: str, manages: bool = True) -> None:
    person.profile.change_terms(person.viewer, can_manage=manages, may_see=list(scopes))


def places(person: Person) -> list[str]:
    return re.findall(r'class="place"\s+href="[^"]+"[^>]*>.*?<span>([^<]+)</span>', person.page("relationships"), re.S)


def test_the_places_are_those_they_may_use(joon, everyone) -> None:
    """S3.D6."""
    assert places(joon) == ["Dashboard", "Inbox", "Documentation", "My relationships", "Settings"]

    grace = everyone["grace"]
    assert "My Bookings" in places(grace)
    on_terms(grace, Scope.FORMS, Scope.DOCUMENTS)
    assert places(grace) == ["Dashboard", "Journal", "Inbox", "Documentation", "My relationships", "Settings"]
    on_terms(grace, Scope.BOOKINGS)
    assert "Documentation" not in places(grace)


def test_each_page_of_the_portal_is_kind_to_them_or_is_not_there(cast, joon) -> None:
    open_to_them = ("dashboard", "dashboard-latest", "dashboard-to-do", "dashboard-history", "documentation")
    for page in (
        *open_to_them,
        "inbox",
        "relationships",
        "relationships-related",
        "relationships-leave",
        "settings",
        "notices",
    ):
        text = joon.page(page)
        for stranger in ("Write an entry", "Book a session", "See all times", "Halvard", "Sorrelgate", "Grace Kim"):
            assert stranger not in text, (page, stranger)
    closed = ("bookings", "book", "journal", "journal-choose", "homework-list", "consent", "profile", "emergency")
    for page in (*closed, "emergency-add", "seen", "notes", "own-calendar", "practitioners", "documentation-add"):
        assert joon.get(joon.viewer.address(page)).status_code == 404, page
    for page in (
        "relationships-sharing",
        "relationships-sharing-items",
        "relationships-sharing-journal",
        "profile-copy",
        "book-first",
    ):
        assert joon.get(joon.viewer.address(page)).status_code == 404, page
    session = cast.sessions["kit 0"].pk
    for page in ("session", "session-cancel", "session-change", "journal-write", "review-leave", "session-homework"):
        assert joon.get(joon.viewer.address(page, session)).status_code == 404, page


def test_they_are_told_what_they_may_do(joon, plan) -> None:
    dashboard = joon.page("dashboard")
    assert "shares with you about Kit Kim" in dashboard
    assert joon.viewer.address("dashboard-latest") in dashboard
    assert plan.shown_name in joon.page("dashboard-latest")
    assert "Drafts of your journal" not in joon.page("settings")
    documentation = joon.page("documentation")
    assert plan.shown_name in documentation
    assert "Upload" not in documentation
    assert ">Notes<" not in documentation
    assert joon.get(joon.viewer.address("document", plan.pk)).status_code == 200


def test_they_change_answer_and_sign_nothing(cast, joon, everyone) -> None:
    """S3.D6: neither the profile nor a consent, nor homework."""
    purpose, given = cast.purposes["notes"], cast.homework["five"]
    posts = {
        ("profile", ()): {"first_name": "K", "last_name": "K"},
        ("consent-answer", (purpose.pk,)): {"what": "given"},
        ("consent-withdraw", (purpose.pk,)): {},
        ("homework-answer", (given.pk,)): {"text": "Done"},
        ("documentation-add", ()): {},
        ("session-cancel", (cast.sessions["kit 0"].pk,)): {},
    }
    for (page, parts), facts in posts.items():
        assert joon.post(joon.viewer.address(page, *parts), facts).status_code == 404, page


def test_who_manages_without_bookings_has_no_sessions(cast, everyone) -> None:
    grace, session = everyone["grace"], cast.sessions["kit 0"].pk
    own = grace.viewer.address("journal-entry", cast.entries["mother"].pk)
    assert grace.get(grace.viewer.address("session", session)).status_code == 200

    on_terms(grace, Scope.DOCUMENTS, Scope.FORMS)

    for page in ("bookings", "book", "own-calendar", "practitioners", "journal-choose"):
        assert grace.get(grace.viewer.address(page)).status_code == 404, page
    assert grace.get(grace.viewer.address("session", session)).status_code == 404
    dashboard = grace.page("dashboard")
    for words in ("Book a session", "dashboard-history", "/history/"):
        assert words not in dashboard
    assert "Your details" in grace.page("settings")
    assert "own calendar" not in grace.page("settings")
    # What she wrote herself stays hers (Q14).
    assert grace.get(own).status_code == 200
    journal = grace.page("journal")
    assert "Write an entry" not in journal


def test_who_manages_without_documents_has_none(cast, everyone, plan) -> None:
    grace = everyone["grace"]
    assert plan.shown_name in grace.page("documentation")
    assert "See your consent" in grace.page("documentation")

    on_terms(grace, Scope.BOOKINGS, Scope.FORMS)

    for page in ("documentation", "documentation-add", "notes"):
        assert grace.get(grace.viewer.address(page)).status_code == 404, page
    assert grace.get(grace.viewer.address("document", plan.pk)).status_code == 404
    assert grace.get(grace.viewer.address("document-file", plan.pk)).status_code == 404
    assert plan.shown_name not in grace.page("dashboard-latest")
    assert "stands in Documentation" not in grace.page("inbox")
    relationships = grace.page("relationships")
    assert "May see: Bookings, Forms." in relationships
    assert "shared with them" not in relationships

    on_terms(grace, Scope.BOOKINGS, Scope.DOCUMENTS)
    assert "See your consent" not in grace.page("documentation")
    assert grace.get(grace.viewer.address("consent")).status_code == 404


def test_nobody_is_written_to_about_sessions_they_may_not_see(cast, everyone, cole, mailoutbox) -> None:
    grace, session = everyone["grace"], cast.sessions["kit 0"]

    def mails_when_reminded() -> int:
        mailoutbox.clear()
        session.remind()
        for job in DBTaskResult.objects.ready():
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)
        return len([mail for mail in mailoutbox if "grace@mail.example" in mail.to])

    assert mails_when_reminded() == 1
    on_terms(grace, Scope.DOCUMENTS, Scope.FORMS)
    assert mails_when_reminded() == 0
    assert "May see: Forms, Documents." in cole.page("client-sharing", cast.clients["kit"].pk)


def test_an_access_past_its_last_day_reads_no_calendar(clara) -> None:
    """As everywhere else: at the next request."""
    page = clara.post(clara.viewer.address("own-calendar-make")).content.decode()
    address = re.search(r"/calendar/[^\"\s<]+\.ics", page)
    assert address
    feed = address.group()
    assert clara.get(feed).status_code == 200

    clara.profile.change_terms(
        Viewer.through_portal(clara.profile), ends_on=clara.profile.since.date().replace(year=2020)
    )

    assert clara.get(feed).status_code == 404


@pytest.mark.parametrize("page", ["dashboard", "documentation", "relationships", "settings", "inbox"])
def test_a_page_of_theirs_asks_little(joon, page: str, django_assert_max_num_queries) -> None:
    joon.page(page)

    with django_assert_max_num_queries(12):
        joon.page(page)
