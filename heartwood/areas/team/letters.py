"""What the team is told by mail."""

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext as _

from heartwood.areas.team.models import Invitation
from heartwood.ground.notifications.paper import in_the_words_of, written
from heartwood.kit.dates import moment


def letter(invitation: Invitation) -> EmailMultiAlternatives:
    """You are invited: by whom, until when, and one button. It names neither the organization nor what it does: mail is
    read over shoulders."""
    inviter = invitation.invited_by.user
    with in_the_words_of(inviter):
        return written(
            invitation.email,
            name=invitation.name,
            subject=_("You are invited to Heartwood"),
            words=_(
                "%(inviter)s invites you to work together in Heartwood. Look at what you are asked to do, and accept if"
                " you like."
            )
            % {"inviter": inviter.name},
            act=_("Look at the invitation"),
            path=invitation.path,
            otherwise=_(
                "It works once, until %(until)s. If you do not know what this is about, there is nothing to do."
            )
            % {"until": _until(invitation)},
        )


def _until(invitation: Invitation) -> str:
    """With its zone: nobody knows yet in which one the reader lives."""
    return f"{moment(invitation.expires_at)} ({timezone.get_current_timezone_name()})"
