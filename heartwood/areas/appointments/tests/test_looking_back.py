"""After a session its clients are invited to look back: once, whatever happens to the session or to those who send."""

import re
import threading

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections  # noqa: F401  (asked for by skipif)
from django_tasks_db.models import DBTaskResult

from heartwood.areas.appointments import who_is_told
from heartwood.areas.appointments.jobs import invite_to_look_back
from heartwood.areas.appointments.models import Appointment
from heartwood.areas.appointments.tests.conftest import Practice, at, when_it_is
from heartwood.areas.appointments.tests.test_mails import PRIVATE, mails
from heartwood.ground.accounts.models import Organization
from heartwood.ground.notifications.models import Notice
from tests.everyone import Person

FIELD_OF_WORK = ("therap", "psych", "healing", "counsel", "practice", "practitioner")


@pytest.fixture
def ended(practice: Practice) -> Appointment:
    """Clara's session with Thea, together with Dev, who has no login."""
    session = practice.book(at(5, "10:00"), "clara", "dev")
    DBTaskResult.objects.all().delete()
    mail.outbox.clear()
    return session


@pytest.fixture
def at_the_end(practice: Practice) -> None:
    Organization.objects.filter(pk=practice.service.organization_id).update(invites_at_the_end=True)


def invitations() -> int:
    return Notice.objects.as_system("test").filter(kind="appointments.look_back", created_at__year=2031).count()


def complete(practice: Practice, session: Appointment) -> None:
    """Its note is approved, the day after."""
    with time_machine.travel(at(6, "09:00"), tick=False):
        session.complete(practice.thea.viewer)


def test_a_completed_session_invites_everybody_with_a_login_to_that_very_session(
    practice: Practice, ended: Appointment, clara: Person
) -> None:
    """S0.18-S0.20, S0.D7, Q1, Q13: one mail, one button, nothing of the work; Dev has no page, and gets none."""
    with time_machine.travel(at(5, "12:00"), tick=False):
        invite_to_look_back.func()
        assert mails() == [], "this practice waits for the note"

    complete(practice, ended)
    with when_it_is(at(6, "09:01"), clara):
        (letter,) = mails()
        link = re.search(r"http://localhost:8000(/accounts/notices/\S+)", letter.body).group(1)
        answer = clara.browser.get(link, follow=True)

    assert letter.to == ["clara@mail.example"]
    said = f"{letter.subject} {letter.body}".partition("Which mails you get")[0].replace(letter.body.split(",")[0], "")
    assert not [word for word in (*FIELD_OF_WORK, *PRIVATE) if word.casefold() in said.casefold()]
    assert "leave a review" in letter.body
    assert "add a journal entry" in letter.body
    assert letter.body.count("http://localhost:8000/accounts/notices/") == 1
    assert answer.redirect_chain[-1][0] == clara.viewer.address("session", ended.pk)
    page = answer.content.decode()
    assert "Add Journal" in page
    assert "Leave a review" in page


def test_completed_again_it_says_nothing_again(practice: Practice, ended: Appointment) -> None:
    """S0.D8."""
    complete(practice, ended)
    Appointment._base_manager.filter(pk=ended.pk).update(state="booked")

    complete(practice, ended)

    assert invitations() == 1


def test_what_did_not_take_place_invites_to_nothing(practice: Practice, at_the_end: None, clara: Person) -> None:
    """S0.D8: cancelled, or nobody came."""
    cancelled, missed = practice.book(at(5, "10:00")), practice.book(at(5, "11:00"))
    cancelled.cancel(practice.thea.viewer)
    with time_machine.travel(at(5, "11:20"), tick=False):
        missed.mark_no_show(practice.thea.viewer)

    with time_machine.travel(at(5, "12:00"), tick=False):
        invite_to_look_back.func()

    assert invitations() == 0


def test_a_practice_may_invite_at_the_end_already_and_then_the_note_says_nothing_more(
    practice: Practice, at_the_end: None, ended: Appointment
) -> None:
    """Q1."""
    left = []
    for clock in ("10:49", "10:50", "10:51"):
        with time_machine.travel(at(5, clock), tick=False):
            invite_to_look_back.func()
            left.append([letter.to for letter in mails()])
    complete(practice, ended)

    assert left == [[], [["clara@mail.example"]], []]
    assert invitations() == 1
    assert (
        Notice.objects.as_system("test").filter(kind="appointments.look_back", record=ended.pk, died_at=None).exists()
    )


def test_the_mail_does_not_leave_when_she_turns_out_not_to_have_come(
    practice: Practice, at_the_end: None, ended: Appointment
) -> None:
    with time_machine.travel(at(5, "10:55"), tick=False):
        invite_to_look_back.func()
        ended.mark_no_show(practice.thea.viewer)

        assert mails() == []


def test_two_workers_who_both_found_it_invite_once(practice: Practice, at_the_end: None, ended: Appointment) -> None:
    one, other = (Appointment.objects.as_system("test").get(pk=ended.pk) for _ in range(2))

    with time_machine.travel(at(5, "11:00"), tick=False):
        one.invite_to_look_back()
        other.invite_to_look_back()

    assert invitations() == 1


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite in memory, threads cannot wait for each other")
def test_nor_do_two_workers_at_the_same_moment(cast_for_real) -> None:
    session = cast_for_real.sessions["clara -1"]
    Appointment._base_manager.filter(pk=session.pk).update(invited_to_look_back_at=None)
    Notice._base_manager.filter(kind="appointments.look_back", record=session.pk).delete()
    both = threading.Barrier(2)

    def work() -> None:
        found = Appointment.objects.as_system("test").get(pk=session.pk)
        both.wait()
        found.invite_to_look_back()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    told = Notice.objects.as_system("test").filter(kind="appointments.look_back", record=session.pk)
    assert told.count() == 1


def test_a_worker_who_dies_in_between_leaves_nothing_and_the_next_one_invites(
    practice: Practice, at_the_end: None, ended: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise SystemExit

    with time_machine.travel(at(5, "11:00"), tick=False):
        with monkeypatch.context() as patch:
            patch.setattr(who_is_told, "tell", dies)
            with pytest.raises(SystemExit):
                invite_to_look_back.func()
        assert invitations() == 0
        assert Appointment.objects.as_system("test").filter(pk=ended.pk, invited_to_look_back_at=None).exists()

        invite_to_look_back.func()
        (letter,) = mails()

    assert letter.to == ["clara@mail.example"]


def test_olive_says_when_clients_are_invited(practice: Practice, olive: Person) -> None:
    page = olive.page("practice")
    assert "When the note about a session is approved" in page
    facts = {"name": "Willow Practice", "kind": "practice", "time_zone": "America/Los_Angeles", "age_of_majority": "18"}

    olive.post(olive.viewer.address("practice-details"), facts | {"invites_at_the_end": "on"})

    assert "As soon as a session is over" in olive.page("practice")
