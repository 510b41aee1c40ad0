"""The mails of notices, which leave while nobody waits. Run again, a job finds that they have left."""

from datetime import UTC, datetime
from uuid import UUID

from django.utils.timezone import now

from heartwood.ground.access.viewer import NOBODY
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.job import FOR_DAYS, daily, job
from heartwood.ground.notifications import mail
from heartwood.ground.notifications.models import Notice, NoticeQuerySet, Wish


@job(tries=FOR_DAYS)
def send(notice_pk: str) -> None:
    notice = _notices().get(pk=UUID(notice_pk))
    is_news = notice.sent_at is None and notice.seen_at is None
    if is_news and Wish.of(notice.person, notice.kind) != Wish.Mail.NONE and _is_worth_saying(notice):
        mail.of(notice).send()
        _note_as_sent(notice)


@job(tries=FOR_DAYS)
def send_daily(person_pk: str, due_at: float) -> None:
    person, due = User.objects.get(pk=UUID(person_pk)), datetime.fromtimestamp(due_at, UTC)
    notices = [notice for notice in _notices().filter(person=person).waiting_for(mail=due) if notice.is_still_theirs]
    if notices:
        mail.of_the_day(person, len(notices), due).send()
        _note_as_sent(*notices)


@job(repeats=daily("03:20"))
def forget_old_notices() -> None:
    old = Notice.objects.as_system("old notices are forgotten").forgettable()
    for person in User.objects.filter(pk__in=old.values("person")):
        with act(NOBODY, "notifications.forget", person):
            old.filter(person=person).delete()


def _is_worth_saying(notice: Notice) -> bool:
    return notice.is_still_theirs and notice.letter.is_news(notice.its_record())


def _note_as_sent(*notices: Notice) -> None:
    with act(NOBODY, "notifications.send", notices[0].person):
        for notice in notices:
            notice.sent_at = now()
            notice.save(update_fields=["sent_at"])


def _notices() -> NoticeQuerySet:
    opened = Notice.objects.as_system("a mail leaves with nobody looking")
    return opened.select_related("person", "member__user", "member__organization", "profile__user")
