"""What the walks need besides the people: something that was told, somebody who does the jobs, and who walks today."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connections
from django.utils.timezone import localdate, now

from heartwood.areas.appointments.models import Appointment, Calendar, Holiday, SpecialHours
from heartwood.areas.clients.letters import AccessGiven
from heartwood.areas.clients.models import Client
from heartwood.areas.notes.models import Addendum, Template
from heartwood.areas.trail.models import Alarm
from heartwood.areas.transfer.models import Import
from heartwood.cast.building import Cast
from heartwood.faces.entrance.models import Device
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import ONE_VISIT, act, line_of, write
from heartwood.ground.audit.models import Line
from heartwood.ground.jobs.models import Worker
from heartwood.ground.notifications.telling import tell
from tests.everyone import Person
from tests.harness.databases import is_on_postgresql


@pytest.fixture
def everyone(everyone: dict[str, Person], cast: Cast) -> dict[str, Person]:
    for connection in connections.all():
        if connection.vendor == "postgresql":  # a walk is one long transaction, and counters are rarely asked in it
            connection.cursor().execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    Worker.objects.create(pk="at work", alive_at=now() + timedelta(hours=1))  # or /healthz complains during a long walk
    for person in everyone.values():
        assert person.browser  # signed in before anything is counted or taken back
    cast.imports = _lists_on_their_way_in(everyone)  # type: ignore[attr-defined]
    clara = cast.clients["clara"]
    with act(everyone["olive"].viewer, "clients.manage_access", clara):
        cast.notice = tell(everyone["thea"].viewer, about=clara, letter=AccessGiven)  # type: ignore[attr-defined]
        cast.alarm = Alarm.objects.create(  # type: ignore[attr-defined]
            organization=cast.firms["willow"], member=cast.workers["cole"], since=now()
        )
        cast.device = Device.objects.create(  # type: ignore[attr-defined]
            user=everyone["clara"].user, mark="m", words="Pigeonbrowser on Slate"
        )
    cast.sessions["clara proposes"] = _clara_proposes(everyone["clara"].viewer, cast)
    cast.holiday, cast.special = _days_off(everyone["olive"].viewer, cast)  # type: ignore[attr-defined]
    _somebody_adds_to_a_note(cast, everyone)
    cast.template = Template.objects.get(name="First conversation")  # type: ignore[attr-defined]
    _everybody_has_looked(everyone)
    return everyone


# A list from elsewhere, with a marker in each of its columns.
LIST_FROM_ELSEWHERE = b"First name,Last name,Email\nWrenfield,Applegarth,wrenfield@list.example\n"


def _lists_on_their_way_in(people: dict[str, Person]) -> list[Import]:
    """Thea has uploaded two: one whose columns wait to be understood, and one that only waits for her word."""
    waiting, understood = (
        Import.objects.upload(people["thea"].viewer, "clients.csv", LIST_FROM_ELSEWHERE) for _ in range(2)
    )
    understood.choose_columns(people["thea"].viewer, [(c.field, c.date_order) for c in understood.chosen_columns])
    return [waiting, understood]


def _clara_proposes(clara: Viewer, cast: Cast) -> Appointment:
    """A second session with Thea, for which Clara would like another hour."""
    thea = cast.workers["thea"]
    day = localdate() + timedelta(days=21 - localdate().weekday())  # a Monday
    three, four = (datetime.combine(day, time(hour), Calendar.objects.of(thea).zone) for hour in (15, 16))
    session = Appointment.objects.book(
        Viewer.in_office(thea),
        service=cast.services["therapy"],
        practitioner=thea,
        starts_at=three,
        clients=[cast.clients["clara"]],
    )
    session.propose(clara, four)
    return session


def _days_off(olive: Viewer, cast: Cast) -> tuple[Holiday, SpecialHours]:
    """Willow is closed for a day, and Cole is away on another."""
    day = localdate() + timedelta(days=200)
    calendar = Calendar.objects.of(cast.workers["cole"])
    SpecialHours.objects.add(olive, calendar, first_on=day, last_on=day, hours=[])
    return Holiday.objects.add(olive, name="Founding day", first_on=day, last_on=day), calendar.special_hours.get()


def _somebody_adds_to_a_note(cast: Cast, everyone: dict[str, Person]) -> None:
    """Thea has begun, and has not signed."""
    thea = everyone["thea"].viewer
    cast.addendum = Addendum.objects.begin(thea, cast.notes["clara -11"])  # type: ignore[attr-defined]
    cast.addendum.write(thea, "Oxlipmere: she called later.", 0)  # type: ignore[attr-defined]


def _everybody_has_looked(everyone: dict[str, Person]) -> None:
    """Clients read who has opened their record, whoever walks today. Long enough ago that it is another visit."""
    for person in everyone.values():
        if person.member and not person.member.left_at:
            for client in Client.objects.visible_to(person.viewer):
                line = line_of(person.viewer, "clients.open", client, Line.Kind.VISIT)
                line.at = now() - 2 * ONE_VISIT
                write([line])


@pytest.fixture
def walkers(everyone: dict[str, Person], in_full: bool, pytestconfig: pytest.Config) -> list[Person]:
    """Everybody walks on one of the two engines, every fourth on PostgreSQL, where each step takes longer; and under
    `make torture` on both: the law is the same on each."""
    here = is_on_postgresql(pytestconfig)
    return [person for n, person in enumerate(everyone.values()) if in_full or here == (n % 4 == 0)]
