"""What people are told about consent: that something waits, never what was agreed to."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class Recorded(Letter):
    kind = "consent.recorded"
    face = "portal"
    subject = _("Something was recorded for you")
    sentence = _("Somebody you work with has recorded something on your behalf. Please see whether it is right.")
    button = _("See what was recorded")
    page = "consent-event"
    occasion = _("When something is recorded on your behalf")
    icon = "clipboard-check"


class Withdrawn(Letter):
    kind = "consent.withdrawn"
    face = "office"
    subject = _("Something in a client record has changed")
    sentence = _("Something has changed that you should know of before you next meet a client of yours.")
    button = _("See what has changed")
    page = "consent-event"
    occasion = _("When a client takes back what they had agreed to")
    icon = "undo-2"
