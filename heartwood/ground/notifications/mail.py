"""Notices as mails."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartwood.ground.access.places import places_of
from heartwood.ground.accounts.models import User
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.models import Notice
from heartwood.ground.notifications.paper import in_the_words_of, written
from heartwood.kit.templatetags.kit import initials


def of(notice: Notice) -> EmailMultiAlternatives:
    letter, record = notice.letter, notice.its_record()
    with in_the_words_of(notice.person):
        mail = _written(
            letter,
            notice.person,
            words=letter.words(record, notice.reader),
            path=reverse("accounts:notice", args=[notice.pk]),
            aside=_which_profile(notice),
            headers={"Message-ID": _message_id(f"notice-{notice.pk}")},
        )
        for enclosed in letter.enclosed(record, notice.reader):
            mail.attach(*enclosed)
    return mail


def sample(letter: type[Letter], person: User) -> EmailMultiAlternatives:
    """A letter as this person would get it, about nothing in particular."""
    with in_the_words_of(person):
        return _written(letter, person, words=str(letter.sentence), path="/", aside="", headers={})


def _written(
    letter: type[Letter], person: User, *, words: str, path: str, aside: str, headers: dict[str, str]
) -> EmailMultiAlternatives:
    return written(
        person.email,
        name=person.name,
        subject=str(letter.subject),
        words=words,
        act=str(letter.button),
        path=path,
        aside=aside,
        otherwise=_how_to_change_that(),
        headers=_unsubscribe() | headers,
    )


def _which_profile(notice: Notice) -> str:
    """Of those that somebody holds, by the letters that stand for it in the portal: a name would be read over
    shoulders."""
    if notice.profile is None or len(places_of(notice.person)) == 1:
        return ""
    letters = initials(notice.profile.label or notice.person.name)
    return _("It is for the profile with the letters %(letters)s.") % {"letters": letters}


def of_the_day(person: User, number: int, due: datetime) -> EmailMultiAlternatives:
    with in_the_words_of(person):
        waits = ngettext("%(n)d thing waits for you", "%(n)d things wait for you", number) % {"n": number}
        return written(
            person.email,
            name=person.name,
            subject=waits,
            words=_("This is your mail of the day. What waits is under the bell, after you have signed in."),
            act=_("Look at what waits"),
            path=reverse("home"),
            otherwise=_how_to_change_that(),
            headers=_unsubscribe() | {"Message-ID": _message_id(f"daily-{person.pk}-{due:%Y%m%d}")},
        )


def _message_id(name: str) -> str:
    """The same at every try, so that whoever gets it twice sees it once."""
    return f"<{name}@{settings.HOST}>"


def _unsubscribe() -> dict[str, str]:
    return {"List-Unsubscribe": f"<{settings.BASE_URL}{reverse('accounts:mails')}>"}


def _how_to_change_that() -> str:
    return _("Which mails you get, and when, you choose in your settings.")
