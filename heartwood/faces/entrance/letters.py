"""What people are told by mail about their login. Never where they work, or where they are a client."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from heartwood.ground.accounts.models import User
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.paper import in_the_words_of, written


class NewDevice(Letter):
    """Says neither which device nor from where: that stands behind the button."""

    kind = "entrance.new_device"
    face = "none"
    subject = _("Somebody signed in from a new device")
    sentence = _(
        "Your login was used on a device that we have not seen before. If it was you, there is nothing to do. If not,"
        " look at it now: one click signs everybody else out."
    )
    button = _("Look at this sign-in")
    page = "accounts:device"
    occasion = _("When your login is used on a new device")
    icon = "monitor-smartphone"


# By the names under which allauth asks for them: what happened, as a subject and as a sentence.
NOTICES = {
    "password_changed": (_("Your password was changed"), _("The password of your login was changed.")),
    "password_set": (_("Your login has a password now"), _("Your login was given a password.")),
    "password_reset": (_("You have a new password"), _("A new password was chosen with a link from your mail.")),
    "totp_activated": (
        _("An authenticator app was set up"),
        _("From now on you sign in with your password and a code from your authenticator app."),
    ),
    "totp_deactivated": (
        _("Your authenticator app was removed"),
        _("Codes from your authenticator app are not asked for any more."),
    ),
    "webauthn_added": (_("A passkey was added"), _("A new passkey now opens your login.")),
    "webauthn_removed": (_("A passkey was removed"), _("One of your passkeys does not open your login any more.")),
    "recovery_codes_generated": (
        _("You have new recovery codes"),
        _("New recovery codes were made. The old ones are void."),
    ),
}


def new_password(user: User, path: str) -> EmailMultiAlternatives:
    with in_the_words_of(user):
        return written(
            user.email,
            name=user.name,
            subject=gettext("Choose a new password"),
            words=gettext(
                "Somebody asked for a new password for your login. If it was you, choose one now:"
                " the link works once, and for an hour."
            ),
            act=gettext("Choose a new password"),
            path=path,
            otherwise=gettext("If it was not you, there is nothing to do. Your password stays as it is."),
        )


def notice(user: User, what: str, device: str, at: datetime) -> EmailMultiAlternatives:
    subject, words = NOTICES[what]
    with in_the_words_of(user):
        return written(
            user.email,
            name=user.name,
            subject=str(subject),
            words=str(words),
            act=gettext("Look at your login"),
            path=reverse("accounts:settings"),
            otherwise=gettext(
                "If it was not you, choose a new password at once: “Forgot your password?” stands on the sign-in page."
            ),
            aside=gettext("This happened on %(when)s (%(zone)s), in %(device)s.")
            % {
                "when": in_words(timezone.localtime(at), pgettext("date format", "D j M Y, H:i")),
                "zone": user.time_zone,
                "device": device,
            },
        )
