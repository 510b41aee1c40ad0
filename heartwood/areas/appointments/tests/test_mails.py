"""What people get by mail, and what their calendars read in it: the right hour, and nothing private."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django_tasks_db.models import DBTaskResult
from icalendar import Calendar

from heartwood.areas.appointments.jobs import remind
from heartwood.areas.appointments.models import Appointment, Mailing, Reminder
from heartwood.areas.appointments.tests.conftest import MONDAY, PORTLAND, Practice, at
from heartwood.areas.appointments.tests.test_booking import told
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice, Wish
from tests.everyone import Person

PRIVATE = ("Clara", "Reyes", "Thea", "Lindqvist", "Dev", "Fifty", "Willow", "k7q2m9wd", "quillfern", "video.example")


@pytest.fixture(autouse=True)
def nothing_waits(practice: Practice) -> None:
    DBTaskResult.objects.all().delete()
    mail.outbox.clear()


def mails() -> list[EmailMessage]:
    """What left since the last time, after the workers have done what is due."""
    for row in DBTaskResult.objects.ready():
        row.claim("a worker")
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    left = list(mail.outbox)
    mail.outbox.clear()
    return left


def event(letter: EmailMessage) -> tuple[str, dict]:
    """What the file that goes with it says: its method, and the entry."""
    [(name, content, kind)] = letter.attachments
    calendar = Calendar.from_ical(content)
    assert (name, kind) == ("session.ics", f"text/calendar; method={calendar['METHOD']}")
    [found] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), found


def to(person: str, letters: list[EmailMessage]) -> list[EmailMessage]:
    return [letter for letter in letters if letter.to == [f"{person}@mail.example"]]


def test_a_booking_a_move_and_a_cancellation_are_one_entry_in_a_calendar(practice: Practice, clara: Person) -> None:
    """The same UID, and a SEQUENCE that only grows: calendars move the entry, and make no second."""
    session = practice.book(at(5, "10:00"))
    booked = event(to("clara", mails())[0])
    session.move(practice.thea.viewer, at(6, "11:00"))
    moved = event(to("clara", mails())[0])
    session.cancel(practice.thea.viewer)
    cancelled = event(to("clara", mails())[0])

    assert [method for method, _ in (booked, moved, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(entry["UID"]) for _, entry in (booked, moved, cancelled)}) == 1
    assert [entry["SEQUENCE"] for _, entry in (booked, moved, cancelled)] == [0, 1, 2]
    assert [entry.start for _, entry in (booked, moved)] == [at(5, "10:00"), at(6, "11:00")]
    assert [entry["STATUS"] for _, entry in (booked, cancelled)] == ["CONFIRMED", "CANCELLED"]


def test_nothing_private_stands_in_a_mail_or_its_file(practice: Practice, clara: Person) -> None:
    """Q13, S2.D11: a session, when, in which zone; to the practitioner likewise."""
    practice.service.place = "video"
    practice.service.save()
    practice.book(at(5, "10:00"), by=clara, link="https://video.example/thea", remark="About quillfern.")

    letters = mails()

    assert sorted(letter.to[0] for letter in letters) == ["clara@mail.example", "thea@willow.example"]
    for letter in letters:
        content = letter.attachments[0][1]
        words = letter.subject + letter.body.replace("Hello Clara Reyes", "").replace("Hello Thea Lindqvist", "")
        assert [word for word in PRIVATE if word in words + content] == []
        assert "Wed 5 Mar, 10:00 (Los Angeles time)" in letter.body
        assert "TZID:America/Los_Angeles" in content
        assert "SUMMARY:Session\r\n" in content
        assert "no-reply@" in str(event(letter)[1]["ORGANIZER"])


def test_the_link_in_a_file_leads_to_the_page_wherever_they_stand(practice: Practice, everyone: dict) -> None:
    session = practice.book(at(5, "10:00"))
    link = str(event(to("clara", mails())[0])[1]["URL"])
    address = link.removeprefix("http://localhost:8000")

    assert str(session.pk) in address
    assert everyone["clara"].get(address).url == everyone["clara"].viewer.address("session", session.pk)
    assert everyone["nadia"].get(address).status_code == 404
    assert everyone["nobody"].get(address).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("zone", "clock_changes"),
    [
        ("America/Los_Angeles", [date(2031, 3, 9), date(2031, 11, 2)]),
        ("Europe/Paris", [date(2031, 3, 30), date(2031, 10, 26)]),
        ("Australia/Lord_Howe", [date(2031, 4, 6), date(2031, 10, 5)]),
    ],
)
def test_the_hour_is_the_readers_before_and_after_clocks_change(
    practice: Practice, clara: Person, zone: str, clock_changes: list[date]
) -> None:
    """S2.D11: in words and in the file, wherever the reader lives."""
    here = ZoneInfo(zone)
    clara.user.time_zone = zone
    clara.user.save()
    for change in clock_changes:
        for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
            starts_at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=here)
            session = practice.book(starts_at)
            letter = to("clara", mails())[0]
            entry = event(letter)[1]
            city = zone.split("/")[1].replace("_", " ")
            assert f"{day:%a} {day.day} {day:%b}, 09:00 ({city} time)" in letter.body
            assert entry.start == starts_at
            assert (entry.start.hour, entry.start.tzinfo.key) == (9, zone)
            session.cancel(practice.thea.viewer)
            mails()


def test_in_person_it_is_the_places_hour_with_the_readers_beside_it(practice: Practice, clara: Person) -> None:
    practice.service.place = "in_person"
    practice.service.save()
    clara.user.time_zone = "Europe/Paris"
    clara.user.save()
    practice.book(at(5, "10:00"))

    letter = to("clara", mails())[0]

    assert "Wed 5 Mar, 10:00 (Los Angeles time); for you Wed 5 Mar, 19:00 (Paris time)" in letter.body
    assert event(letter)[1].start.tzinfo.key == "America/Los_Angeles"


# Clients without a login ------------------------------------------------------------------------------------------


def test_a_client_without_a_login_gets_the_same_by_mail_and_no_button(practice: Practice) -> None:
    """Booked, moved, cancelled; in the organization's zone; and it stands in the log."""
    session = practice.book(at(5, "10:00"), "dev")
    booked = to("dev", mails())
    session.move(practice.thea.viewer, at(6, "11:00"))
    moved = to("dev", mails())
    session.cancel(practice.thea.viewer)
    cancelled = to("dev", mails())

    assert [len(some) for some in (booked, moved, cancelled)] == [1, 1, 1]
    assert "Wed 5 Mar, 10:00 (Los Angeles time)" in booked[0].body
    assert "http" not in booked[0].body + booked[0].alternatives[0][0] + booked[0].attachments[0][1]
    assert [event(some[0])[0] for some in (booked, moved, cancelled)] == ["REQUEST", "REQUEST", "CANCEL"]
    dev = practice.cast.clients["dev"].pk
    assert Line.objects.as_system("test").filter(verb="appointments.mail", client=dev).count() == 3


def test_what_is_no_more_is_not_mailed(practice: Practice) -> None:
    """It dies or is superseded, like a notice; and run twice it leaves once."""
    session = practice.book(at(5, "10:00"), "dev")
    session.move(practice.thea.viewer, at(6, "11:00"))
    session.move(practice.thea.viewer, at(7, "11:00"))

    letters = mails()
    DBTaskResult.objects.update(status="READY", finished_at=None)
    again = mails()

    assert len(letters) == 1
    assert "Fri 7 Mar, 11:00" in letters[0].body
    assert again == []


def test_nobody_is_mailed_twice_and_without_an_address_nobody(practice: Practice, everyone: dict) -> None:
    practice.book(at(5, "10:00"), "clara")
    practice.book(at(5, "12:00"), "kit")  # has no e-mail, and Grace stands behind them
    freya = practice.cast.clients["freya_halvorsen"]
    freya.change(practice.thea.viewer, email="")
    practice.book(at(5, "14:00"), "freya_halvorsen")

    assert sorted(letter.to[0] for letter in mails()) == ["clara@mail.example", "grace@mail.example"]


def test_whoever_is_taken_out_of_a_session_is_told_though_its_page_is_gone(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"), "clara", "nadia")
    mails()

    session.take_out(practice.thea.viewer, practice.cast.clients["clara"].pk)
    [letter] = mails()

    assert letter.to == ["clara@mail.example"]
    assert event(letter)[0] == "CANCEL"
    assert "Nadia" not in letter.body + letter.attachments[0][1]
    assert session.state == "booked"


# Reminders --------------------------------------------------------------------------------------------------------


def minute_by_minute(*moments: datetime) -> list[int]:
    """How many mails leave at each of these moments, when the worker comes by."""
    left = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            remind.func()
            left.append(len(mails()))
    return left


def test_everybody_is_reminded_a_day_and_an_hour_before_and_once(practice: Practice, clara: Person) -> None:
    practice.book(at(5, "10:00"), "clara", "dev")
    mails()

    left = minute_by_minute(at(4, "09:59"), at(4, "10:00"), at(4, "10:01"), at(5, "09:00"), at(5, "09:01"))

    assert left == [0, 2, 0, 2, 0]
    assert told(clara).count("reminded") == 2
    assert not Reminder.objects.due().filter(due_at__gte=MONDAY).exists()


def test_reminders_are_as_the_practitioner_wishes_and_move_and_die_with_the_session(practice: Practice) -> None:
    practice.calendar.reminders = [120]
    practice.calendar.save()
    session = practice.book(at(5, "10:00"), "dev")
    session.move(practice.thea.viewer, at(6, "10:00"))
    gone = practice.book(at(6, "14:00"), "dev")
    gone.cancel(practice.thea.viewer)
    mails()

    assert minute_by_minute(at(5, "08:00"), at(6, "07:59"), at(6, "08:00"), at(6, "12:30")) == [0, 0, 1, 0]


def test_whoever_switched_them_off_gets_none_and_still_a_notice(practice: Practice, clara: Person) -> None:
    Wish.objects.create(person=clara.user, kind="appointments.reminded", mail="none")
    practice.book(at(5, "10:00"))
    mails()

    assert minute_by_minute(at(4, "10:00")) == [0]
    assert "reminded" in told(clara)


def test_a_worker_that_was_down_reminds_once_and_not_after_the_start(practice: Practice) -> None:
    practice.book(at(5, "10:00"), "dev")
    practice.book(at(5, "12:00"), "ana_ruiz")
    mails()

    left = minute_by_minute(at(5, "11:30"))

    assert left == [1], "Dev's has begun; Ana's two reminders are one"


def test_a_reminder_that_waited_for_the_mail_server_does_not_leave_after_the_start(
    practice: Practice, clara: Person
) -> None:
    practice.book(at(5, "10:00"), "clara", "dev")
    mails()
    with time_machine.travel(at(5, "09:00"), tick=False):
        remind.func()
    with time_machine.travel(at(5, "10:00"), tick=False):
        assert mails() == []


def test_a_reminder_leaves_a_question_that_waits(practice: Practice, clara: Person) -> None:
    session = practice.book(at(5, "10:00"))
    session.propose(practice.thea.viewer, at(6, "10:00"))

    minute_by_minute(at(4, "10:00"))

    assert told(clara) == ["new_time_proposed", "reminded"]
    assert Notice.objects.visible_to(clara.viewer).filter(kind="appointments.new_time_proposed").exists()


def test_mailings_hold_ids_and_no_words(practice: Practice) -> None:
    practice.book(at(5, "10:00"), "dev", remark="Quillfern.")

    row = Mailing.objects.values().get(appointment__starts_at=at(5, "10:00"))

    assert "Quillfern" not in str(row)
    assert "dev@" not in str(row) + str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert Appointment.objects.as_system("test").get(pk=row["appointment_id"]).starts_at.astimezone(PORTLAND).hour == 10
