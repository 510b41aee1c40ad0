"""People are told that something waits for them: in the app and by mail, never what it is."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult

from heartwood.areas.clients.letters import AccessGiven
from heartwood.ground.access.guard import UnrecordedChange, private_records_may_change
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs import outcome
from heartwood.ground.notifications import jobs
from heartwood.ground.notifications.letters import LETTERS
from heartwood.ground.notifications.models import Notice, Wish, next_morning
from heartwood.ground.notifications.telling import tell


@pytest.fixture(autouse=True)
def nothing_told_yet(cast):
    """Nobody has heard anything: as before the first session of the cast."""
    DBTaskResult.objects.all().delete()
    with private_records_may_change():
        Notice.objects.as_system("test").delete()


@pytest.fixture
def clara_record(cast):
    return cast.clients["clara"]


def share_clara(cast, *with_whom):
    """Thea lets exactly these open Clara's record."""
    record, thea = cast.clients["clara"], cast.workers["thea"]
    everybody = [thea, *(cast.workers[key] for key in with_whom)]
    record.give_access(thea_viewer(cast), everybody, thea)


def thea_viewer(cast):
    return Viewer.in_office(cast.workers["thea"])


def run_jobs():
    """Once around: what is due runs, and fails or not as in a worker."""
    for job in DBTaskResult.objects.ready():
        job.claim("a worker")
        try:
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        except OSError as error:
            outcome.failed(job, error, pause=timedelta())
        else:
            outcome.succeeded(job)


def the_notice(person):
    return Notice.objects.visible_to(person.viewer).get()


def wish(person, when):
    """The same for all that can reach them."""
    assert person.post("/accounts/mails/", dict.fromkeys(LETTERS, when)).status_code == 302


# In the app


def test_cole_is_told_when_thea_gives_him_access_and_the_notice_leads_there(cast, cole, fran):
    assert "Notices, 0 new" in cole.page("clients")

    share_clara(cast, "cole")

    notice = the_notice(cole)
    assert "Notices, 1 new" in cole.page("clients")
    assert "You were given access to a client record" in cole.page("notices")
    opened = cole.get(f"/willow/notices/{notice.pk}/")
    assert opened.url == f"/willow/clients/{cast.clients['clara'].pk}/"
    assert "Notices, 0 new" in cole.page("clients")
    assert fran.get(f"/willow/notices/{notice.pk}/").status_code == 404


def test_nobody_is_told_what_they_did_themselves(cast, thea):
    share_clara(cast, "cole")

    assert not Notice.objects.visible_to(thea.viewer).exists()


def test_a_notice_dies_with_the_access_it_tells_of(cast, cole):
    share_clara(cast, "cole")
    notice = the_notice(cole)

    share_clara(cast)
    run_jobs()

    assert "client record" not in cole.page("notices")
    for door in ("/willow", "/accounts"):
        assert cole.browser.get(f"{door}/notices/{notice.pk}/", follow=True).status_code == 404
    assert not mail.outbox


def test_all_are_marked_as_seen_at_once(cast, cole):
    share_clara(cast, "cole")

    cole.post("/willow/notices/seen/")

    assert "Notices, 0 new" in cole.page("notices")
    assert "You were given access" in cole.page("notices")


def test_whoever_may_not_see_a_record_is_not_told_of_it(cast, cole, thea, clara_record):
    with act(thea.viewer, "clients.change", clara_record):
        assert tell(cole.viewer, about=clara_record, letter=AccessGiven) is None
        assert tell(thea.viewer, about=clara_record, letter=AccessGiven)

    assert not Notice.objects.visible_to(cole.viewer).exists()


def test_nobody_is_told_outside_of_an_act(thea, clara_record):
    with pytest.raises(UnrecordedChange):
        tell(thea.viewer, about=clara_record, letter=AccessGiven)


def test_the_bell_costs_a_page_one_query(cast, cole, django_assert_max_num_queries):
    cole.page("bell")

    with django_assert_max_num_queries(4):  # session, user, member, notices
        cole.browser.get("/willow/notices/bell/", headers={"By-Itself": "yes", "HX-Request": "true"})


# By mail


def test_the_mail_says_that_something_waits_and_never_what(cast, cole):
    share_clara(cast, "cole")

    run_jobs()
    run_jobs()

    (letter,) = mail.outbox
    html = letter.alternatives[0].content
    notice = the_notice(cole)
    assert letter.to == ["cole@willow.example"]
    assert letter.body.count("http") == 1
    assert html.count("<a ") == 1
    assert f"http://localhost:8000/accounts/notices/{notice.pk}/" in letter.body
    for told in (letter.subject, letter.body, html, letter.from_email, str(letter.extra_headers)):
        for secret in ("Clara", "Reyes", "Thea", "illow", "ractice", "herap", str(cast.clients["clara"].pk)):
            assert secret not in told.replace("cole@willow.example", "")
    headers = letter.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"] == "<http://localhost:8000/accounts/mails/>"
    assert headers["Message-ID"] == f"<notice-{notice.pk}@localhost>"


def test_the_link_in_the_mail_leads_to_the_place_where_one_was_told(cast, cole, otto):
    share_clara(cast, "cole")
    notice = the_notice(cole)

    assert cole.get(f"/accounts/notices/{notice.pk}/").url == f"/willow/notices/{notice.pk}/"
    assert otto.get(f"/accounts/notices/{notice.pk}/").status_code == 404


def test_the_same_job_again_sends_nothing_again(cast, cole):
    share_clara(cast, "cole")
    run_jobs()

    jobs.send.call(str(the_notice(cole).pk))

    assert len(mail.outbox) == 1


def test_what_was_seen_already_needs_no_mail(cast, cole):
    share_clara(cast, "cole")
    the_notice(cole).mark_seen(cole.viewer)

    run_jobs()

    assert not mail.outbox


def test_the_rule_is_asked_again_when_the_mail_leaves(cast, cole):
    share_clara(cast, "cole")
    cole.member.is_practitioner, cole.member.is_biller = False, False
    cole.member.is_supervisor = True
    cole.member.save()

    run_jobs()

    assert not mail.outbox


def test_while_the_mail_server_is_down_nothing_is_lost(cast, cole, settings, monkeypatch):
    def refuse(*args):
        raise smtplib.SMTPServerDisconnected("cole@willow.example")

    share_clara(cast, "cole")
    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", refuse)
        for _ in range(5):
            run_jobs()
    job = DBTaskResult.objects.get(task_path=jobs.send.module_path)
    assert job.status == "READY"
    assert job.exception_class_path == "smtplib.SMTPServerDisconnected"
    assert len(job.worker_ids) == 5

    run_jobs()

    assert len(mail.outbox) == 1


def test_who_wishes_gets_no_mail_or_one_a_day(cast, cole, time_machine):
    time_machine.move_to(datetime(2026, 11, 21, 20, 0, tzinfo=UTC))
    wish(cole, "none")
    share_clara(cast, "cole")
    run_jobs()
    share_clara(cast)
    assert not mail.outbox

    wish(cole, "daily")
    share_clara(cast, "cole")
    dev = cast.clients["dev"]
    dev.give_access(thea_viewer(cast), [cast.workers["thea"], cole.member], cast.workers["thea"])
    run_jobs()
    assert not mail.outbox

    time_machine.move_to(datetime(2026, 11, 22, 16, 1, tzinfo=UTC))  # 08:01 in Portland
    run_jobs()
    run_jobs()
    (letter,) = mail.outbox
    assert letter.subject == "2 things wait for you"


def test_the_mail_of_the_day_leaves_at_eight_where_one_lives(cole, time_machine):
    time_machine.move_to(datetime(2026, 10, 31, 20, 0, tzinfo=UTC))  # the clocks go back in the night
    assert next_morning(cole.user) == datetime(2026, 11, 1, 16, 0, tzinfo=UTC)

    cole.user.time_zone = "Asia/Kathmandu"
    assert next_morning(cole.user) == datetime(2026, 11, 1, 2, 15, tzinfo=UTC)


def test_wishes_are_offered_for_what_can_reach_one(everyone, cole, clara):
    assert "When you are given access to a client record" in cole.get("/accounts/mails/").content.decode()
    assert "When you are given access to a client record" not in clara.get("/accounts/mails/").content.decode()
    assert "When something is shared with you" in clara.get("/accounts/mails/").content.decode()
    assert "Nothing to choose yet" in everyone["left"].get("/accounts/mails/").content.decode()
    assert "When your session is moved" in clara.get("/accounts/mails/").content.decode()
    assert cole.post("/accounts/mails/", {"clients.access_given": "hourly"}).status_code == 422
    assert Wish.of(cole.user, "clients.access_given") == Wish.Mail.AT_ONCE


def test_every_letter_has_a_sample(settings, client, db):
    settings.DEMO = True

    page = client.get("/demo/letters/").content.decode()

    for letter in LETTERS.values():
        assert str(letter.subject) in page


def test_notices_that_were_seen_long_ago_are_forgotten(cast, cole, settings):
    share_clara(cast, "cole")
    the_notice(cole).mark_seen(cole.viewer)
    jobs.forget_old_notices.call()
    assert the_notice(cole)

    settings.NOTICES_KEPT_FOR = 0
    jobs.forget_old_notices.call()

    assert not Notice.objects.visible_to(cole.viewer).exists()


def test_a_notice_that_nobody_has_seen_is_kept(cast, cole, settings):
    share_clara(cast, "cole")
    settings.NOTICES_KEPT_FOR = 0

    jobs.forget_old_notices.call()

    assert the_notice(cole)
