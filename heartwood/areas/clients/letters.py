"""What people are told about client records."""

from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.paper import in_the_words_at, written
from heartwood.kit.dates import moment

if TYPE_CHECKING:
    from heartwood.areas.clients.models.portal import PortalInvitation


class AccessGiven(Letter):
    kind = "clients.access_given"
    face = "office"
    subject = _("You were given access to a client record")
    sentence = _("Somebody you work with gave you access to a client record.")
    button = _("Open the record")
    page = "client"
    occasion = _("When you are given access to a client record")
    icon = "user-plus"


class ProfileChanged(Letter):
    kind = "clients.profile_changed"
    face = "office"
    subject = _("A client has changed their details")
    sentence = _("A client has changed something in their details. Look at what it was, and whether it matters to you.")
    button = _("See what changed")
    page = "client-changes"
    occasion = _("When a client changes their details in the portal")
    icon = "user-pen"


class EmergencyContactChanged(Letter):
    kind = "clients.emergency_contact_changed"
    face = "office"
    subject = _("A client has changed their details")
    sentence = _("A client has changed who is called for them when it matters.")
    button = _("Look at it")
    page = "client-emergency"
    occasion = _("When a client changes their emergency contact in the portal")
    icon = "heart-pulse"


class ComesOfAge(Letter):
    kind = "clients.comes_of_age"
    face = "office"
    subject = _("A client soon comes of age")
    sentence = _("A client soon comes of age. From that day on, nobody else enters the portal for them.")
    button = _("See who does today")
    page = "client-portal"
    occasion = _("When a client soon comes of age")
    icon = "calendar-clock"


class EndsWithChildhood(Letter):
    kind = "clients.ends_with_childhood"
    face = "portal"
    subject = _("A profile closes soon")
    sentence = _("One of the profiles that you hold closes soon. See which one, and when.")
    button = _("Look at it")
    page = "relationships-childhood"
    occasion = _("When a profile that you hold for a minor closes soon")
    icon = "calendar-clock"


def invitation_to_portal(invitation: "PortalInvitation") -> EmailMultiAlternatives:
    """By whom, until when, and one button. Neither the practice nor what it does is named: mail is read over
    shoulders."""
    with in_the_words_at(invitation.organization):
        return written(
            invitation.email,
            name=invitation.name,
            subject=gettext("You are invited to Heartwood"),
            words=gettext(
                "%(inviter)s invites you to a place of your own, where you find what is shared with you and can answer."
            )
            % {"inviter": invitation.invited_by.user.name},
            act=gettext("Open the invitation"),
            path=invitation.path,
            otherwise=gettext(
                "It works once, until %(until)s. If you do not know what this is about, there is nothing to do."
            )
            % {"until": f"{moment(invitation.expires_at)} ({timezone.get_current_timezone_name()})"},
        )
