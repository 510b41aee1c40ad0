"""Sessions at the desk: what staff see of them, and what they do with them, through the doors."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from heartwood.areas.appointments.hours_in_words import hours_from
from heartwood.areas.appointments.models import Appointment, Calendar, Participant, Service, TakenTime, WeeklyHours
from heartwood.areas.appointments.tests.conftest import Practice, at, when_it_is
from heartwood.areas.clients.models import Client
from heartwood.cast.building import Cast
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person

WEDNESDAY = "2031-03-05"


def booking(practice: Practice, *clients: str, clock: str = "10:00", **more: object) -> dict[str, object]:
    return {
        "clients": [str(practice.cast.clients[key].pk) for key in clients or ("clara",)],
        "service": str(practice.service.pk),
        "practitioner": str(practice.practitioner.pk),
        "on": WEDNESDAY,
        "at": clock,
        **more,
    }


def booked(practice: Practice) -> list[Appointment]:
    since = at(3, "00:00")
    mine = Appointment.objects.visible_to(practice.thea.viewer).filter(service=practice.service, starts_at__gt=since)
    return list(mine.order_by("starts_at"))


def queries_of(person: Person, address: str) -> int:
    person.get(address)  # so that what is made at first need is there
    with CaptureQueriesContext(connection) as found:
        assert person.get(address).status_code == 200
    return len(found)


# Booking


def test_fran_books_at_the_desk_and_everybody_concerned_knows(practice: Practice, fran: Person, clara: Person) -> None:
    """S1.12: the page says who booked it."""
    answer = fran.post("/willow/calendar/book/", booking(practice, remark="Ring twice."))

    (session,) = booked(practice)
    assert answer.url == f"/willow/sessions/{session.pk}/"
    assert session.starts_at == at(5, "10:00")
    page = practice.thea.page("session", session.pk)
    assert "Booked by Fran Duarte" in page
    assert "Ring twice." in practice.thea.page("session-history", session.pk)
    assert Notice.objects.visible_to(clara.viewer).filter(kind="appointments.booked").exists()
    assert Notice.objects.visible_to(practice.thea.viewer).filter(kind="appointments.booked_with_you").exists()


def test_a_taken_time_is_explained_with_others_that_are_free(practice: Practice, fran: Person) -> None:
    practice.book(at(5, "10:00"))

    page = fran.post("/willow/calendar/book/", booking(practice, "dev"))

    assert page.status_code == 422
    assert "That time is taken already." in page.content.decode()
    assert f'value="{at(5, "11:00").isoformat()}"' in page.content.decode()
    assert len(booked(practice)) == 1

    instead = booking(practice, "dev", instead=at(5, "11:00").isoformat())
    assert fran.post("/willow/calendar/book/", instead).status_code == 302
    assert [session.starts_at for session in booked(practice)] == [at(5, "10:00"), at(5, "11:00")]


def test_of_a_series_nothing_is_booked_before_what_is_taken_was_answered(practice: Practice, thea: Person) -> None:
    practice.book(at(12, "10:00"), "dev")
    series = booking(practice, every_weeks="1", number="3")

    page = thea.post("/willow/calendar/book/", series).content.decode()

    assert "1 of 3 is taken. Nothing is booked yet." in page
    assert len(booked(practice)) == 1
    assert thea.post("/willow/calendar/book/", {**series, "leave_out": at(12, "10:00").isoformat()}).status_code == 302
    assert [session.starts_at for session in booked(practice)] == [at(5, "10:00"), at(12, "10:00"), at(19, "10:00")]


def test_what_cannot_be_booked_is_said_at_the_field(practice: Practice, fran: Person) -> None:
    """One person for a service for one; somebody who offers it; a length that can be."""
    for wrong, words in [
        (booking(practice, "clara", "dev"), "This service is for one person"),
        (booking(practice, practitioner=str(practice.cast.workers["cole"].pk)), "Cole Mbeki does not offer this"),
        (booking(practice, minutes="100000"), "less than or equal to 1440"),
        (booking(practice, on="soon"), "Enter a valid date"),
        ({}, ""),
    ]:
        answer = fran.post("/willow/calendar/book/", wrong)
        assert words in answer.content.decode()
    assert booked(practice) == []


def test_those_who_are_found_are_those_one_may_book(practice: Practice, fran: Person, cole: Person) -> None:
    assert "Clara Reyes" in fran.page("calendar-clients", q="reyes")
    assert "Clara Reyes" not in cole.page("calendar-clients", q="reyes")
    assert "Emeka Obi" not in fran.page("calendar-clients", q="obi")


# Changing


def test_a_request_is_accepted_in_place(cast: Cast, cole: Person, fran: Person) -> None:
    """S0.B1, S0.B2: it stands under Pending, and afterwards under Upcoming."""
    session = cast.sessions["asked for"]
    address = f"/willow/sessions/{session.pk}/"
    assert address in cole.page("sessions", tab="pending")

    assert cole.post(f"{address}accept/").status_code == 302

    assert address not in cole.page("sessions", tab="pending")
    assert address in cole.page("sessions", tab="upcoming")
    again = cole.browser.post(f"{address}accept/", follow=True).content.decode()
    assert "That is not possible any more" in again


def test_a_request_is_declined_with_a_word(cast: Cast, cole: Person, everyone: dict[str, Person]) -> None:
    session = cast.sessions["asked for"]

    cole.post(f"/willow/sessions/{session.pk}/decline/", {"sure": "yes", "remark": "I am away then."})

    session.refresh_from_db()
    assert session.state == "declined"
    assert f"{session.pk}" in cole.page("sessions", tab="cancelled")
    assert "I am away then." in cole.page("session-history", session.pk)


def test_what_clara_wrote_is_not_for_the_desk(cast: Cast, cole: Person, fran: Person) -> None:
    session = cast.sessions["asked for"]

    assert "brindlewort" in cole.page("session-history", session.pk)
    assert "brindlewort" not in fran.page("session-history", session.pk)


def test_one_session_is_held_in_another_room_by_video(practice: Practice, fran: Person, clara: Person) -> None:
    practice.service.place = Service.Place.VIDEO
    practice.service.save()
    session = practice.book(at(5, "10:00"))
    address = f"/willow/sessions/{session.pk}/link/"

    assert "Enter a valid URL" in fran.post(address, {"sure": "yes", "link": "no link"}).content.decode()
    fran.post(address, {"sure": "yes", "link": "https://video.example/quietroom"})

    with when_it_is(at(5, "09:55"), clara):
        assert "https://video.example/quietroom" in clara.page("session", session.pk)


def test_a_session_is_moved_and_the_client_told_or_not(practice: Practice, fran: Person, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))
    form = {"on": WEDNESDAY, "at": "14:00", "minutes": "50"}

    fran.post(f"/willow/sessions/{session.pk}/move/", form)
    assert not Notice.objects.visible_to(clara.viewer).filter(kind="appointments.moved").exists()

    fran.post(f"/willow/sessions/{session.pk}/move/", {**form, "at": "15:00", "tells": "on"})
    session.refresh_from_db()
    assert session.starts_at == at(5, "15:00")
    assert Notice.objects.visible_to(clara.viewer).filter(kind="appointments.moved").exists()


def test_a_new_time_that_clara_proposed_is_confirmed_or_refused(practice: Practice, clara: Person) -> None:
    """S0.B4."""
    session = practice.book(at(5, "10:00"))
    session.propose(clara.viewer, at(6, "11:00"))
    page = practice.thea.page("session", session.pk)
    assert "The client asks for another time" in page

    practice.thea.post(f"/willow/sessions/{session.pk}/refuse/", {"sure": "yes", "remark": "Sorry."})
    session.refresh_from_db()
    assert (session.starts_at, session.proposed_starts_at) == (at(5, "10:00"), None)

    session.propose(clara.viewer, at(6, "11:00"))
    practice.thea.post(f"/willow/sessions/{session.pk}/confirm/")
    session.refresh_from_db()
    assert session.starts_at == at(6, "11:00")


def test_this_one_or_all_later_ones_of_a_series(practice: Practice, thea: Person) -> None:
    """The clocks change on the 9th: ten o'clock stays ten o'clock, and one hour later is eleven everywhere."""
    thea.post("/willow/calendar/book/", booking(practice, every_weeks="1", number="3"))
    first, second, _ = booked(practice)
    form = {"on": "2031-03-12", "at": "11:00", "minutes": "50", "scope": "later"}

    thea.post(f"/willow/sessions/{second.pk}/move/", form)
    assert [session.starts_at for session in booked(practice)] == [at(5, "10:00"), at(12, "11:00"), at(19, "11:00")]

    thea.post(f"/willow/sessions/{second.pk}/cancel/", {"sure": "yes", "scope": "later", "is_late": "on"})
    assert [session.state for session in booked(practice)] == ["booked", "late_cancelled", "cancelled"]
    assert thea.post(f"/willow/sessions/{first.pk}/cancel/", {}).status_code == 200, "asks first"
    assert booked(practice)[0].state == "booked"


def test_the_first_of_several_is_the_primary_one(practice: Practice, thea: Person) -> None:
    """S1.B2, S1.B4: the next one follows when the primary leaves; individual keeps the primary."""
    practice.service.is_for_several = True
    practice.service.save()
    thea.post("/willow/calendar/book/", booking(practice, "dev", "clara"))
    (session,) = booked(practice)
    people = f"/willow/sessions/{session.pk}/participants/"
    clients = practice.cast.clients
    assert session.clients_concerned == [clients["dev"].pk, clients["clara"].pk]

    thea.post(people, {"clients": [str(clients["nadia"].pk)]})
    thea.post(f"{people}{clients['dev'].pk}/remove/")
    del session.clients_concerned
    assert session.clients_concerned == [clients["clara"].pk, clients["nadia"].pk]

    thea.post(f"/willow/sessions/{session.pk}/individual/")
    present = Participant.objects.visible_to(thea.viewer).filter(appointment=session).present()
    assert [participant.client for participant in present] == [clients["clara"]]


def test_opening_a_session_is_a_visit_in_the_log_of_everybody_in_it(cast: Cast, thea: Person) -> None:
    session = cast.sessions["together"]

    thea.page("session", session.pk)

    visits = Line.objects.as_system("test").filter(verb="appointments.open", who=thea.user)
    assert set(visits.values_list("client", flat=True)) == {
        cast.clients["ana_ruiz"].pk,
        cast.clients["benjamin_tran"].pk,
    }


# Looking

LAST_AND_NEXT = ("Last completed session", "Next booked session")


def test_the_record_says_when_the_last_and_the_next_session_is(practice: Practice, clara: Person) -> None:
    """S1.05, S1.06, S1.12: both cases of who booked it."""
    practice.book(at(5, "10:00"), by=clara)
    page = practice.thea.page("client", practice.cast.clients["clara"].pk)

    assert "Next booked session" in page
    assert "booked by the client" in page
    assert "Session history" in page
    assert practice.thea.get(f"/willow/clients/{practice.cast.clients['clara'].pk}/sessions/").status_code == 200


def test_last_completed_and_next_booked_count_what_they_say(practice: Practice, thea: Person, time_machine) -> None:
    """S1.05, S1.06, S1.18, S1.D1, S1.D2: a session that was held and whose note still waits is not the last completed
    one; what was called off is not the next. Without any there is a dash. The session history lists them all."""
    newcomer = Client.objects.add(thea.viewer, practitioners=[practice.practitioner], first_name="Junia")
    practice.cast.clients["newcomer"] = newcomer

    def stands_under(label: str) -> str:
        return thea.page("client", newcomer.pk).split(f"<dt>{label}</dt>")[1].split("</dd>")[0]

    assert [stands_under(label).split("<dd>")[1].strip() for label in LAST_AND_NEXT] == ["–", "–"]
    done, held, off, coming = (practice.book(at(day, "10:00"), "newcomer") for day in (1, 2, 8, 9))
    time_machine.move_to(at(3, "09:00"))
    done.complete(thea.viewer)
    off.cancel(thea.viewer)

    last, next_one = (stands_under(label) for label in LAST_AND_NEXT)
    assert f"/sessions/{done.pk}/" in last
    assert f"/sessions/{coming.pk}/" in next_one
    history = thea.page("client-sessions", newcomer.pk)
    assert all(f"/sessions/{session.pk}/" in history for session in (done, held, off))


def test_the_next_session_can_be_joined_from_a_quarter_of_an_hour_before(
    practice: Practice, thea: Person, time_machine
) -> None:
    """S1.11, S1.19, S2.D9."""
    video = practice.cast.services["therapy"]
    practice.book(at(3, "10:00"), service=video)
    link = 'href="https://video.example/thea"'

    time_machine.move_to(at(3, "09:44"))
    assert "View Client Profile" in thea.page("home")
    assert link not in thea.page("home")
    time_machine.move_to(at(3, "09:46"))
    assert link in thea.page("home")


def test_only_an_approved_note_makes_a_session_completed_on_any_page(
    practice: Practice, thea: Person, time_machine
) -> None:
    """S1.09, S1.10: held, it awaits its note, and stands among the completed only afterwards."""
    session = practice.book(at(3, "09:00"))
    time_machine.move_to(at(3, "11:00"))
    address = f"/willow/sessions/{session.pk}/"

    assert address in thea.page("sessions", tab="held")
    assert address not in thea.page("sessions", tab="completed")
    session.complete(thea.viewer)
    assert address in thea.page("sessions", tab="completed")


def test_an_hour_with_a_client_whom_one_may_no_longer_see_is_busy_and_nothing_else(
    practice: Practice, thea: Person, cole: Person, everyone: dict[str, Person]
) -> None:
    practice.book(at(5, "10:00"))
    assert "Clara Reyes" in thea.page("calendar", on=WEDNESDAY)
    clara = practice.cast.clients["clara"]

    clara.give_access(thea.viewer, [practice.cast.workers["cole"]], practice.cast.workers["cole"])

    page = thea.page("calendar", on=WEDNESDAY)
    assert "Clara" not in page
    assert "block--busy" in page
    of_thea = {"on": WEDNESDAY, "with": str(practice.practitioner.pk)}
    assert "Clara Reyes" in cole.page("calendar", **of_thea), "the session is still hers, and the client now his"
    assert "block--busy" not in everyone["sol"].page("calendar", **of_thea), "whose hours a colleague does not keep"


@pytest.mark.parametrize("view", ["day", "week", "month", "agenda"])
def test_everybody_sees_a_calendar_with_what_is_theirs_to_see(everyone: dict[str, Person], view: str) -> None:
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    for key in ("thea", "fran", "olive", "bo", "sasha", "felix"):
        everyone[key].page("calendar", view=view, on=tomorrow)


def test_a_full_week_costs_no_more_than_an_empty_one(practice: Practice, thea: Person, fran: Person) -> None:
    """A practitioner's week, her bookings and the desk's day: as many queries with 5 sessions as with 45."""
    pages = [
        (thea, f"/willow/calendar/?on={WEDNESDAY}"),
        (fran, f"/willow/calendar/?on={WEDNESDAY}&view=day&with=all"),
        (fran, "/willow/sessions/?tab=upcoming"),
        (thea, "/willow/"),
    ]
    practice.book(at(5, "19:00"))
    for hour in range(9, 13):
        practice.book(at(3, f"{hour:02d}:00"))
    few = [queries_of(*page) for page in pages]
    for day in (4, 5, 6, 7):
        for hour in range(9, 19):
            practice.book(at(day, f"{hour:02d}:00"))
    many = [queries_of(*page) for page in pages]

    assert many == few
    assert max(many) <= 12, many


# What is offered, and when


def test_an_organization_begins_with_one_click(everyone: dict[str, Person], otto: Person) -> None:
    Service.objects.filter(organization__slug="otter").update(retired_at="2020-01-01T00:00Z")
    assert "Nothing is offered yet" in otto.page("practice-services")

    otto.post("/otter/practice/services/start/")
    otto.post("/otter/practice/services/start/")

    offered = Service.objects.offered().filter(organization__slug="otter")
    assert list(offered.values_list("name", "minutes")) == [("Individual session", 50)]


def test_hours_are_written_as_people_write_them(cast: Cast, cole: Person, fran: Person) -> None:
    """S0.B3; and nothing is lost where something is not understood."""
    address = f"/willow/practice/hours/{cast.workers['cole'].pk}/"
    page = cole.post(address, {"day-0": "9-12, 1pm-6pm", "day-1": "whenever"})
    assert page.status_code == 422
    assert "“whenever” is not understood." in page.content.decode()
    assert "9-12, 1pm-6pm" in page.content.decode()

    fran.post(address, {"day-0": "9-12, 1pm-6pm"})

    hours = WeeklyHours.objects.filter(calendar__member=cast.workers["cole"])
    assert list(hours.values_list("weekday", "opens", "closes")) == [
        (0, time(9), time(12)),
        (0, time(13), time(18)),
    ]
    assert fran.get(f"/willow/practice/hours/{cast.workers['thea'].pk}/").status_code == 200
    assert cole.get(f"/willow/practice/hours/{cast.workers['thea'].pk}/").status_code == 403


@pytest.mark.parametrize("words", ["9 bis 12 Uhr und 13 bis 18 Uhr", "9h à 12h et 13h à 18h", "9 a 12 y 13 a 18"])
def test_hours_are_understood_in_the_languages_of_the_house(words: str) -> None:
    assert hours_from(words) == [(time(9), time(12)), (time(13), time(18))]


def test_the_break_between_sessions_is_one_of_five(cast: Cast, cole: Person) -> None:
    """S1.B8."""
    address = f"/willow/practice/hours/{cast.workers['cole'].pk}/terms/"
    terms = {
        "time_zone": "America/Los_Angeles",
        "notice_minutes": "60",
        "horizon_days": "30",
        "cancellation_hours": "24",
        "step_minutes": "30",
        "reminders": ["1440"],
    }

    assert cole.post(address, {**terms, "break_minutes": "20"}).status_code == 422
    assert cole.post(address, {**terms, "break_minutes": "45"}).status_code == 302
    calendar = Calendar.objects.of(cast.workers["cole"])
    assert (calendar.break_minutes, calendar.reminders) == (45, [1440])


def test_a_new_service_is_an_act_in_the_trail(cast: Cast, olive: Person) -> None:
    form = {
        "name": "Walk and talk",
        "minutes": 50,
        "currency": "eur",
        "place": "in_person",
        "practitioners": [str(cast.workers["thea"].pk)],
        "booking": "staff",
        "buffer_before": 0,
        "buffer_after": 0,
        "colour": "sand",
    }

    assert olive.post("/willow/practice/services/add/", form).status_code == 302

    assert Service.objects.get(name="Walk and talk").currency == "EUR"
    assert "added a service" in olive.page("practice-log")
    again = olive.post("/willow/practice/services/add/", form)
    assert "There is one of this name already." in again.content.decode()


def test_nobody_is_booked_twice_by_two_desks(practice: Practice, fran: Person, thea: Person) -> None:
    """Both had the same empty hour before them."""
    fran.post("/willow/calendar/book/", booking(practice))
    assert thea.post("/willow/calendar/book/", booking(practice, "dev")).status_code == 422

    assert TakenTime.objects.filter(calendar=practice.calendar, starts_at=at(5, "10:00")).count() == 1
