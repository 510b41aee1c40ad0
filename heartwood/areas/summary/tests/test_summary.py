"""Thea looks at what was spoken of before the next session, and puts it into better words."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core import mail

from heartwood.areas.notes.models import Addendum, PrivateNote, SessionNote
from heartwood.areas.summary.models import Summary, Version
from heartwood.areas.summary.sentences import Sentence
from heartwood.cast.building import Cast
from heartwood.cast.summary import FOR_CLARA, FOR_HERSELF
from heartwood.ground.access.guard import private_records_may_change
from tests.everyone import Person

LINK = re.compile(r'<p class="summary__text">(.*?)</p>\s*<p class="summary__source">\s*<a class="link"\s*href="(.*?)"')
MARKED = re.compile(r'<mark class="note__passage" id="passage">(.*?)</mark>', re.S)


def refresh(thea: Person, client: Any) -> str:
    thea.post(thea.viewer.address("client-summary-refresh", client.pk))
    return thea.page("client-summary", client.pk)


def links(page: str) -> list[tuple[str, str]]:
    return [(unescape(text), unescape(address)) for text, address in LINK.findall(page)]


def newest(thea: Person, summary: Summary) -> Version:
    found = summary.newest(thea.viewer)
    assert found
    return found


def fields(version: Version, *texts: str, names: list[str] | None = None) -> dict[str, str]:
    """As the page of fields sends them."""
    names = names or [f"s{at}" if at < len(version.sentences) else f"n{at}" for at in range(len(texts))]
    rows = {f"form-{at}-text": text for at, text in enumerate(texts)}
    rows |= {f"form-{at}-name": name for at, name in enumerate(names)}
    number = str(len(texts))
    return {
        "form-TOTAL_FORMS": number,
        "form-INITIAL_FORMS": number,
        "begun_with": str(version.pk),
        "seen": str(version.pk),
        **rows,
    }


def texts(version: Version) -> list[str]:
    return [sentence.text for sentence in version.sentences]


# Where sentences come from ----------------------------------------------------------------------------------------


def test_each_link_opens_the_very_note_that_says_it(cast: Cast, thea: Person) -> None:
    """S1.16, S1.D8: and there the sentence is marked, whatever stands around it."""
    page = thea.page("client-summary", cast.clients["clara"].pk)

    found = [(text, address) for text, address in links(page) if "Grief" not in text]
    assert len(found) == 13
    for text, address in found:
        note = thea.get(address).content.decode()
        assert [unescape(marked) for marked in MARKED.findall(note)] == [text]
    assert "Built from 11 approved notes, of sessions between" in page


def test_nothing_of_a_draft_a_private_note_or_the_record_ever_appears(
    cast: Cast, thea: Person, approved: Callable[..., SessionNote]
) -> None:
    """S1.D8: planted sentences, each where one might look by mistake."""
    hugo = cast.clients["hugo_lefevre"]
    note = approved(subjective="Hugo slept better all week.")
    added = Addendum.objects.begin(thea.viewer, note)
    added.write(thea.viewer, "Planted in an unsigned addendum of his.", 0)
    private = PrivateNote.objects.begin(thea.viewer, hugo)
    private.write(thea.viewer, "Planted in a private note about him.", 0)
    thea.post(thea.viewer.address("client-notes-write", hugo.pk), {"body": "Planted on the record about him."})
    approved("ana_ruiz -1", approve=False, subjective="Planted in a draft about Ana.")

    for client in (hugo, cast.clients["ana_ruiz"]):
        page = refresh(thea, client)
        assert "Planted" not in page
        assert "Planted" not in thea.page("client-summary-latest", client.pk)
    assert "Hugo slept better all week." in refresh(thea, hugo)
    assert "Planted" not in str([v.body for v in Version.objects.as_system("test")])

    added.sign(thea.viewer)
    assert "Planted in an unsigned addendum of his." in refresh(thea, hugo), "now it is signed"


def test_without_an_approved_note_one_can_write_it_oneself(cast: Cast, thea: Person) -> None:
    nadia = cast.clients["ana_ruiz"]
    assert "Write it yourself" in thea.page("client-summary", nadia.pk)

    said = thea.post(thea.viewer.address("client-summary-refresh", nadia.pk))
    assert "There is no approved note yet" in thea.browser.get(said["Location"]).content.decode()

    version = Summary.objects.visible_to(thea.viewer).get(client=nadia).newest(thea.viewer)
    assert version
    thea.post(thea.viewer.address("client-summary-edit", nadia.pk), fields(version, "We begin in the garden."))
    assert "written by Thea Lindqvist" in thea.page("client-summary", nadia.pk)


def test_an_altered_note_is_no_source(cast: Cast, thea: Person, summary: Summary) -> None:
    with private_records_may_change():
        altered = SessionNote.objects.as_system("somebody at the database").filter(pk=cast.notes["clara -8"].pk)
        altered.update(fingerprint="0" * 64)

    page = refresh(thea, cast.clients["clara"])

    assert "Sundays were her father's day." not in unescape(page)


# Refresh ----------------------------------------------------------------------------------------------------------


def test_refresh_keeps_what_thea_wrote_and_what_she_took_out_stays_out(
    cast: Cast, thea: Person, summary: Summary
) -> None:
    before = newest(thea, summary)
    rows = texts(before)
    taken_out = rows[0]
    thea.post(thea.viewer.address("client-summary-edit", summary.client_id), fields(before, "", *rows[1:]))
    assert taken_out not in texts(newest(thea, summary))

    refresh(thea, cast.clients["clara"])

    after = texts(newest(thea, summary))
    assert taken_out not in after
    assert {FOR_CLARA, FOR_HERSELF, "Grief had its first words, on a Sunday."} <= set(after)
    assert "Grief, for the first time in words." not in after, "it stands there in Thea's words"
    assert newest(thea, summary).number == before.number + 2


def test_notes_that_change_are_flagged_and_drop_out_at_refresh(cast: Cast, thea: Person, summary: Summary) -> None:
    """What is added to a note may turn it; what was entered in error counts no more."""
    client = cast.clients["clara"]
    added = Addendum.objects.begin(thea.viewer, cast.notes["clara -9"])
    added.write(thea.viewer, "It was not the quiet hour that helped, says her sister.", 0)
    assert "Some notes have changed" not in thea.page("client-summary", client.pk), "it is not signed"
    added.sign(thea.viewer)
    cast.notes["clara -8"].enter_in_error(thea.viewer, "Another client's hour.")

    page = thea.page("client-summary", client.pk)
    assert page.count("Something was added to the note") == 2
    assert page.count("The note counts no more") == 2
    assert "One note was approved or added to since." in page

    after = thea.post(thea.viewer.address("client-summary-refresh", client.pk))
    page = unescape(thea.get(after["Location"]).content.decode())
    assert "sentences dropped out: their notes have changed, or count no more." in page
    for gone in (
        "Sundays were her father's day.",
        "Grief had its first words, on a Sunday.",
        "Some notes have changed",
    ):
        assert gone not in page
    assert "It was not the quiet hour that helped, says her sister." in page


def test_a_new_note_comes_in_at_its_place(cast: Cast, thea: Person, approved: Callable[..., SessionNote]) -> None:
    hugo = cast.clients["hugo_lefevre"]
    approved(subjective="He walked to work every day.", assessment="He moves more and sleeps more.")
    refresh(thea, hugo)

    page = refresh(thea, hugo)

    assert [text for text, _address in links(page)] == [
        "He walked to work every day.",
        "He moves more and sleeps more.",
    ]


# By hand ----------------------------------------------------------------------------------------------------------


def test_sentences_are_moved_taken_out_and_added_before_they_are_saved(
    cast: Cast, thea: Person, summary: Summary
) -> None:
    before = newest(thea, summary)
    address = thea.viewer.address("client-summary-edit", summary.client_id)
    posted = fields(before, *texts(before)[:3])

    def names(**step: str) -> list[str]:
        page = thea.post(address, posted | step).content.decode()
        return re.findall(r'name="form-\d+-name" value="(\w+)"', page)

    assert names(step="down s0") == ["s1", "s0", "s2"]
    assert names(step="up s0") == ["s0", "s1", "s2"]
    assert names(step="up s2") == ["s0", "s2", "s1"]
    assert names(step="remove s1") == ["s0", "s2"]
    assert names(step="add") == ["s0", "s1", "s2", "n1"]
    assert names(step="up nonsense") == ["s0", "s1", "s2"]
    assert newest(thea, summary) == before, "nothing is kept before Save"

    thea.post(address, fields(before, "Own.", texts(before)[1], "Changed.", names=["n1", "s1", "s0"]))

    saved = newest(thea, summary).sentences
    assert [sentence.text for sentence in saved] == ["Own.", texts(before)[1], "Changed."]
    assert [sentence.by for sentence in saved] == ["Thea Lindqvist", "", "Thea Lindqvist"]
    assert saved[2].passage == before.sentences[0].passage
    assert not saved[0].note


def test_a_sentence_that_is_too_long_is_said_at_its_field(thea: Person, summary: Summary) -> None:
    before = newest(thea, summary)
    address = thea.viewer.address("client-summary-edit", summary.client_id)

    answer = thea.post(address, fields(before, "x" * 1001, "Kept as typed."))

    assert answer.status_code == 422
    assert "at most 1000 characters" in answer.content.decode()
    assert "Kept as typed." in answer.content.decode()
    assert thea.post(address, {"form-TOTAL_FORMS": "x"}).status_code == 422
    assert newest(thea, summary) == before


def test_two_at_once_lose_nothing(everyone: dict[str, Person], thea: Person, summary: Summary) -> None:
    """Double refreshes while Thea writes: she is told, and a second *Save* is hers."""
    before = newest(thea, summary)
    address = thea.viewer.address("client-summary-edit", summary.client_id)
    summary.refresh(everyone["double"].viewer)
    posted = fields(before, "Mine.")

    behind = thea.post(address, posted)
    assert behind.status_code == 422
    page = behind.content.decode()
    assert "Meanwhile there is another version" in page
    assert "Mine." in page
    seen = re.search(r'name="seen" value="(.*?)"', page)
    assert seen

    thea.post(address, posted | {"seen": seen[1]})
    assert texts(newest(thea, summary)) == ["Mine."]
    assert summary.versions.visible_to(thea.viewer).count() == before.number + 2


def test_an_older_version_is_read_and_taken_up_again(thea: Person, summary: Summary) -> None:
    first = summary.versions.visible_to(thea.viewer).get(number=1)
    page = thea.page("client-summary-version", first.pk)
    assert FOR_CLARA not in unescape(page)
    assert "Version 1" in page

    thea.post(thea.viewer.address("client-summary-take-up", first.pk))

    again = newest(thea, summary)
    assert (again.number, again.sentences, again.refreshed_at) == (4, first.sentences, first.refreshed_at)
    assert texts(summary.versions.visible_to(thea.viewer).get(number=3))[-1] == FOR_HERSELF


# Who reads it -----------------------------------------------------------------------------------------------------


def test_clara_reads_the_version_that_was_shared_and_none_after_it(
    thea: Person, clara: Person, summary: Summary
) -> None:
    """S1.D8: and as soon as it is no longer shared, there is nothing."""
    page = unescape(clara.page("summary", summary.pk))
    assert FOR_CLARA in page
    assert FOR_HERSELF not in page
    assert "Read it" in clara.page("dashboard-latest")
    [(text, address)] = links(page)
    assert text == "Her own words carry her.", "the only note of these that is shared with her"
    assert MARKED.findall(clara.get(address).content.decode()) == [text]

    thea.post(thea.viewer.address("client-summary-stop-sharing", summary.client_id))

    assert clara.get(clara.viewer.address("summary", summary.pk)).status_code == 404
    assert "Read it" not in clara.page("dashboard-latest")


def test_sharing_is_asked_once_and_shares_what_was_looked_at(thea: Person, clara: Person, summary: Summary) -> None:
    address = thea.viewer.address("client-summary-share", summary.client_id)
    question = thea.get(address).content.decode()
    assert "Clara Reyes" in question
    looked_at = re.search(r'name="version" value="(.*?)"', question)
    assert looked_at
    summary.write(thea.viewer, [Sentence("Too late for the question.", by="Thea")])

    thea.post(address, {"version": looked_at[1]})

    page = unescape(clara.page("summary", summary.pk))
    assert FOR_HERSELF in page
    assert "Too late for the question." not in page
    assert thea.post(address, {"version": "nonsense"}).status_code == 404
    for letter in mail.outbox:
        assert "summar" not in f"{letter.subject} {letter.body}".lower()


def test_what_a_note_in_error_says_is_not_read_by_the_client(
    cast: Cast, thea: Person, clara: Person, summary: Summary
) -> None:
    assert "Sundays were her father's day." in unescape(clara.page("summary", summary.pk))

    cast.notes["clara -8"].enter_in_error(thea.viewer, "Another client's hour.")

    page = unescape(clara.page("summary", summary.pk))
    assert "Sundays were her father's day." not in page
    assert FOR_CLARA in page


def test_nobody_else_comes_near_it(cast: Cast, everyone: dict[str, Person], summary: Summary) -> None:
    """The table “Who sees what”: no administrator, no supervisor, no desk, no other client."""
    office, portal = ("client-summary", summary.client_id), ("summary", summary.pk)
    for person in everyone.values():
        if person.key in ("thea", "double", "clara", "nobody", "passwordonly", "left", "ex_guardian"):
            continue
        page = office if person.member else portal
        assert person.get(person.viewer.address(*page)).status_code == 404, person.key
        assert not Summary.objects.visible_to(person.viewer).filter(pk=summary.pk).exists(), person.key
    assert FOR_HERSELF in everyone["double"].page("client-summary", summary.client_id)


def test_before_a_session_the_way_leads_to_it(cast: Cast, everyone: dict[str, Person], thea: Person) -> None:
    """S1.24: from the day and from the session; not for those who may not read it."""
    way = thea.viewer.address("client-summary", cast.clients["clara"].pk)
    session = cast.sessions["clara 0"]

    assert way in thea.page("session", session.pk)
    assert way in thea.page("client", cast.clients["clara"].pk)
    assert way in thea.page("client-summary-latest", cast.clients["clara"].pk)
    for key in ("olive", "fran"):
        person = everyone[key]
        assert way not in person.page("session", session.pk)
        assert way not in person.page("client", cast.clients["clara"].pk)


@pytest.mark.parametrize(
    "page",
    [
        "client-summary",
        "client-summary-edit",
        "client-summary-share",
        "client-summary-latest",
        "client",
        "client-written",
    ],
)
def test_pages_ask_few_questions(page: str, summary: Summary, thea: Person, django_assert_max_num_queries: Any) -> None:
    thea.page(page, summary.client_id)
    with django_assert_max_num_queries(12):
        thea.page(page, summary.client_id)


def test_the_portal_asks_few_questions(summary: Summary, clara: Person, django_assert_max_num_queries: Any) -> None:
    for page, *parts in (("summary", summary.pk), ("dashboard-latest",)):
        with django_assert_max_num_queries(12):
            clara.page(page, *parts)
