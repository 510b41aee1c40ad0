"""What people are told about documents: that something waits, not even that it is a document."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class DocumentShared(Letter):
    kind = "documents.shared"
    face = "portal"
    subject = _("Something was shared with you")
    sentence = _("Somebody you work with shared something with you.")
    button = _("Look at it")
    page = "document"
    occasion = _("When something is shared with you")
    icon = "file-text"


class DocumentArrived(Letter):
    kind = "documents.arrived"
    face = "office"
    subject = _("Something was uploaded for you")
    sentence = _("One of your clients uploaded something for you.")
    button = _("Look at it")
    page = "client-document"
    occasion = _("When a client uploads something for you")
    icon = "file-input"
