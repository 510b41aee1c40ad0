"""My relationships: who is related to a client, to whom a login is related, and how either is ended (S2.27, S2.28)."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from heartwood.areas.documents.models import Document
from heartwood.areas.homework.models import Homework
from heartwood.cast import papers
from heartwood.ground.audit.models import Line
from tests.everyone import Person


@pytest.fixture
def grace(everyone) -> Person:
    return everyone["grace"]


@pytest.fixture
def joon(everyone) -> Person:
    return everyone["joon"]


@pytest.fixture
def nadia(everyone) -> Person:
    return everyone["nadia"]


def shared_document(cole: Person, client) -> Document:
    upload = SimpleUploadedFile("Ferndale plan.pdf", papers.letter("A plan", "For the summer."))
    (document,) = Document.objects.upload(cole.viewer, client, [upload])
    document.make_safe()
    document.paint_pages()
    document.share(cole.viewer)
    return document


def lines(client, verb: str) -> int:
    return Line.objects.as_system("test").filter(client=client.pk, verb=verb).count()


# Who is related to me


def test_who_is_related_to_kit_and_on_which_terms(cast, grace, joon, cole) -> None:
    shared_document(cole, cast.clients["kit"])

    page = grace.page("relationships")

    for words in (
        "Grace Kim (you)",
        "Joon Kim",
        "Halvard Wintergreen",
        "Emergency contact",
        "Does not enter the portal",
    ):
        assert words in page
    assert "Manages information: acts for the client." in page
    assert "Does not manage information: only reads." in page
    assert "May see: Documents." in page
    assert page.count("1 document is shared with them") == 2
    assert grace.viewer.address("relationships-end", joon.profile.pk) in page

    own = joon.page("relationships")
    assert "Joon Kim (you)" in own
    for stranger in ("Grace", "Halvard", "Who works with you", "End portal access"):
        assert stranger not in own


def test_to_whom_one_is_related_by_a_neutral_name(cast, nadia, cole) -> None:
    """S3.18, S3.19: one login, two profiles; the second by its neutral name, wherever she stands."""
    first, second = cast.profiles["nadia"], cast.profiles["nadia_with_cole"]
    shared_document(cole, second.client)

    page = nadia.page("relationships-related")

    for words in (second.label, "you: Self", "1 document is shared there"):
        assert words in page
    assert reverse("portal:documentation", args=[second.code]) in page
    assert reverse("portal:relationships-leave", args=[second.code]) in page
    assert reverse("portal:relationships-leave", args=[first.code]) not in page
    assert "You are here" not in page
    assert "You are here" in nadia.get(reverse("portal:relationships-related", args=[second.code])).content.decode()
    for secret in ("Cole", "Willow", "therapy", "Ferndale"):
        assert secret not in page.split("<main", 1)[1]


# Ending what was given


def test_grace_ends_what_joon_was_given(cast, grace, joon, cole) -> None:
    kit, document = cast.clients["kit"], shared_document(cole, cast.clients["kit"])
    end = grace.viewer.address("relationships-end", joon.profile.pk)
    assert "End the portal access of Joon Kim?" in grace.get(end).content.decode()
    assert joon.get(joon.viewer.address("document", document.pk)).status_code == 200  # asking changes nothing

    answer = grace.post(end)

    assert answer.url == grace.viewer.address("relationships")
    page = grace.page("relationships")
    assert "Joon Kim" in page  # who he is to Kit is known as before
    assert end not in page
    joon = replace(joon)
    for name, parts in (("dashboard", ()), ("relationships", ()), ("document", (document.pk,))):
        assert joon.get(joon.viewer.address(name, *parts)).status_code == 404
    assert lines(kit, "clients.end_portal") == 1
    assert grace.post(end).status_code == 404


def test_nobody_ends_what_they_have_not_given(cast, everyone, grace, joon, nadia, clara) -> None:
    for person, profile in (
        (joon, grace.profile),
        (grace, grace.profile),
        (clara, joon.profile),
        (nadia, joon.profile),
    ):
        assert person.post(person.viewer.address("relationships-end", profile.pk)).status_code == 404
    assert clara.post(clara.viewer.address("relationships-leave")).status_code == 404  # her own, by no relationship
    assert nadia.post(nadia.viewer.address("relationships-leave")).status_code == 404
    assert clara.get(clara.viewer.address("relationships-leave")).status_code == 404


def test_nadia_leaves_her_second_profile_and_keeps_the_first(cast, nadia, cole) -> None:
    """S3.D7: the chart stays."""
    second = cast.profiles["nadia_with_cole"]
    leave = reverse("portal:relationships-leave", args=[second.code])
    page = nadia.get(leave).content.decode()
    assert f"Leave “{second.label}”?" in page
    assert "Your other profiles stay as they are." in page

    answer = nadia.post(leave)

    assert answer.url == reverse("home")
    assert nadia.get(reverse("home")).url == nadia.viewer.address("dashboard")
    assert nadia.get(leave).status_code == 404
    assert "You have left “Nadia Haddad 2”." in nadia.page("dashboard")
    assert second.label not in nadia.page("relationships-related")
    assert "Nadia Haddad" in cole.page("client", second.client_id)
    assert lines(second.client, "clients.leave_portal") == 1


def test_joon_leaves_his_only_profile(cast, joon) -> None:
    leave = joon.viewer.address("relationships-leave")
    assert "It is your only profile." in joon.get(leave).content.decode()

    joon.post(leave)

    joon = replace(joon)  # signed in anew
    assert joon.get(leave).status_code == 404
    assert joon.get(reverse("home")).status_code == 200


# Every way in is closed at the next request


def everything_open(cast, key: str, person: Person, cole: Person) -> list[str]:
    """Pages, parts, files, fragments of one profile, each of which answers now."""
    profile, client = cast.profiles[key], cast.clients[key]
    document = shared_document(cole, client)
    pages = ["dashboard", "dashboard-latest", "dashboard-to-do", "dashboard-history", "documentation", "notes", "inbox"]
    pages += ["relationships", "relationships-related", "relationships-sharing", "relationships-sharing-items"]
    pages += ["settings", "profile", "emergency", "bookings", "book", "journal", "journal-choose", "homework-list"]
    pages += ["consent", "seen", "own-calendar", "notices", "practitioners", "book-first"]
    session = next(cast.sessions[f"{key} {n}"] for n in (0, -1) if f"{key} {n}" in cast.sessions)
    homework = Homework.objects.visible_to(person.viewer.through_portal(profile)).first()
    with_parts = [("document", document.pk), ("document-file", document.pk), ("session", session.pk)]
    if homework:
        with_parts.append(("homework", homework.pk))
    addresses = [reverse(f"portal:{page}", args=[profile.code]) for page in pages]
    addresses += [reverse(f"portal:{page}", args=[profile.code, part]) for page, part in with_parts]
    addresses.append(reverse("portal:document-page", args=[profile.code, document.pk, 1]))
    return addresses


def read(person: Person, address: str, etag: str = "") -> tuple[int, str]:
    """Also a file to its end, which closes it."""
    headers = {"If-None-Match": etag} if etag else {}
    answer = person.browser.get(address, headers=headers)
    b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, answer.headers.get("ETag", "")


def calendar_of(person: Person, profile) -> str:
    made = person.post(reverse("portal:own-calendar-make", args=[profile.code])).content.decode()
    found = re.search(r"/calendar/[\w-]+\.ics", made)
    assert found
    return found.group()


@pytest.mark.parametrize("way", ["ended by the office", "relationship removed", "left"])
@pytest.mark.parametrize(("key", "who"), [("nadia_with_cole", "nadia"), ("kit", "grace")])
def test_after_the_end_every_tab_file_and_feed_is_gone(cast, everyone, cole, key: str, who: str, way: str) -> None:
    """S3.D7, Q17: also for a browser that asks whether what it kept is still good."""
    person, profile, client = everyone[who], cast.profiles[key], cast.clients[key]
    tabs = everything_open(cast, key, person, cole)
    feed = calendar_of(person, profile)
    kept = {address: read(person, address) for address in [*tabs, feed]}
    closed = {address: status for address, (status, _) in kept.items() if status not in (200, 302)}
    assert closed == {}
    assert read(person, feed, kept[feed][1])[0] == 304

    if way == "left":
        person.post(reverse("portal:relationships-leave", args=[profile.code]))
    elif way == "ended by the office":
        cole.post(cole.viewer.address("client-portal-end", client.pk, profile.pk))
    else:
        profile.relationship.remove(cole.viewer)

    person = replace(person)  # signed in anew
    for address in [*tabs, feed]:
        for etag in {"", kept[address][1], "*"}:
            assert read(person, address, etag)[0] == 404, (address, etag)
    assert Browser().get(feed).status_code == 404
    assert cole.get(cole.viewer.address("client", client.pk)).status_code == 200
    if who == "nadia":
        assert person.get(person.viewer.address("dashboard")).status_code == 200
