"""What people are told about client records."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class AccessGiven(Letter):
    kind = "clients.access_given"
    face = "office"
    subject = _("You were given access to a client record")
    sentence = _("Somebody you work with gave you access to a client record.")
    button = _("Open the record")
    page = "client"
    occasion = _("When you are given access to a client record")
    icon = "user-plus"
