"""What people are told about journals: that something waits. The words of an entry stand in no mail."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class EntryShared(Letter):
    kind = "journals.shared"
    face = "office"
    subject = _("Something was shared with you")
    sentence = _("Somebody you work with shared something with you.")
    button = _("View client journal")
    page = "journal-entry"
    occasion = _("When a client shares a journal entry with you")
    icon = "notebook-pen"


class EntryAcknowledged(Letter):
    kind = "journals.acknowledged"
    face = "portal"
    subject = _("A few words for you")
    sentence = _("Somebody has read what you shared, and left you a few words.")
    button = _("Read them")
    page = "journal-entry"
    occasion = _("When somebody answers what you shared from your journal")
    icon = "message-circle-heart"
