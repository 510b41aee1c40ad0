"""What people are told of notes, and in which words."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class ToBeCosigned(Letter):
    kind = "notes.to_be_cosigned"
    face = "office"
    subject = _("Something waits for your signature")
    sentence = _("Somebody you supervise has finished something that needs your signature too.")
    button = _("Read and sign")
    page = "note"
    occasion = _("When somebody you supervise needs your signature")
    icon = "pen-line"


class Returned(Letter):
    kind = "notes.returned"
    face = "office"
    subject = _("Your supervisor has a comment")
    sentence = _("Your supervisor has returned something to you, with a comment.")
    button = _("Read the comment")
    page = "note"
    occasion = _("When your supervisor returns something")
    icon = "undo-2"


class Cosigned(Letter):
    kind = "notes.cosigned"
    face = "office"
    subject = _("Your supervisor has signed")
    sentence = _("Your supervisor has signed what you had handed in.")
    button = _("Look at it")
    page = "note"
    occasion = _("When your supervisor signs")
    icon = "check-check"


class NoteMissing(Letter):
    kind = "notes.missing"
    face = "office"
    subject = _("Something of yours is not finished")
    sentence = _("Something that you have begun waits to be written and signed.")
    button = _("Go on with it")
    page = "note-write"
    occasion = _("When a session's note was not approved for a day")
    icon = "notebook-pen"


class NoteShared(Letter):
    kind = "notes.shared"
    face = "portal"
    subject = _("Something was shared with you")
    sentence = _("Something new was shared with you.")
    button = _("Look at it")
    page = "note"
    occasion = _("When a note is shared with you")
    icon = "file-text"


class ChartNoteShared(NoteShared):
    kind = "notes.chart_shared"
    page = "chart-note"
    occasion = _("When a note on your record is shared with you")
