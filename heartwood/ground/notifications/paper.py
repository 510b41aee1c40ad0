"""The paper that every mail of the house is written on: who it greets, what it says, one button."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from heartwood.ground.accounts.models import Organization, User


@contextmanager
def in_the_words_of(user: User) -> Iterator[None]:
    """In their language and zone."""
    with translation.override(user.language), timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
        yield


@contextmanager
def in_the_words_at(organization: Organization) -> Iterator[None]:
    """In the language of the install and the organization's zone: for somebody who has no login."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(zoneinfo.ZoneInfo(organization.time_zone)):
        yield


def written(
    to: str,
    *,
    name: str,
    subject: str,
    words: str,
    act: str = "",
    path: str = "",
    aside: str = "",
    otherwise: str = "",
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    """As text and as HTML. The sender is the install, and no practice. Without an act it has no button: to somebody for
    whom there is no page."""
    facts = {
        "name": name,
        "subject": subject,
        "words": words,
        "act": act,
        "url": settings.BASE_URL + path,
        "aside": aside,
        "otherwise": otherwise,
    }
    mail = EmailMultiAlternatives(
        subject,
        render_to_string("notifications/mail/letter.txt", facts),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    mail.attach_alternative(render_to_string("notifications/mail/letter.html", facts), "text/html")
    return mail
