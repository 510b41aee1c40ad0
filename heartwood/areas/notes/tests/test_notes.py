"""Notes of record, private notes, and notes on the record: who writes and reads them, and what they complete."""

import pytest
import time_machine

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.appointments.tests.conftest import Practice, at, monday, practice  # noqa: F401
from heartwood.areas.notes.formats import FORMATS
from heartwood.areas.notes.models import Addendum, ChartNote, PrivateNote, SessionNote
from heartwood.areas.notes.models.session_note import NotPossible, Unfinished
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.models import Line
from heartwood.ground.drafts.keeping import WrittenMeanwhile
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person

SOAP = {"subjective": "She slept.", "objective": "", "assessment": "Quieter than in February.", "plan": "Again."}


@pytest.fixture
def draft(practice: Practice) -> SessionNote:  # noqa: F811
    """Clara was here on Tuesday at ten; Thea writes it down at noon."""
    session = practice.book(at(4, "10:00"))
    with time_machine.travel(at(4, "12:00"), tick=False):
        note = SessionNote.objects.begin(practice.thea.viewer, session, practice.cast.clients["clara"], FORMATS["soap"])
        note.write(practice.thea.viewer, SOAP, revision=0)
    return note


def readers(note: SessionNote, everyone: dict[str, Person]) -> set[str]:
    return {
        key
        for key, person in everyone.items()
        if key != "left" and type(note).objects.visible_to(person.viewer).filter(pk=note.pk).exists()
    }


def test_only_approving_its_note_completes_a_session(draft: SessionNote, thea: Person) -> None:
    """S1.09, S1.10, S1.D7."""
    session = draft.appointment
    with time_machine.travel(at(4, "12:00"), tick=False):
        assert Appointment.objects.visible_to(thea.viewer).completed().filter(pk=session.pk).count() == 0
        assert session in Appointment.objects.visible_to(thea.viewer).awaiting_note_approval()

        draft.approve(thea.viewer)

        assert session in Appointment.objects.visible_to(thea.viewer).completed()
        with pytest.raises(NotPossible):
            draft.approve(thea.viewer)
        assert session.steps.visible_to(thea.viewer).filter(what="completed").count() == 1


def test_a_draft_is_its_authors_and_an_approved_note_is_read_by_whoever_has_access(
    draft: SessionNote, everyone: dict[str, Person]
) -> None:
    assert readers(draft, everyone) == {"thea"}

    draft.approve(everyone["thea"].viewer)
    assert readers(draft, everyone) == {"thea", "double"}

    draft.share(everyone["thea"].viewer)
    assert readers(draft, everyone) == {"thea", "double", "clara"}

    draft.stop_sharing(everyone["thea"].viewer)
    assert readers(draft, everyone) == {"thea", "double"}
    assert not Notice.objects.visible_to(everyone["clara"].viewer).about(draft).exists()


def test_that_there_is_a_draft_or_a_private_note_stands_in_nobodys_log(
    draft: SessionNote, everyone: dict[str, Person]
) -> None:
    private = PrivateNote.objects.begin(everyone["thea"].viewer, draft.client)
    private.write(everyone["thea"].viewer, "Mine.", 0)
    for person in (everyone["olive"], everyone["clara"], everyone["double"]):
        about_it = Line.objects.visible_to(person.viewer).filter(record__contains=str(draft.pk))
        assert not about_it.exists(), person.key
        assert not Line.objects.visible_to(person.viewer).filter(record__contains=str(private.pk)).exists()

    draft.approve(everyone["thea"].viewer)

    approved = Line.objects.visible_to(everyone["clara"].viewer).filter(verb="notes.approve")
    assert approved.filter(record__contains=str(draft.appointment_id)).exists()


def test_required_sections_are_named(draft: SessionNote, thea: Person) -> None:
    draft.write(thea.viewer, {**SOAP, "assessment": "  "}, revision=1)

    with pytest.raises(Unfinished) as unfinished:
        draft.approve(thea.viewer)

    assert [section.key for section in unfinished.value.sections] == ["assessment"]


def test_two_tabs_lose_nothing(draft: SessionNote, thea: Person) -> None:
    one, two = (SessionNote.objects.visible_to(thea.viewer).get(pk=draft.pk) for _ in range(2))
    one.write(thea.viewer, {**SOAP, "plan": "From the first tab."}, revision=1)

    with pytest.raises(WrittenMeanwhile) as meanwhile:
        two.write(thea.viewer, {**SOAP, "plan": "From the second tab."}, revision=1)

    assert meanwhile.value.theirs["plan"] == "From the first tab."
    two.write(thea.viewer, {**SOAP, "plan": "Both."}, revision=meanwhile.value.revision)
    assert SessionNote.objects.visible_to(thea.viewer).get(pk=draft.pk).body["plan"] == "Both."


def test_what_is_approved_stays_and_shows_when_it_was_changed(draft: SessionNote, thea: Person) -> None:
    draft.approve(thea.viewer)
    kept = SessionNote.objects.visible_to(thea.viewer).get(pk=draft.pk)
    assert kept.is_verified
    with pytest.raises(NotPossible):
        kept.write(thea.viewer, SOAP, revision=kept.revision)
    with pytest.raises(NotPossible):
        kept.discard(thea.viewer)

    kept.body = {**kept.body, "plan": "Something else."}
    assert not kept.is_verified


def test_addenda_follow_one_another(draft: SessionNote, everyone: dict[str, Person]) -> None:
    thea, double = everyone["thea"].viewer, everyone["double"].viewer
    with pytest.raises(NotPossible):
        Addendum.objects.begin(thea, draft)
    draft.approve(thea)
    first = Addendum.objects.begin(thea, draft)
    first.write(thea, "She called later.", 0)

    with pytest.raises(NotPossible):
        Addendum.objects.begin(double, draft)
    assert not Addendum.objects.visible_to(double).exists()

    first.sign(thea)
    second = Addendum.objects.begin(double, draft)
    second.write(double, "I agree.", 0)
    second.sign(double)

    assert [each.is_verified for each in Addendum.objects.visible_to(thea)] == [True, True]


def test_a_note_entered_in_error_stays_with_its_reason(draft: SessionNote, thea: Person, clara: Person) -> None:
    draft.approve(thea.viewer)
    draft.share(thea.viewer)

    draft.enter_in_error(thea.viewer, "It was about another hour.")

    assert SessionNote.objects.visible_to(thea.viewer).get(pk=draft.pk).reason == "It was about another hour."
    assert not SessionNote.objects.visible_to(clara.viewer).filter(pk=draft.pk).exists()


def test_a_supervisor_returns_and_cosigns(practice: Practice, everyone: dict[str, Person]) -> None:  # noqa: F811
    cole, sol = everyone["cole"], everyone["sol"]
    cole.member.supervisor = sol.member  # type: ignore[union-attr]
    cole.member.save()  # type: ignore[union-attr]
    session = Appointment.objects.book(
        cole.viewer,
        service=practice.service,
        practitioner=cole.member,
        starts_at=at(4, "10:00"),
        clients=[practice.cast.clients["kit"]],
    )
    with time_machine.travel(at(4, "12:00"), tick=False):
        note = SessionNote.objects.begin(cole.viewer, session, practice.cast.clients["kit"], FORMATS["soap"])
        note.write(cole.viewer, SOAP, 0)
        assert readers(note, everyone) == {"cole"}

        note.approve(cole.viewer)
        assert (note.state_in_words, session in Appointment.objects.visible_to(cole.viewer).completed()) == (
            "Awaiting co-signature",
            False,
        )
        assert readers(note, everyone) == {"cole", "sol"}

        note.return_to_author(sol.viewer, "What about sleep?")
        assert readers(note, everyone) == {"cole"}
        assert SessionNote.objects.visible_to(cole.viewer).get(pk=note.pk).comment == "What about sleep?"

        note.write(cole.viewer, {**SOAP, "plan": "Sleep."}, note.revision)
        note.approve(cole.viewer)
        note.cosign(sol.viewer)

    assert note.is_verified
    assert session in Appointment.objects.visible_to(cole.viewer).completed()
    assert readers(note, everyone) == {"cole", "sol"}


def test_a_private_note_is_its_authors_alone(practice: Practice, everyone: dict[str, Person]) -> None:  # noqa: F811
    note = PrivateNote.objects.begin(everyone["thea"].viewer, practice.cast.clients["clara"])
    note.write(everyone["thea"].viewer, "What I think of it.", 0)

    assert readers(note, everyone) == {"thea"}


def test_notes_on_the_record_are_never_changed(practice: Practice, everyone: dict[str, Person]) -> None:  # noqa: F811
    """S4.08, S4.D6."""
    thea = everyone["thea"].viewer
    first = ChartNote.objects.write(thea, practice.cast.clients["clara"], "She called at noon.")

    second = first.correct(thea, "She called at one.")

    notes = ChartNote.objects.visible_to(thea)
    assert [note.body for note in notes.in_force().filter(at__gte=first.at)] == ["She called at one."]
    assert [note.body for note in notes.order_by("at", "pk").filter(correction__isnull=False)] == [
        "She called at noon."
    ]
    assert readers(second, everyone) == {"thea", "double"}
    second.share(thea)
    assert readers(second, everyone) == {"thea", "double", "clara"}
    double = Viewer.in_office(everyone["double"].member)
    assert not ChartNote.objects.allowed(double, "correct").filter(pk=second.pk).exists()
