"""Clients look at their sessions, book, change, answer, cancel and wait: through the doors of the portal."""

import html
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heartwood.areas.appointments.models import Appointment, Remark, Room, Waiting
from heartwood.areas.appointments.panels import waiting_for
from heartwood.areas.appointments.tests.conftest import MONDAY, Practice, at, when_it_is
from heartwood.areas.appointments.tests.test_booking import told
from heartwood.areas.clients.models import PortalAccess
from heartwood.cast.building import Cast
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line
from tests.everyone import Person


def text(answer) -> str:
    content = answer if isinstance(answer, str) else answer.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def offer(practice: Practice, act_: str = "") -> str:
    """Where Clara chooses a time for Thea's fifty minutes."""
    code = practice.cast.profiles["clara"].code
    return f"/portal/{code}/bookings/book/{practice.practitioner.pk}/{practice.service.pk}/{act_}"


def page(practice: Practice, session: Appointment, act_: str = "", profile: str = "clara") -> str:
    return f"/portal/{practice.cast.profiles[profile].code}/bookings/{session.pk}/{act_}"


def newest(practice: Practice) -> Appointment:
    return Appointment.objects.as_system("test").filter(service=practice.service).latest("starts_at")


def grace_only_looks(cast: Cast) -> None:
    access = cast.profiles["kit"]
    access.can_manage = False
    with act(Viewer(user=access.user), "test", access):
        access.save(update_fields=["can_manage"])


# Looking ----------------------------------------------------------------------------------------------------------


def test_clara_finds_her_sessions_under_my_bookings_and_opens_one(practice: Practice, clara: Person) -> None:
    """S0.08, S0.09, S2.09."""
    session = practice.book(at(5, "10:00"))

    bookings = clara.page("bookings")
    assert "My Bookings" in text(clara.page("dashboard"))
    assert "Wed 5 Mar, 10:00 (Los Angeles time)" in text(bookings)
    assert page(practice, session) in bookings
    details = text(clara.page("session", session.pk))
    for words in ("Session Details", "Fifty minutes", "Thea Lindqvist", "Phone", "Booked by Your practice"):
        assert words in details


def test_what_waits_for_an_answer_comes_first_and_in_plain_words(practice: Practice, clara: Person) -> None:
    practice.book(at(4, "10:00"))
    proposed = practice.book(at(6, "10:00"))
    proposed.propose(practice.thea.viewer, at(7, "11:00"), remark="Would marrowby Friday do?")

    bookings = text(clara.page("bookings"))

    assert bookings.index("Waits for your answer") < bookings.index("Upcoming")
    assert "A new time waits for your answer" in bookings
    assert "A new time waits for your answer" in text(clara.page("dashboard"))
    details = text(clara.page("session", proposed.pk))
    assert "Fri 7 Mar, 11:00 (Los Angeles time)" in details
    assert "Would marrowby Friday do?" in details


def test_a_session_that_is_over_took_place_and_is_not_called_completed_while_staff_still_write(
    practice: Practice, clara: Person
) -> None:
    """S1.10: and why it is not, is not the client's concern."""
    session = practice.book(at(4, "10:00"))
    with when_it_is(at(4, "12:00"), clara):
        details = text(clara.page("session", session.pk))
        assert "Took place" in text(clara.page("bookings"))

    assert "Took place" in details
    assert "completed" not in details.lower()
    assert "approv" not in details.lower()
    assert "Change" not in details


def test_who_booked_it_is_you_or_your_practice_and_never_another(
    practice: Practice, everyone: dict[str, Person]
) -> None:
    """S1.12 seen by the client; and of several in one session each sees only themselves."""
    clara, nadia = everyone["clara"], everyone["nadia"]
    practice.service.is_for_several = True
    practice.service.save()
    session = practice.book(at(5, "10:00"), by=clara, remark="I bring quillfern.")
    session.bring_in(practice.thea.viewer, practice.cast.clients["nadia"])

    hers, nadias = text(clara.page("session", session.pk)), text(nadia.page("session", session.pk))

    assert "Booked by You" in hers
    assert "I bring quillfern." in hers
    assert "Booked by Your practice" in nadias
    assert "quillfern" not in nadias
    assert "Clara" not in nadias
    assert "Nadia" not in hers


def test_what_one_of_several_does_is_not_told_to_the_others(practice: Practice, everyone: dict[str, Person]) -> None:
    """Neither in their log nor on a page; and nobody moves a session for the others."""
    clara, nadia = everyone["clara"], everyone["nadia"]
    session = practice.book(at(5, "10:00"), "clara", "nadia")
    session.propose(practice.thea.viewer, at(6, "10:00"))

    assert clara.post(page(practice, session, "agree/")).status_code == 302

    session.refresh_from_db()
    assert session.starts_at == at(6, "10:00")
    lines = Line.objects.as_system("test").filter(verb="appointments.confirm")
    assert [line.client for line in lines] == [practice.cast.clients["clara"].pk]
    assert "Clara" not in nadia.page("seen")
    assert "Change" not in text(clara.page("session", session.pk))
    moved = clara.post(page(practice, session, "change/confirm/"), {"at": iso(at(7, "10:00"))})
    assert "/change" not in moved.url
    session.refresh_from_db()
    assert session.starts_at == at(6, "10:00")


def test_in_person_it_is_told_in_the_places_time_and_in_the_readers_beside_it(
    practice: Practice, clara: Person
) -> None:
    """S2.D11, Q12."""
    room = Room.objects.create(organization=practice.service.organization, name="Green room", address="4 Alder Court")
    practice.service.place = "in_person"
    practice.service.save()
    practice.service.rooms.add(room)
    session = practice.book(at(5, "10:00"))
    clara.user.time_zone = "Europe/Paris"
    clara.user.save()

    details = text(clara.page("session", session.pk))

    assert "Wed 5 Mar, 10:00 to 10:50 (Los Angeles time)" in details
    assert "For you, that is Wed 5 Mar, 19:00 (Paris time)." in details
    assert "4 Alder Court" in details


def test_joining_is_offered_from_a_quarter_of_an_hour_before(practice: Practice, clara: Person) -> None:
    """S2.12, S2.D9."""
    practice.service.place = "video"
    practice.service.save()
    session = practice.book(at(4, "10:00"), link="https://video.example/thea")

    def offers_joining(clock: str) -> bool:
        with when_it_is(at(4, clock), clara):
            pages = [clara.page("dashboard"), clara.page("session", session.pk)]
        found = {"https://video.example/thea" in each for each in pages}
        assert len(found) == 1, "the dashboard and the page of the session agree"
        return found.pop()

    assert [offers_joining(clock) for clock in ("09:44", "09:45", "10:49", "10:51")] == [False, True, True, False]


def test_a_contact_who_does_not_manage_sees_nothing_of_sessions(
    practice: Practice, everyone: dict[str, Person]
) -> None:
    grace = everyone["grace"]
    session = practice.book(at(5, "10:00"), "kit")
    assert "My Bookings" in grace.page("dashboard")
    assert grace.get(page(practice, session, profile="kit")).status_code == 200

    grace_only_looks(practice.cast)

    home = grace.viewer.address("dashboard")
    assert "My Bookings" not in text(grace.get(home))
    for act_ in ("", "book/", "book/first/", "calendar/", f"{session.pk}/", f"{session.pk}/cancel/"):
        assert grace.get(f"{home}bookings/{act_}").status_code == 404, act_


# Booking ----------------------------------------------------------------------------------------------------------


def test_clara_books_a_free_time_and_both_know(practice: Practice, clara: Person) -> None:
    """S2.10."""
    assert offer(practice) in clara.page("book")
    times = clara.get(offer(practice)).content.decode()
    assert f"at={iso(at(4, '09:00'))}" in times
    assert f"at={iso(at(3, '09:00'))}" not in times, "Thea asks for a day's notice"

    confirming = text(clara.get(offer(practice, "confirm/"), at=iso(at(4, "09:00"))))
    assert "Tue 4 Mar, 09:00 (Los Angeles time)" in confirming
    assert "You can cancel free of charge until 24 hours before it begins." in confirming
    booked = clara.post(offer(practice, "confirm/"), {"at": iso(at(4, "09:00")), "word": "I come with a quillfern."})

    session = newest(practice)
    assert booked.url == page(practice, session)
    assert (session.state, session.starts_at, session.booked_by_client) == ("booked", at(4, "09:00"), True)
    assert told(practice.thea) == ["booked_with_you"]
    assert told(clara) == ["booked"]
    said = Remark.objects.visible_to(practice.thea.viewer).filter(step__appointment=session)
    assert [remark.body for remark in said] == ["I come with a quillfern."]
    assert "Booked by You" in text(clara.get(booked.url))


def test_a_request_waits_and_says_so(practice: Practice, clara: Person) -> None:
    """S0.B1, S0.B2."""
    practice.service.booking = "request"
    practice.service.save()

    clara.post(offer(practice, "confirm/"), {"at": iso(at(4, "09:00"))})
    session = newest(practice)
    assert session.state == "requested"
    assert "Waits for your practice's answer" in text(clara.page("bookings"))

    session.decline(practice.thea.viewer, "I am at the sea.")
    assert "The practice had no time" in text(clara.page("session", session.pk))
    assert "I am at the sea." in text(clara.page("session", session.pk))


def test_somebody_else_was_quicker_and_nothing_typed_is_lost(practice: Practice, clara: Person) -> None:
    practice.book(at(4, "10:00"), "dev")

    answer = clara.post(offer(practice, "confirm/"), {"at": iso(at(4, "10:00")), "word": "Marrowby and quillfern."})

    assert answer.status_code == 422
    words = text(answer)
    assert "Somebody was a moment quicker, and this time is taken." in words
    assert "Marrowby and quillfern." in words
    nearest = re.findall(r'value="(2031-[^"]+)"', answer.content.decode())
    assert nearest[:2] == [iso(at(4, "09:00")), iso(at(4, "11:00"))]
    again = clara.post(offer(practice, "confirm/"), {"at": nearest[1], "word": "Marrowby and quillfern."})
    assert again.status_code == 302
    assert newest(practice).starts_at == at(4, "11:00")


@pytest.mark.parametrize("wrong", ["", "soon", "2031-03-04T09:00", "2031-03-04T03:00:00Z", "9999-12-31T23:59:59Z"])
def test_what_is_no_free_time_is_explained(practice: Practice, clara: Person, wrong: str) -> None:
    answer = clara.post(offer(practice, "confirm/"), {"at": wrong, "word": "Quillfern."})

    assert answer.status_code == 422
    assert "Quillfern." in text(answer)
    assert not Appointment.objects.as_system("test").filter(service=practice.service).exists()
    assert clara.get(offer(practice, "confirm/"), at=wrong).status_code == 200


def test_only_what_is_offered_to_them_can_be_booked(practice: Practice, clara: Person) -> None:
    """By those with access to the record, and what they let clients book; all else does not exist."""
    cole = practice.cast.workers["cole"]
    practice.service.practitioners.add(cole)
    elsewhere = offer(practice).replace(str(practice.practitioner.pk), str(cole.pk))
    garden = offer(practice).replace(str(practice.service.pk), str(practice.cast.services["garden"].pk))

    assert clara.get(elsewhere).status_code == 404
    assert clara.get(garden).status_code == 404
    assert clara.post(f"{garden}confirm/", {"at": iso(at(4, "09:00"))}).status_code == 404
    offered = text(clara.page("book"))
    assert "Cole" not in offered
    assert "garden" not in offered
    assert "Fifty minutes" in offered


def test_a_week_is_leafed_through_within_what_is_offered(practice: Practice, clara: Person) -> None:
    practice.calendar.horizon_days = 14
    practice.calendar.save()

    first = clara.get(offer(practice)).content.decode()
    assert "Week of 3 Mar to 9 Mar" in text(first)
    assert "Previous week" not in first
    last = clara.get(offer(practice), week="2031-03-17").content.decode()
    assert "Next week" not in last
    for nonsense in ("x", "0001-01-01", "9999-12-31", "2031-02-30"):
        assert clara.get(offer(practice), week=nonsense).status_code == 200


def test_offered_times_tell_nothing_of_others(practice: Practice, clara: Person) -> None:
    practice.book(at(4, "10:00"), "dev", remark="Brindlewort.")

    pages = [clara.get(offer(practice)).content.decode(), clara.page("book-first"), clara.page("dashboard")]

    assert all(word not in each for each in pages for word in ("Dev", "Brindlewort", "taken", "busy"))


# Changing ---------------------------------------------------------------------------------------------------------


def test_clara_moves_what_she_books_herself(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))
    change = clara.get(page(practice, session, "change/")).content.decode()
    assert f"at={iso(at(5, '11:00'))}" in change
    assert "It moves at once" in text(change)

    clara.post(page(practice, session, "change/confirm/"), {"at": iso(at(5, "11:00")), "word": "My bus."})

    session.refresh_from_db()
    assert (session.state, session.starts_at) == ("booked", at(5, "11:00"))
    assert told(practice.thea) == ["moved_with_you"]
    assert "My bus." in text(clara.page("session", session.pk))


def test_else_she_asks_for_another_time_and_it_stays_meanwhile(practice: Practice, clara: Person) -> None:
    """S0.B4."""
    practice.service.booking = "request"
    practice.service.save()
    session = practice.book(at(5, "10:00"))

    clara.post(page(practice, session, "change/confirm/"), {"at": iso(at(6, "11:00"))})

    session.refresh_from_db()
    assert (session.starts_at, session.proposed_starts_at) == (at(5, "10:00"), at(6, "11:00"))
    assert told(practice.thea) == ["new_time_asked_for"]
    assert "You asked for another time" in text(clara.page("bookings"))
    assert clara.post(page(practice, session, "agree/")).status_code == 302, "to her own proposal she cannot agree"
    session.refresh_from_db()
    assert session.starts_at == at(5, "10:00")


@pytest.mark.parametrize(("answer", "starts_at"), [("agree/", at(6, "10:30")), ("keep/", at(5, "10:00"))])
def test_clara_answers_a_proposed_time(practice: Practice, clara: Person, answer: str, starts_at: datetime) -> None:
    """S0.B4: shown as pending until the other side has confirmed."""
    session = practice.book(at(5, "10:00"))
    session.propose(practice.thea.viewer, at(6, "10:30"))

    clara.post(page(practice, session, answer), {"word": "Thursdays are difficult."})

    session.refresh_from_db()
    assert (session.starts_at, session.proposed_starts_at) == (starts_at, None)
    assert told(practice.thea) == [{"agree/": "moved_with_you", "keep/": "new_time_refused"}[answer]]


# Cancelling -------------------------------------------------------------------------------------------------------


def test_clara_is_told_honestly_what_cancelling_means(practice: Practice, clara: Person) -> None:
    """S0.B6, S2.11, S2.D9: free until 24 hours before; later it counts as late, and she knows before."""
    early, late = practice.book(at(6, "10:00")), practice.book(at(4, "08:30"))
    with time_machine.travel(at(3, "09:00"), tick=False):
        assert "Until Wed 5 Mar, 10:00 (Los Angeles time) you can cancel free" in text(
            clara.get(page(practice, early, "cancel/"))
        )
        assert "cancelling now counts as a late cancellation" in text(clara.get(page(practice, late, "cancel/")))
        clara.post(page(practice, early, "cancel/"), {"word": "My marrowby is ill."})
        clara.post(page(practice, late, "cancel/"), {"told": "late"})

    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("cancelled", "late_cancelled")
    assert "Cancelled late" in text(clara.page("bookings"))
    assert "My marrowby is ill." in text(clara.page("session", early.pk))


def test_nobody_cancels_late_who_was_told_that_it_is_free(practice: Practice, clara: Person) -> None:
    """The page lay open while the time passed."""
    session = practice.book(at(5, "10:00"))
    with when_it_is(at(4, "10:01"), clara):
        answer = clara.post(page(practice, session, "cancel/"), {"word": "Quillfern.", "told": ""})
        session.refresh_from_db()
        assert (answer.status_code, session.state) == (422, "booked")
        assert "Meanwhile it has become late" in text(answer)
        assert "Quillfern." in text(answer)

        clara.post(page(practice, session, "cancel/"), {"word": "Quillfern.", "told": "late"})

    session.refresh_from_db()
    assert session.state == "late_cancelled"


def test_what_has_begun_a_client_cannot_change_any_more(practice: Practice, clara: Person) -> None:
    """A session that took place is not cancelled afterwards."""
    session = practice.book(at(4, "10:00"))
    with when_it_is(at(4, "10:01"), clara):
        for act_, facts in {"cancel/": {"told": "late"}, "change/confirm/": {"at": iso(at(6, "10:00"))}}.items():
            assert clara.post(page(practice, session, act_), facts).url == page(practice, session)

    session.refresh_from_db()
    assert (session.state, session.starts_at) == ("booked", at(4, "10:00"))


# Waiting ----------------------------------------------------------------------------------------------------------


def test_clara_waits_for_a_time_and_is_told(practice: Practice, everyone: dict[str, Person]) -> None:
    clara, nadia = everyone["clara"], everyone["nadia"]
    clara.post(offer(practice, "wait/"), {"from_on": "2031-03-04", "until_on": "2031-03-06"})
    waiting = Waiting.objects.visible_to(clara.viewer).still().get(service=practice.service)
    session = practice.book(at(5, "10:00"), "nadia")
    assert "Fifty minutes" in text(clara.page("bookings")).split("You wait for")[1]
    assert waiting in waiting_for(practice.thea.viewer)
    assert waiting not in waiting_for(everyone["cole"].viewer)

    session.cancel(nadia.viewer)

    assert told(clara) == ["time_freed"]
    found = clara.page("waiting", waiting.pk)
    assert f"at={iso(at(5, '10:00'))}" in found
    assert "Nadia" not in found
    clara.post(clara.viewer.address("waiting-end", waiting.pk))
    assert waiting not in Waiting.objects.visible_to(clara.viewer).still()
    assert told(clara) == []


def test_a_day_is_the_practitioners_day_also_in_the_evening(practice: Practice, clara: Person) -> None:
    """In Greenwich it is the next day already."""
    clara.post(offer(practice, "wait/"), {"from_on": "2031-03-05", "until_on": "2031-03-05"})
    evening, next_evening = (practice.book(at(day, "20:00"), "dev") for day in (5, 6))

    next_evening.cancel(practice.thea.viewer)
    assert told(clara) == []
    evening.cancel(practice.thea.viewer)
    assert told(clara) == ["time_freed"]


def test_days_that_make_no_sense_are_explained(practice: Practice, clara: Person) -> None:
    for days, words in {
        ("2031-03-06", "2031-03-04"): "The last day must not be before the first.",
        ("", "2031-03-01"): "This day is over already.",
        ("soon", ""): "Enter a valid date.",
    }.items():
        answer = clara.post(offer(practice, "wait/"), dict(zip(("from_on", "until_on"), days, strict=True)))
        assert answer.status_code == 422
        assert words in text(answer)
    assert not Waiting.objects.visible_to(clara.viewer).filter(service=practice.service).exists()


# All of it --------------------------------------------------------------------------------------------------------


def test_each_page_asks_a_constant_number_of_queries(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))
    bookings = clara.viewer.address("bookings")
    pages = {
        "dashboard": clara.viewer.address("dashboard"),
        "bookings": bookings,
        "first times": f"{bookings}book/first/",
        "book": f"{bookings}book/",
        "times": offer(practice),
        "confirm": f"{offer(practice, 'confirm/')}?at={iso(at(6, '09:00'))}",
        "session": page(practice, session),
        "change": page(practice, session, "change/"),
        "cancel": page(practice, session, "cancel/"),
        "own calendar": f"{bookings}calendar/",
    }

    def queries() -> dict[str, int]:
        counted = {}
        for name, address in pages.items():
            with CaptureQueriesContext(connection) as captured:
                assert clara.get(address).status_code == 200
            counted[name] = len(captured)
        return counted

    few = queries()
    for week in range(5):
        practice.book(at(6, "10:00") + timedelta(weeks=week), "clara")
        practice.book(at(6, "12:00") + timedelta(weeks=week), "dev")

    assert queries() == few
    assert {name: number for name, number in few.items() if number > 12} == {}


def test_whoever_acts_for_a_client_is_written_down_when_they_look(
    practice: Practice, everyone: dict[str, Person]
) -> None:
    session = practice.book(at(5, "10:00"), "kit")

    everyone["grace"].get(page(practice, session, profile="kit"))
    everyone["clara"].page("bookings")

    looked = Line.objects.as_system("test").filter(verb="appointments.open", at__gte=MONDAY)
    assert [(line.who.name, line.client) for line in looked] == [("Grace Kim", practice.cast.clients["kit"].pk)]


def test_a_profile_that_ended_ends_it_all(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))
    access = PortalAccess.objects.visible_to(clara.viewer).get()
    access.revoked_at = MONDAY
    with act(clara.viewer, "test", access):
        access.save()

    assert clara.get(page(practice, session)).status_code == 404
    assert clara.post(page(practice, session, "cancel/")).status_code == 404


def test_the_hours_are_the_readers_wherever_they_are(practice: Practice, clara: Person) -> None:
    """S2.D11, across both clock changes."""
    for zone, day, clock in (
        ("Europe/Paris", 5, "19:00 (Paris time)"),
        ("Europe/Paris", 10, "18:00 (Paris time)"),  # clocks have changed in Portland, and not in Paris yet
        ("Australia/Lord_Howe", 5, "05:00 (Lord Howe time)"),
    ):
        clara.user.time_zone = zone
        clara.user.save()
        start = datetime(2031, 3, day, 10, tzinfo=ZoneInfo("America/Los_Angeles"))
        session = practice.book(start)
        assert clock in text(clara.page("bookings"))
        session.cancel(practice.thea.viewer)
