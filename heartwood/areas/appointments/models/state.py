"""What can become of a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    BOOKED = "booked", _("Booked")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")
    LATE_CANCELLED = "late_cancelled", _("Cancelled late")
    NO_SHOW = "no_show", _("No-show")


CALLED_OFF = (State.DECLINED, State.CANCELLED, State.LATE_CANCELLED, State.NO_SHOW)
OPEN = (State.REQUESTED, State.BOOKED)
