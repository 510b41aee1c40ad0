"""What administrators are told about the trail."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class ManyRecordsOpened(Letter):
    kind = "trail.many_records_opened"
    face = "office"
    subject = _("Unusually many records were opened")
    sentence = _("One account has opened unusually many records within an hour. Please look whether that was meant.")
    button = _("Look at the access log")
    page = "practice-alarm"
    occasion = _("When an account opens unusually many records")
    icon = "siren"
