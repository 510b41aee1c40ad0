"""How the pages about the team say things."""

from datetime import datetime, timedelta

from django import template
from django.utils.timezone import now
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def lately(when: datetime | None) -> str:
    """Roughly when: enough to find a login that nobody uses, too little to watch anybody."""
    if when is None:
        return _("Never")
    passed = now() - when
    if passed < timedelta(days=7):
        return _("In the last week")
    if passed < timedelta(days=31):
        return _("In the last month")
    return _("Longer ago")


@register.filter
def zone(name: str) -> str:
    """America/Los_Angeles as it is read aloud."""
    return name.replace("_", " ")
