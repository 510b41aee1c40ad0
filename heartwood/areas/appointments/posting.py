"""The mails of mailings: when, and a file for the calendar, and no button, since there is no page."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.ground.access.viewer import NOBODY
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.job import FOR_DAYS, job
from heartwood.ground.notifications.models import Wish
from heartwood.ground.notifications.paper import in_the_words_at, in_the_words_of, written

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.mailing import Mailing


@job(tries=FOR_DAYS)
def post(mailing_pk: str) -> None:
    """Run again, it finds that the mail has left."""
    mailing = apps.get_model("appointments.Mailing").objects.with_its_session().get(pk=UUID(mailing_pk))
    if mailing.is_news and _is_wished_for(mailing):
        mail_of(mailing).send()
        with act(NOBODY, "appointments.mail", mailing):
            mailing.sent_at = now()
            mailing.save(update_fields=["sent_at"])


def mail_of(mailing: "Mailing") -> EmailMultiAlternatives:
    with _in_their_words(mailing):
        mail = written(
            mailing.email,
            name=mailing.person.name if mailing.person else mailing.client.name,
            subject=str(mailing.letter.subject),
            words=mailing.letter.words(mailing.appointment, NOBODY),
            otherwise=_("If this does not suit you, or something is wrong, please call your practice."),
            headers={"Message-ID": f"<mailing-{mailing.pk}@{settings.HOST}>"},
        )
        for enclosed in mailing.letter.enclosed(mailing.appointment, NOBODY):
            mail.attach(*enclosed)
    return mail


def _is_wished_for(mailing: "Mailing") -> bool:
    return mailing.person is None or Wish.of(mailing.person, mailing.kind) != Wish.Mail.NONE


def _in_their_words(mailing: "Mailing") -> AbstractContextManager[None]:
    return in_the_words_of(mailing.person) if mailing.person else in_the_words_at(mailing.client.organization)
