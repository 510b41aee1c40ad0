"""When a practitioner receives: every week, on special days, and never on holidays.

Hours are wall-clock hours in the calendar's own time zone: nine o'clock stays nine o'clock when clocks change.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models.calendar import Calendar
from heartwood.areas.appointments.models.offer import Service
from heartwood.ground.accounts.models import Organization


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeeklyHours(models.Model):
    """From when until when, on a day of every week; for one service, or for all that have no hours of their own."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="weekly_hours")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))

    class Meta:
        ordering: ClassVar[list[str]] = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="weekly_hours_end_after_they_begin",
                violation_error_message=_("The end must be later than the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}-{self.closes:%H:%M}"


class SpecialHours(models.Model):
    """Days that are not like every week: other hours, or without hours none at all."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="special_hours")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    opens = models.TimeField(_("from"), null=True, blank=True)
    closes = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="special_hours_last_day_not_before_first",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(closes__gt=F("opens")),
                name="special_hours_end_after_they_begin",
                violation_error_message=_("The end must be later than the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on}: {self.opens}-{self.closes}"


class Holiday(models.Model):
    """Days on which nobody of an organization receives."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="holiday_last_day_not_before_first",
                violation_error_message=_("The last day must not be before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name
