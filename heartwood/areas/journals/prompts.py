"""Questions to begin with, for whoever sits before an empty page."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.journals.models import WithoutPrompts
from heartwood.ground.accounts.models import User

AT_ONCE = 3

PROMPTS = (
    _("What has stayed with you since the session?"),
    _("How does your body feel right now?"),
    _("What surprised you?"),
    _("What was easier than you had thought?"),
    _("What was hard, and what helped?"),
    _("Is there something you wanted to say, and did not?"),
    _("What would you like to remember of this in a year?"),
    _("What are you grateful for today?"),
    _("Which small step could you take before the next session?"),
    _("What would you tell a friend who feels as you do now?"),
)


def prompts_for(user: User | None, appointment: Appointment) -> Sequence[Promise]:
    """A few, others for each session; none for whoever has switched them off."""
    if not are_on(user):
        return ()
    first = appointment.pk.int % len(PROMPTS)
    return (PROMPTS[first:] + PROMPTS[:first])[:AT_ONCE]


def are_on(user: User | None) -> bool:
    return not WithoutPrompts.objects.filter(user=user).exists()


def switch(user: User) -> None:
    """Off, or on again."""
    if not WithoutPrompts.objects.filter(user=user).delete()[0]:
        WithoutPrompts.objects.create(user=user)
