"""Notes through the doors: written, signed, added to, shared, searched, supervised, and kept to oneself."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.notes import panels
from heartwood.areas.notes.formats import FORMATS
from heartwood.areas.notes.models import Addendum, ChartNote, PrivateNote, SessionNote, Template
from heartwood.areas.notes.nudging import nudge_everybody
from heartwood.cast.building import Cast
from heartwood.ground.access.guard import private_records_may_change
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person

SOAP = {"section-subjective": "She slept.", "section-assessment": "Quieter.", "section-plan": "Again."}
TIMES = {"started": "10:05", "ended": "10:55", "modality": "phone"}


def draft_of(thea: Person, cast: Cast, client: str = "hugo_lefevre") -> SessionNote:
    """Begun through the page of a session that was held."""
    session = cast.sessions[f"{client} -1"]
    answer = thea.post(thea.viewer.address("note-write", session.pk), {"format": "soap"})
    assert answer.status_code == 302
    return SessionNote.objects.visible_to(thea.viewer).get(appointment=session)


def send(person: Person, note: SessionNote, then: str = "save", revision: int | None = None, **texts: str) -> Any:
    facts = {"revision": note.revision if revision is None else revision, **TIMES, **SOAP, "then": then}
    return person.post(person.viewer.address("note-draft", note.pk), {**facts, **texts})


def by_itself(person: Person, note: SessionNote, revision: int, **texts: str) -> Any:
    facts = {"revision": revision, **TIMES, **SOAP, **texts}
    return person.browser.post(person.viewer.address("note-draft", note.pk), facts, headers={"By-Itself": "yes"})


def again(thea: Person, note: SessionNote) -> SessionNote:
    return SessionNote.objects.visible_to(thea.viewer).get(pk=note.pk)


# Writing ----------------------------------------------------------------------------------------------------------


def test_thea_writes_approves_and_only_then_the_session_is_completed(thea: Person, cast: Cast) -> None:
    """S1.09, S1.10, S1.20, S1.23."""
    note = draft_of(thea, cast)
    assert "Hugo Lefèvre" in thea.page("notes")
    desk = thea.page("note", note.pk)
    assert "needed to sign" in desk
    assert thea.viewer.address("client", note.client_id) in desk

    asked = send(thea, note, "approve")
    assert asked["Location"] == thea.viewer.address("note-approve", note.pk)
    question = thea.page("note-approve", note.pk)
    assert "signs and locks the note, and the session is completed" in question
    assert "She slept." in question
    assert note.appointment not in Appointment.objects.visible_to(thea.viewer).completed()

    thea.post(thea.viewer.address("note-approve", note.pk))

    assert note.appointment in Appointment.objects.visible_to(thea.viewer).completed()
    assert "Hugo Lefèvre" not in thea.page("notes")
    page = thea.page("note", note.pk)
    assert "Verified" in page
    assert again(thea, note).fingerprint in page


def test_what_is_needed_is_named_at_its_field_and_nothing_is_lost(thea: Person, cast: Cast) -> None:
    note = draft_of(thea, cast)

    answer = send(thea, note, "approve", **{"section-assessment": " "})

    assert answer.status_code == 422
    assert "Needed before the note can be signed." in answer.content.decode()
    assert again(thea, note).body["subjective"] == "She slept."
    assert not again(thea, note).is_approved


def test_the_page_keeps_the_draft_by_itself_and_two_places_lose_nothing(thea: Person, cast: Cast) -> None:
    note = draft_of(thea, cast)
    saved = by_itself(thea, note, 0)
    assert (saved.json()["revision"], saved.json()["words"][:5]) == (1, "Saved")

    elsewhere = by_itself(thea, note, 0, **{"section-plan": "From the second place."})
    assert elsewhere.status_code == 409
    assert elsewhere.json()["texts"]["section-plan"] == "Again."
    assert by_itself(thea, note, 0).status_code == 200, "the same words, sent again because the answer was lost"

    both = send(thea, note, revision=0, **{"section-plan": "From the second place."})
    assert both.status_code == 409
    for text in ("From the second place.", "Again."):
        assert text in both.content.decode()
    assert f'name="revision" value="{again(thea, note).revision}"' in both.content.decode()
    assert again(thea, note).body["plan"] == "Again."


def test_a_wrong_time_keeps_no_text_from_being_kept(thea: Person, cast: Cast) -> None:
    note = draft_of(thea, cast)

    assert by_itself(thea, note, 0, started="10:00", ended="09:00").status_code == 200
    assert again(thea, note).body["subjective"] == "She slept."
    assert "It would end before it began" in send(thea, note, revision=1, ended="09:00").content.decode()

    assert by_itself(thea, note, 2, started="23:30", ended="00:20").status_code == 200
    kept = again(thea, note)
    assert (kept.ended_at - kept.started_at).total_seconds() == 50 * 60


def test_only_its_author_writes_and_a_format_is_one_that_is_offered(
    cast: Cast, everyone: dict[str, Person], thea: Person
) -> None:
    other = thea.post(thea.viewer.address("note-write", cast.sessions["hugo_lefevre -1"].pk), {"format": "nonsense"})
    assert other.status_code == 422
    note = draft_of(thea, cast)
    for key in ("double", "olive", "cole", "fran", "clara"):
        answer = everyone[key].browser.post(
            thea.viewer.address("note-draft", note.pk), {"revision": 0, **SOAP}, headers={"By-Itself": "yes"}
        )
        assert answer.status_code == 404, key
    assert again(thea, note).revision == 0

    ahead = thea.get(thea.viewer.address("note-write", cast.sessions["clara 0"].pk))
    assert ahead.status_code == 404, "it has not begun yet"


def test_the_note_before_stands_beside_and_its_plan_is_carried_forward(thea: Person, cast: Cast) -> None:
    """S1.24."""
    session = cast.sessions["clara 0"]
    with time_machine.travel(session.ends_at, tick=False):
        thea.sign_in()
        thea.post(thea.viewer.address("note-write", session.pk), {"format": "soap"})
        note = SessionNote.objects.visible_to(thea.viewer).get(appointment=session)
        assert "She would like to come every other week." in thea.page("note", note.pk)

        send(thea, note, "carry", **{"section-plan": "First this."})

        assert again(thea, note).body["plan"] == "First this.\nEvery other week from January."
        send(thea, again(thea, note), "carry", **{"section-plan": again(thea, note).plan})
        assert again(thea, note).body["plan"] == "First this.\nEvery other week from January."


def test_no_held_session_is_called_completed_anywhere(cast: Cast, thea: Person, everyone: dict[str, Person]) -> None:
    """S1.10: wherever a session without an approved note stands, it awaits approval."""
    held = Appointment.objects.visible_to(thea.viewer).awaiting_note_approval()
    assert {session.state_in_words for session in held} == {"Awaiting note approval"}
    for person in everyone.values():
        if person.member and person.key != "left":
            sessions = Appointment.objects.visible_to(person.viewer).completed()
            unsigned = SessionNote.objects.as_system("what is not signed completes nothing").filter(approved_at=None)
            assert not sessions.filter(pk__in=unsigned.values("appointment")).exists(), person.key
    page = thea.page("notes")
    assert "Completed" not in page
    assert "Draft" in page


def test_the_worklist_is_the_oldest_first_and_takes_the_same_few_questions(
    cast: Cast, thea: Person, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        page = thea.page("notes")
    with time_machine.travel(cast.sessions["hugo_lefevre 0"].ends_at, tick=False):
        thea.sign_in()
        with django_assert_max_num_queries(12):
            page = thea.page("notes")
    assert page.index("Nadia Haddad") < page.index("Hugo Lefèvre")


@pytest.mark.parametrize("page", ["note", "client-notes", "private-notes", "client", "client-written"])
def test_pages_ask_few_questions(page: str, cast: Cast, thea: Person, django_assert_max_num_queries: Any) -> None:
    record = cast.notes["clara -2"] if page == "note" else cast.clients["clara"]
    thea.page(page, record.pk)  # opening it again is the same visit, and has one line less to write
    with django_assert_max_num_queries(12):
        thea.page(page, record.pk)


# After signing ----------------------------------------------------------------------------------------------------


def test_an_altered_note_says_so_loudly(cast: Cast, thea: Person) -> None:
    note = cast.notes["clara -3"]
    with private_records_may_change():
        SessionNote.objects.as_system("somebody at the database").filter(pk=note.pk).update(fingerprint="0" * 64)

    page = thea.page("note", note.pk)

    assert "This is not the text that was signed" in page
    assert "Verified" not in page


def test_an_addendum_is_written_signed_and_stands_below(cast: Cast, thea: Person) -> None:
    note = cast.notes["clara -3"]
    thea.post(thea.viewer.address("note-addendum", note.pk))
    addendum = Addendum.objects.visible_to(thea.viewer).get(note=note)
    address = thea.viewer.address("note-addendum-write", addendum.pk)
    thea.browser.post(address, {"revision": 0, "body": "She called."}, headers={"By-Itself": "yes"})
    assert "She called." in thea.page("note", note.pk)

    assert thea.post(address, {"revision": 0, "body": "Something else."}).status_code == 409
    thea.post(address, {"revision": 1, "body": "She called at noon.", "then": "sign"})

    assert Addendum.objects.visible_to(thea.viewer).get(note=note).is_verified
    assert "Added by Thea Lindqvist" in thea.page("note", note.pk)
    assert thea.post(address, {"revision": 2, "body": "Late."}).status_code == 404


def test_a_note_is_shared_read_and_no_longer_shared(cast: Cast, thea: Person, clara: Person) -> None:
    """And S0.D5: what is shared no more looks as if it had never been."""
    note = cast.notes["clara -3"]
    assert "Clara Reyes" in thea.page("note-share", note.pk)
    assert clara.get(clara.viewer.address("note", note.pk)).status_code == 404

    thea.post(thea.viewer.address("note-share", note.pk))
    assert "Write down how it was" in clara.page("note", note.pk)
    assert clara.viewer.address("note", note.pk) in clara.page("notes")

    thea.post(thea.viewer.address("note-stop-sharing", note.pk))
    gone = clara.get(clara.viewer.address("note", note.pk))
    never = clara.get(clara.viewer.address("note", cast.clients["clara"].pk))
    assert (gone.status_code, gone.content) == (404, never.content)
    assert not Notice.objects.visible_to(clara.viewer).filter(record=note.pk).exists()


def test_a_note_entered_in_error_stays_with_its_reason_and_another_can_be_written(cast: Cast, thea: Person) -> None:
    """S1.D7: the session stays completed."""
    note = cast.notes["clara -3"]
    assert thea.post(thea.viewer.address("note-in-error", note.pk), {"reason": ""}).status_code == 422

    thea.post(thea.viewer.address("note-in-error", note.pk), {"reason": "It was another hour."})

    assert "It was another hour." in thea.page("note", note.pk)
    assert note.appointment in Appointment.objects.visible_to(thea.viewer).completed()
    thea.post(thea.viewer.address("note-write", note.appointment_id), {"format": "narrative"})
    assert SessionNote.objects.visible_to(thea.viewer).filter(appointment=note.appointment_id).count() == 2


def test_a_note_goes_onto_paper_without_a_name_in_the_files_name(cast: Cast, thea: Person) -> None:
    answer = thea.get(thea.viewer.address("note-pdf", cast.notes["clara -11"].pk))

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith('attachment; filename="session-note-2')
    assert thea.get(thea.viewer.address("note-pdf", cast.notes["draft"].pk)).status_code == 404


# Supervision ------------------------------------------------------------------------------------------------------


def test_cole_hands_in_and_sol_returns_and_signs(cast: Cast, everyone: dict[str, Person]) -> None:
    cole, sol, note = everyone["cole"], everyone["sol"], cast.notes["awaiting"]
    assert "Cole Mbeki" in sol.page("notes")
    assert "Cole Mbeki" not in everyone["thea"].page("notes")
    review = sol.page("note", note.pk)
    assert "Mossbarrow" in review
    assert "Noor Haidari" not in review, "whose client it is stays with Cole"

    sol.post(sol.viewer.address("note-return", note.pk), {"comment": "And his family?"})
    assert sol.get(sol.viewer.address("note", note.pk)).status_code == 404
    desk = cole.page("note", note.pk)
    assert "And his family?" in desk
    assert "Hand in for co-signature" in desk

    cole.post(cole.viewer.address("note-approve", note.pk))
    cole.post(cole.viewer.address("note-take-back", note.pk))
    cole.post(cole.viewer.address("note-approve", note.pk))
    assert note.appointment not in Appointment.objects.visible_to(cole.viewer).completed()
    sol.post(sol.viewer.address("note-cosign", note.pk))

    assert note.appointment in Appointment.objects.visible_to(cole.viewer).completed()
    assert "Co-signed by <strong>Sol Abrams</strong>" in cole.page("note", note.pk)


def test_olive_says_who_supervises_whom_and_a_supervisor_who_goes_leaves_nobody_waiting(
    cast: Cast, everyone: dict[str, Person]
) -> None:
    olive, thea, sol = everyone["olive"], everyone["thea"], everyone["sol"]
    address = olive.viewer.address("practice-member-supervisor", thea.member.pk)
    assert olive.post(address, {"supervisor": cast.workers["bo"].pk}).status_code == 422
    olive.post(address, {"supervisor": sol.member.pk})
    assert "supervised by Sol Abrams" in olive.page("practice-members")

    olive.post(olive.viewer.address("practice-member-end", sol.member.pk))

    thea.member.refresh_from_db()
    assert thea.member.supervisor is None


# What waits -------------------------------------------------------------------------------------------------------


def test_once_a_day_thea_is_told_of_the_oldest_and_it_dies_with_the_approval(cast: Cast, thea: Person) -> None:
    told = Notice.objects.visible_to(thea.viewer).filter(kind="notes.missing")
    with time_machine.travel(now().replace(hour=15) + (cast.sessions["nadia 0"].ends_at - now()), tick=False):
        nudge_everybody()
        nudge_everybody()
        assert told.count() == 1
        session = Appointment.objects.visible_to(thea.viewer).get(pk=told.get().record)
        note = SessionNote.objects.begin(thea.viewer, session, cast.clients["nadia"], FORMATS["narrative"])
        if not note.is_approved:
            note.write(thea.viewer, {section.key: "Words." for section, _ in note.sections}, note.revision)
            note.approve(thea.viewer)
    assert told.count() == 0


def test_the_page_of_a_session_offers_the_pen_to_whoever_held_it(
    cast: Cast, thea: Person, everyone: dict[str, Person]
) -> None:
    session = cast.sessions["hugo_lefevre -1"]
    notes = panels.for_session(thea.viewer, session)
    shown = render_to_string(
        "notes/office/panel_session.html", {"notes": notes, "request": SimpleNamespace(viewer=thea.viewer, user=None)}
    )
    assert thea.viewer.address("note-write", session.pk) in shown
    assert not panels.for_session(thea.viewer, cast.sessions["hugo_lefevre 0"]), "it has not begun"
    for key in ("olive", "fran", "bo"):
        assert not panels.for_session(everyone[key].viewer, session), key

    draft_of(thea, cast)
    assert not panels.for_session(thea.viewer, session).may_write
    assert not panels.for_session(everyone["olive"].viewer, session), "a draft is its author's"


# Notes of one's own -----------------------------------------------------------------------------------------------


def test_a_private_note_is_its_authors_alone_and_stands_nowhere_else(
    cast: Cast, everyone: dict[str, Person], thea: Person
) -> None:
    clara = cast.clients["clara"]
    thea.post(thea.viewer.address("private-notes-begin", clara.pk))
    thea.post(thea.viewer.address("private-notes-begin", clara.pk))
    note = PrivateNote.objects.visible_to(thea.viewer).get(revision=0)
    address = thea.viewer.address("private-note-write", note.pk)

    saved = thea.browser.post(address, {"revision": 0, "body": "Thistlewick."}, headers={"By-Itself": "yes"}).json()
    assert saved["found"] == []
    assert "Thistlewick." in thea.page("private-notes", clara.pk)
    assert "Only you can ever read this" in thea.page("private-note", note.pk)
    assert "Thistlewick" not in thea.page("client-notes", clara.pk, q="Thistlewick")[200:].replace(
        'value="Thistlewick"', ""
    )
    for key in ("olive", "double", "sol", "clara"):
        assert everyone[key].get(thea.viewer.address("private-note", note.pk)).status_code == 404

    thea.post(thea.viewer.address("private-note-discard", note.pk))
    assert not PrivateNote.objects.visible_to(thea.viewer).filter(pk=note.pk).exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She takes 50 mg of sertraline.", ["medication"]),
        ("PHQ-9 was 14 today.", ["test results"]),
        ("Some suicidal thoughts; the diagnosis holds.", ["a diagnosis", "risk"]),
        ("Toma un medicamento desde mayo; el diagnóstico no ha cambiado.", ["medication", "a diagnosis"]),
        ("Wir sehen uns wöchentlich, der Behandlungsplan steht.", ["how often you meet", "the treatment plan"]),
        ("Les symptômes diminuent ; idées suicidaires absentes.", ["symptoms or progress", "risk"]),
        ("I felt like her father for a moment.", []),
        ("We laughed at the 9 cats.", []),
    ],
)
def test_what_belongs_in_the_record_is_gently_asked_for(text: str, found: list[str], cast: Cast, thea: Person) -> None:
    """45 CFR 164.501. The question is asked when the page is opened too, so nothing of it is kept."""
    note = cast.private_notes["clara"]
    address = thea.viewer.address("private-note-write", note.pk)

    said = thea.browser.post(address, {"revision": 1, "body": text}, headers={"By-Itself": "yes"}).json()

    assert said["found"] == found
    assert ", ".join(found) in thea.page("private-note", note.pk)


# Notes on the record ----------------------------------------------------------------------------------------------


def test_notes_on_the_record_are_written_found_corrected_and_shared(
    cast: Cast, thea: Person, clara: Person, everyone: dict[str, Person]
) -> None:
    """S4.08, S4.10, S4.11, S4.D6."""
    client = cast.clients["clara"]
    assert thea.post(thea.viewer.address("client-notes-write", client.pk), {"body": " "}).status_code == 422
    thea.post(thea.viewer.address("client-notes-write", client.pk), {"body": "Tormentil: she moved."})
    note = ChartNote.objects.visible_to(thea.viewer).latest_first().first()
    assert "Tormentil" in thea.page("client-written", client.pk)
    assert "Tormentil" not in everyone["olive"].page("client-written", client.pk)

    found = thea.page("client-notes", client.pk, q="tórmentil MOVED")
    assert "Tormentil" in found
    assert "Fernhollow" not in found
    assert "Velvetmoor" not in thea.page("client-notes", client.pk, kind="record")

    thea.post(thea.viewer.address("chart-note-correct", note.pk), {"body": "Tormentil: she moves in May."})
    page = thea.page("client-notes", client.pk)
    assert "she moves in May" in page
    assert "she moved." in page, "what stood there before, in a fold"
    assert thea.get(thea.viewer.address("chart-note-correct", note.pk)).status_code == 404

    assert "Tormentil" not in clara.page("notes")
    corrected = ChartNote.objects.visible_to(thea.viewer).get(corrects=note)
    thea.post(thea.viewer.address("chart-note-share", corrected.pk))
    assert "she moves in May" in clara.page("chart-note", corrected.pk)
    thea.post(thea.viewer.address("chart-note-stop-sharing", corrected.pk))
    assert clara.get(clara.viewer.address("chart-note", corrected.pk)).status_code == 404


def test_a_shared_note_that_is_corrected_is_read_as_corrected_only(cast: Cast, thea: Person, clara: Person) -> None:
    shared = cast.chart_notes["shared"]

    thea.post(thea.viewer.address("chart-note-correct", shared.pk), {"body": "Letters to her home."})

    assert clara.get(clara.viewer.address("chart-note", shared.pk)).status_code == 404
    corrected = ChartNote.objects.visible_to(clara.viewer).get()
    assert "Letters to her home." in clara.page("chart-note", corrected.pk)


# Templates --------------------------------------------------------------------------------------------------------


def sections(*labels: str, **more: str) -> dict[str, str]:
    facts = {"sections-TOTAL_FORMS": str(len(labels)), "sections-INITIAL_FORMS": "0"}
    return facts | {f"sections-{n}-label": label for n, label in enumerate(labels)} | more


def test_olive_makes_changes_and_retires_a_template(cast: Cast, olive: Person, thea: Person) -> None:
    add = olive.viewer.address("practice-note-template-add")
    moved = olive.post(add, sections("One", "Two", name="Intake", step="up 1"))
    page = moved.content.decode()
    assert page.index('value="Two"') < page.index('value="One"')

    taken = olive.post(add, sections("One", name="First conversation"))
    assert "There is a template of this name already." in taken.content.decode()
    olive.post(add, sections("One", "Two", name="Intake", **{"sections-0-is_required": "on"}))
    template = Template.objects.get(name="Intake")
    assert [(s["key"], s["is_required"]) for s in template.sections] == [("one", True), ("two", False)]
    assert "Intake" in thea.page("note-write", cast.sessions["hugo_lefevre -1"].pk)

    thea.post(thea.viewer.address("note-write", cast.sessions["hugo_lefevre -1"].pk), {"format": str(template.pk)})
    olive.post(
        olive.viewer.address("practice-note-template", template.pk),
        sections("First", "Two", name="Intake", **{"sections-0-key": "one"}),
    )
    template.refresh_from_db()
    assert (template.version, template.sections[0]["key"], template.sections[0]["label"]) == (2, "one", "First")
    note = SessionNote.objects.visible_to(thea.viewer).get(appointment=cast.sessions["hugo_lefevre -1"])
    assert [str(section.label) for section, _ in note.sections] == ["One", "Two"], "as it was begun"

    olive.post(olive.viewer.address("practice-note-template-retire", template.pk))
    assert "Intake" not in olive.page("practice-note-templates")
    assert thea.get(thea.viewer.address("practice-note-templates")).status_code == 403
