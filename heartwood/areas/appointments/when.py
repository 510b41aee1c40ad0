"""When a session is, in words: with the zone's name, for people who travel and practices that are elsewhere."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from heartwood.kit.dates import clock, moment, zone_in_words

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment


def when(session: "Appointment", starts_at: datetime | None = None) -> str:
    """Sat 28 Nov, 10:00 (Los Angeles time). What happens at a place is said in the place's time; and in the reader's
    beside it, where that is another."""
    starts_at = starts_at or session.starts_at
    here, there = timezone.get_current_timezone(), zone_of(session)
    if starts_at.astimezone(here).utcoffset() == starts_at.astimezone(there).utcoffset():
        return _said(starts_at, here)
    with timezone.override(there):
        said = _said(starts_at, there)
    return _("%(when)s; for you %(yours)s") % {"when": said, "yours": _said(starts_at, here)}


def until_when(session: "Appointment") -> str:
    """Sat 28 Nov, 10:00 to 10:50 (Los Angeles time)."""
    with timezone.override(zone_of(session)):
        return _("%(begins)s to %(ends)s (%(zone)s)") % {
            "begins": moment(session.starts_at),
            "ends": clock(session.ends_at),
            "zone": zone_in_words(str(zone_of(session))),
        }


def for_the_reader(at: datetime, zone: tzinfo) -> str:
    """The same moment in the reader's own time, where it is told in another."""
    here = timezone.get_current_timezone()
    if at.astimezone(here).utcoffset() == at.astimezone(zone).utcoffset():
        return ""
    said = _("For you, that is %(when)s (%(zone)s).")
    return said % {"when": moment(at), "zone": zone_in_words(str(here))}


def zone_of(session: "Appointment") -> tzinfo:
    """In whose time it is told: in the place's, where there is one, else in the reader's."""
    if session.is_at_a_place:
        return ZoneInfo(session.organization.time_zone)
    return timezone.get_current_timezone()


def _said(starts_at: datetime, zone: tzinfo) -> str:
    return f"{moment(starts_at)} ({zone_in_words(str(zone))})"
