"""What the team is told by mail."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from heartwood.areas.team.models import Invitation
from heartwood.kit.dates import moment


def letter(invitation: Invitation) -> EmailMultiAlternatives:
    """You are invited: by whom, until when, and one button. It names neither the organization nor what it does: mail is
    read over shoulders."""
    inviter = invitation.invited_by.user
    with translation.override(inviter.language), timezone.override(inviter.time_zone):
        facts = {"invitation": invitation, "inviter": inviter, "until": _until(invitation)}
        mail = EmailMultiAlternatives(
            subject=_("You are invited to Heartwood"),
            body=render_to_string("team/mail/invitation.txt", facts),
            to=[invitation.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("team/mail/invitation.html", facts), "text/html")
    return mail


def _until(invitation: Invitation) -> str:
    """With its zone: nobody knows yet in which one the reader lives."""
    return f"{moment(invitation.expires_at)} ({timezone.get_current_timezone_name()})"
