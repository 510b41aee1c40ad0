"""A session is booked, moved, called off; and everybody concerned knows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from heartwood.areas.appointments.kept_times import NotOffered, Taken
from heartwood.areas.appointments.models import Appointment, Participant, Remark, Reminder, Step, TakenTime, Waiting
from heartwood.areas.appointments.models.appointment import NotPossible
from heartwood.areas.appointments.models.series import Series, SomeTaken, times_of_series
from heartwood.areas.appointments.tests.conftest import MONDAY, Practice, at
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person


def reminded() -> list[datetime]:
    return sorted(Reminder.objects.filter(due_at__gte=MONDAY).values_list("due_at", flat=True))


def told(person: Person) -> list[str]:
    """The kinds of what this person was told of sessions since that Monday, and can see, oldest first."""
    notices = Notice.objects.visible_to(person.viewer).filter(kind__startswith="appointments.", created_at__gte=MONDAY)
    return [notice.kind.removeprefix("appointments.") for notice in notices.order_by("created_at")]


def test_thea_books_clara_and_clara_knows(practice: Practice, clara: Person) -> None:
    """S1.12: a session booked by the practitioner, and it says by whom."""
    session = practice.book(at(5, "10:00"))

    assert (session.state, session.booked_by, session.booked_by_client) == ("booked", practice.thea.user, False)
    assert session in Appointment.objects.visible_to(clara.viewer).upcoming()
    assert told(clara) == ["booked"]
    assert told(practice.thea) == []
    assert reminded() == [at(4, "10:00"), at(5, "09:00")]
    assert Line.objects.as_system("test").filter(verb="appointments.book", client=practice.cast.clients["clara"].pk)


def test_clara_books_and_thea_knows(practice: Practice, clara: Person) -> None:
    """S2.10, S1.12: a session booked by the client."""
    session = practice.book(at(5, "10:00"), by=clara)

    assert (session.state, session.booked_by_client) == ("booked", True)
    assert told(practice.thea) == ["booked_with_you"]


def test_a_request_waits_for_an_answer_and_keeps_its_time(practice: Practice, clara: Person) -> None:
    """S0.B1, S0.B2."""
    practice.service.booking = "request"
    practice.service.save()
    session = practice.book(at(5, "10:00"), by=clara, remark="I would like to speak of quillfern.")

    assert session.state == "requested"
    assert told(practice.thea) == ["asked_for"]
    assert [remark.body for remark in Remark.objects.visible_to(practice.thea.viewer)] == [
        "I would like to speak of quillfern."
    ]
    with pytest.raises(Taken):
        practice.book(at(5, "10:00"), "dev")

    session.accept(practice.thea.viewer)

    assert session.state == "booked"
    assert told(clara) == ["accepted"]
    with pytest.raises(NotPossible):
        session.decline(practice.thea.viewer)


def test_a_declined_request_frees_its_time(practice: Practice, clara: Person) -> None:
    practice.service.booking = "request"
    practice.service.save()
    session = practice.book(at(5, "10:00"), by=clara)

    session.decline(practice.thea.viewer, remark="I am away.")

    assert session.state == "declined"
    assert told(clara) == ["declined"]
    assert told(practice.thea) == []
    practice.book(at(5, "10:00"), "dev")


@pytest.mark.parametrize("start", ["10:00", "09:30", "10:45", "10:59"])
def test_no_time_is_booked_twice(practice: Practice, start: str) -> None:
    practice.book(at(5, "10:00"))

    with pytest.raises(Taken):
        practice.book(at(5, start), "dev")
    assert Appointment.objects.visible_to(practice.thea.viewer).filter(starts_at=at(5, start)).count() == (
        start == "10:00"
    )


def test_the_database_itself_refuses_a_time_twice(practice: Practice) -> None:
    session = practice.book(at(5, "10:00"))
    beside = TakenTime(
        calendar=practice.calendar, appointment=session, starts_at=at(5, "10:30"), ends_at=at(5, "12:00")
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        beside.save()
    beside.starts_at = at(5, "11:00")  # right after what is kept free
    beside.save()
    beside.starts_at = at(5, "10:59")
    with pytest.raises(DatabaseError), transaction.atomic():
        beside.save()


def test_staff_may_book_outside_the_hours_and_clients_may_not(practice: Practice, clara: Person) -> None:
    """S0.B5: outside own availability, but not onto another booking."""
    with pytest.raises(NotOffered):
        practice.book(at(5, "20:00"), by=clara)

    assert practice.book(at(5, "20:00")).state == "booked"


def test_a_session_moves_and_its_reminders_with_it(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))

    session.move(practice.thea.viewer, at(6, "10:30"))

    assert (session.starts_at, session.ends_at, session.changes) == (at(6, "10:30"), at(6, "11:20"), 1)
    assert reminded() == [at(5, "10:30"), at(6, "09:30")]
    assert told(clara) == ["moved"], "that it was booked for another time is no news any more"
    practice.book(at(5, "10:00"), "dev")


def test_what_is_only_asked_for_reminds_nobody_also_after_a_move(practice: Practice, clara: Person) -> None:
    practice.service.booking = "request"
    practice.service.save()
    session = practice.book(at(5, "10:00"), by=clara)

    session.move(practice.thea.viewer, at(6, "10:00"))

    assert (session.state, reminded()) == ("requested", [])


def test_a_session_can_move_by_less_than_its_length(practice: Practice) -> None:
    session = practice.book(at(5, "10:00"))

    session.move(practice.thea.viewer, at(5, "10:15"))

    assert session.starts_at == at(5, "10:15")
    assert TakenTime.objects.filter(appointment=session).count() == 1


def test_a_new_time_waits_for_the_other_side(practice: Practice, clara: Person) -> None:
    """S0.B4: the other side confirms the new time; until then both are kept, and it shows as pending."""
    session = practice.book(at(5, "10:00"))
    session.propose(practice.thea.viewer, at(5, "10:30"), remark="Half an hour later?")

    assert session.starts_at == at(5, "10:00")
    assert session in Appointment.objects.visible_to(clara.viewer).pending()
    assert told(clara) == ["new_time_proposed"]
    assert [remark.body for remark in Remark.objects.visible_to(clara.viewer)] == ["Half an hour later?"]
    with pytest.raises(Taken):
        practice.book(at(5, "11:00"), "dev")
    with pytest.raises(NotPossible):
        session.confirm_proposal(practice.thea.viewer)

    session.confirm_proposal(clara.viewer)

    assert (session.starts_at, session.proposed_starts_at) == (at(5, "10:30"), None)
    assert told(practice.thea) == ["moved_with_you"]
    practice.book(at(5, "09:00"), "dev")


def test_a_new_time_may_be_refused(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))
    session.propose(clara.viewer, at(6, "10:00"))

    session.refuse_proposal(practice.thea.viewer)

    assert (session.starts_at, session.proposed_starts_at, session.state) == (at(5, "10:00"), None, "booked")
    assert told(clara) == ["new_time_declined"]
    practice.book(at(6, "10:00"), "dev")


def test_clara_cancels_in_time_and_late(practice: Practice, clara: Person) -> None:
    """S0.B6, S2.11, S2.D9: until 24 hours before it is free; later it counts as cancelled late."""
    early, late = practice.book(at(6, "10:00")), practice.book(at(4, "08:30"))
    with time_machine.travel(at(4, "08:00"), tick=False):
        early.cancel(clara.viewer)
        late.cancel(clara.viewer, remark="My marrowby is ill.")

    assert (early.state, late.state) == ("cancelled", "late_cancelled")
    assert reminded() == []
    assert told(practice.thea) == ["cancelled_with_you", "cancelled_with_you"]
    with pytest.raises(NotPossible):
        late.move(clara.viewer, at(10, "10:00"))


def test_only_what_has_begun_can_be_a_no_show(practice: Practice) -> None:
    session = practice.book(at(4, "10:00"))
    with pytest.raises(NotPossible):
        session.mark_no_show(practice.thea.viewer)

    with time_machine.travel(at(4, "11:00"), tick=False):
        assert session in Appointment.objects.visible_to(practice.thea.viewer).awaiting_note_approval()
        session.mark_no_show(practice.thea.viewer)

    assert session.state == "no_show"


def test_several_in_one_session_see_only_themselves(practice: Practice, everyone: dict[str, Person]) -> None:
    """S1.B2: several participants; clients never see who is primary, nor who else comes."""
    practice.service.is_for_several = True
    practice.service.save()
    session = practice.book(at(5, "10:00"), "clara", "nadia")
    clara, nadia = everyone["clara"], everyone["nadia"]

    seen = Appointment.objects.visible_to(clara.viewer).with_its_people(clara.viewer).get(pk=session.pk)
    assert [participant.client.pk for participant in seen.seen_participants] == [practice.cast.clients["clara"].pk]
    assert Participant.objects.visible_to(practice.thea.viewer).filter(appointment=session).count() == 2

    session.cancel(clara.viewer, remark="Without me, please.")

    assert session.state == "booked"
    assert told(nadia) == ["booked"]
    assert session not in Appointment.objects.visible_to(clara.viewer)
    assert [step.what for step in Step.objects.visible_to(nadia.viewer).filter(appointment=session)] == ["booked"]
    assert not Remark.objects.visible_to(nadia.viewer).exists()
    assert session.clients_concerned == [practice.cast.clients["nadia"].pk], "the next one is the primary one"


def test_a_series_is_booked_whole_or_not_at_all(practice: Practice) -> None:
    times = times_of_series(practice.calendar, at(4, "10:00"), every_weeks=1, number=4)
    practice.book(times[2], "dev")
    facts = {
        "service": practice.service,
        "practitioner": practice.practitioner,
        "clients": [practice.cast.clients["clara"]],
    }

    with pytest.raises(SomeTaken) as some:
        Series.objects.book(practice.thea.viewer, times, every_weeks=1, **facts)
    assert some.value.times == [times[2]]
    assert not Appointment.objects.visible_to(practice.thea.viewer).filter(starts_at=times[0]).exists()

    booked = Series.objects.book(
        practice.thea.viewer, [time for time in times if time != times[2]], every_weeks=1, **facts
    )
    assert [session.starts_at for session in booked] == [times[0], times[1], times[3]]


FREEING: dict[str, Callable[[Appointment, Practice], object]] = {
    "cancelled": lambda session, practice: session.cancel(practice.thea.viewer),
    "moved": lambda session, practice: session.move(practice.thea.viewer, at(6, "11:00")),
}


@pytest.mark.parametrize("frees", FREEING.values(), ids=FREEING)
def test_a_freed_time_is_offered_to_those_who_wait(
    frees: Callable[[Appointment, Practice], object], practice: Practice, everyone: dict[str, Person]
) -> None:
    clara, nadia = everyone["clara"], everyone["nadia"]
    Waiting.objects.begin(
        nadia.viewer,
        client=practice.cast.clients["nadia"],
        service=practice.service,
        practitioner=practice.practitioner,
        until_on=at(20, "00:00").date(),
    )
    session = practice.book(at(5, "10:00"))

    frees(session, practice)

    assert told(nadia) == ["time_freed"]
    assert "time_freed" not in told(clara)


def test_who_may_not_see_a_session_learns_nothing(practice: Practice, everyone: dict[str, Person]) -> None:
    session = practice.book(at(5, "10:00"))
    del everyone["left"]  # whom no door lets in any more

    may_see = {
        key
        for key, person in everyone.items()
        if Appointment.objects.visible_to(person.viewer).filter(pk=session.pk).exists()
    }
    may_change = {
        key
        for key, person in everyone.items()
        if Appointment.objects.allowed(person.viewer, "change").filter(pk=session.pk).exists()
    }
    assert may_see == {"thea", "olive", "fran", "bo", "moved", "double", "clara"}
    assert may_change == may_see - {"bo", "moved"}


def test_a_minute_before_and_after_joining(practice: Practice) -> None:
    """S2.12, S2.D9: joining opens a quarter of an hour before, and only where there is a room to go to."""
    session = practice.book(at(4, "10:00"), link="https://video.example/abc")
    session.place = "video"
    moments = {clock: _joinable(session, clock) for clock in ("09:44", "09:45", "10:49", "10:50")}
    assert moments == {"09:44": False, "09:45": True, "10:49": True, "10:50": False}
    assert session.length == timedelta(minutes=50)


def _joinable(session: Appointment, clock: str) -> bool:
    with time_machine.travel(at(4, clock), tick=False):
        return session.may_be_joined
