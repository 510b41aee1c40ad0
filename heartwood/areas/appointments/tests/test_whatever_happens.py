"""Whatever people do, in whatever order: no overlap, no lost time, and everything agrees with how it ended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from heartwood.areas.appointments.free_times import free_times
from heartwood.areas.appointments.kept_times import NotOffered, Taken
from heartwood.areas.appointments.models import Appointment, Reminder, Step, TakenTime, WeeklyHours
from heartwood.areas.appointments.models.appointment import NotPossible
from heartwood.areas.appointments.tests.conftest import MONDAY, Practice, at
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person

SEARCHING = (
    Phase.explicit,
    Phase.reuse,
    Phase.generate,
)  # a failure is told as it is found, and not shrunk for minutes

# Between Tuesday and Friday, at any quarter of an hour of the day.
MOMENTS = st.builds(
    lambda day, quarter: at(day, "00:00") + timedelta(minutes=15 * quarter), st.integers(4, 7), st.integers(28, 76)
)
DEEDS = st.sampled_from(["book", "move", "propose", "confirm", "refuse", "accept", "decline", "cancel"])
SIDES = st.sampled_from(["office", "portal"])
HOURS = st.lists(st.tuples(st.integers(0, 4), st.integers(7, 15), st.integers(1, 5)), min_size=1, max_size=6)


@pytest.mark.torture
def test_whatever_happens_the_book_agrees_with_itself(practice: Practice, clara: Person, in_full: bool) -> None:
    @settings(
        max_examples=150 if in_full else 15,
        deadline=None,
        database=None,
        phases=SEARCHING,
        suppress_health_check=list(HealthCheck),
        derandomize=not in_full,
    )
    @given(
        hours=HOURS,
        buffers=st.tuples(st.sampled_from([0, 15]), st.sampled_from([0, 10, 45]), st.sampled_from([0, 30])),
        directly=st.booleans(),
        deeds=st.lists(st.tuples(DEEDS, SIDES, MOMENTS, st.integers(0, 9)), min_size=4, max_size=14),
    )
    def happens(
        hours: list[tuple[int, int, int]],
        buffers: tuple[int, int, int],
        directly: bool,
        deeds: list[tuple[str, str, datetime, int]],
    ) -> None:
        with transaction.atomic():
            _receive(practice, hours, buffers, directly=directly)
            before = _free(practice)
            sessions: list[Appointment] = []
            for deed, side, moment, which in deeds:
                _try(practice, clara, sessions, deed, side, moment, which)
                _nothing_overlaps(practice)
            for session in sessions:
                session.refresh_from_db()
                _agrees(session)
            _give_everything_back(practice, sessions)
            assert _free(practice) == before, "what was given back is free again"
            transaction.set_rollback(True)

    happens()


def _receive(
    practice: Practice, hours: list[tuple[int, int, int]], buffers: tuple[int, int, int], *, directly: bool
) -> None:
    service, calendar = practice.service, practice.calendar
    service.booking = "direct" if directly else "request"
    service.buffer_before, service.buffer_after, calendar.break_minutes = buffers
    service.save()
    calendar.step_minutes = 15
    calendar.save()
    calendar.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(calendar=calendar, weekday=day, opens=f"{opens:02}:00", closes=f"{opens + long:02}:00")
        for day, opens, long in hours
    )


def _try(
    practice: Practice,
    clara: Person,
    sessions: list[Appointment],
    deed: str,
    side: str,
    moment: datetime,
    which: int,
) -> None:
    """It works, or it is refused for one of the three reasons; and a refusal leaves nothing behind."""
    somebody = clara if side == "portal" else practice.thea
    viewer = somebody.viewer
    if deed == "book":
        verb: Callable[[], object] = lambda: sessions.append(practice.book(moment, by=somebody))  # noqa: E731
    elif not sessions:
        return
    else:
        session = sessions[which % len(sessions)]
        verb = {
            "move": lambda: session.move(viewer, moment),
            "propose": lambda: session.propose(viewer, moment),
            "confirm": lambda: session.confirm_proposal(viewer),
            "refuse": lambda: session.refuse_proposal(viewer),
            "accept": lambda: session.accept(practice.thea.viewer),
            "decline": lambda: session.decline(practice.thea.viewer),
            "cancel": lambda: session.cancel(viewer),
        }[deed]
    steps = Step._base_manager.count()
    try:
        with transaction.atomic():
            verb()
    except (Taken, NotOffered, NotPossible):
        assert Step._base_manager.count() == steps


def _nothing_overlaps(practice: Practice) -> None:
    spans = TakenTime.objects.on([practice.calendar]).filter(ends_at__gt=MONDAY).order_by("starts_at")
    times = list(spans.values_list("starts_at", "ends_at"))
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(times))


def _agrees(session: Appointment) -> None:
    """Taken times, reminders, steps and notices say of a session what it is; so do those who come."""
    for part in session.participants.as_system("test"):
        assert (part.starts_at, part.ends_at, part.state) == (session.starts_at, session.ends_at, session.state)
    taken = list(TakenTime.objects.filter(appointment=session))
    reminders = Reminder.objects.filter(appointment=session)
    notices = Notice.objects.as_system("test").about(session).filter(died_at=None)
    steps = list(session.steps.as_system("test").order_by("at", "pk"))
    assert steps[0].what in (Step.What.BOOKED, Step.What.ASKED_FOR)
    if session.is_open:
        kept = [each for each in taken if not each.is_proposed]
        assert len(kept) == 1
        assert kept[0].starts_at <= session.starts_at
        assert kept[0].ends_at >= session.ends_at
        assert bool([each for each in taken if each.is_proposed]) <= (session.proposed_starts_at is not None)
        due = {each.due_at for each in reminders}
        hours = {session.starts_at - timedelta(minutes=before) for before in session.calendar.reminders}
        assert due == ({each for each in hours if each > MONDAY} if session.state == "booked" else set())
    else:
        assert (taken, list(reminders), session.proposed_starts_at) == ([], [], None)
        assert steps[-1].what in (Step.What.CANCELLED, Step.What.DECLINED)
        kinds = {notice.kind.removeprefix("appointments.") for notice in notices}
        assert kinds <= {"cancelled", "cancelled_with_you", "declined"}
    assert session.changes == len(steps) - 1


def _give_everything_back(practice: Practice, sessions: list[Appointment]) -> None:
    for session in sessions:
        if session.is_open:
            session.cancel(practice.thea.viewer)


def _free(practice: Practice) -> list[datetime]:
    return free_times(practice.calendar, practice.service, at(3, "00:00"), at(9, "00:00"))
