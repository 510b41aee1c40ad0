"""What people are told of a summary, and in which words."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class SummaryShared(Letter):
    kind = "summary.shared"
    face = "portal"
    subject = _("Something was shared with you")
    sentence = _("Something new was shared with you.")
    button = _("Look at it")
    page = "summary"
    occasion = _("When a summary of your sessions is shared with you")
    icon = "list"
