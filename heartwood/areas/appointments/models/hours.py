"""When a practitioner receives: every week, on special days, and never on holidays.

Hours are wall-clock hours in the calendar's own time zone: nine o'clock stays nine o'clock when clocks change.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models.calendar import Calendar
from heartwood.areas.appointments.models.offer import Service
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Organization
from heartwood.ground.audit.acting import act


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WeeklyHoursQuerySet(models.QuerySet["WeeklyHours"]):
    def replace(
        self,
        viewer: Viewer,
        calendar: Calendar,
        service: Service | None,
        days: Mapping[int, Iterable[tuple[time, time]]],
    ) -> None:
        """Exactly these from now on, for the service or for all that have none of their own."""
        with act(viewer, "appointments.set_hours", calendar):
            self.filter(calendar=calendar, service=service).delete()
            self.bulk_create(
                self.model(calendar=calendar, service=service, weekday=weekday, opens=opens, closes=closes)
                for weekday, spans in days.items()
                for opens, closes in spans
            )


class WeeklyHours(models.Model):
    """From when until when, on a day of every week; for one service, or for all that have no hours of their own."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="weekly_hours")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))

    objects = WeeklyHoursQuerySet.as_manager()

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


class SpecialHoursQuerySet(models.QuerySet["SpecialHours"]):
    def add(
        self,
        viewer: Viewer,
        calendar: Calendar,
        *,
        first_on: date,
        last_on: date,
        hours: Iterable[tuple[time | None, time | None]],
    ) -> None:
        """On these days these hours; without any, nobody can book."""
        with act(viewer, "appointments.set_hours", calendar):
            self.bulk_create(
                self.model(calendar=calendar, first_on=first_on, last_on=last_on, opens=opens, closes=closes)
                for opens, closes in list(hours) or [(None, None)]
            )


class SpecialHours(models.Model):
    """Days that are not like every week: other hours, or without hours none at all."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="special_hours")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    opens = models.TimeField(_("from"), null=True, blank=True)
    closes = models.TimeField(_("until"), null=True, blank=True)

    objects = SpecialHoursQuerySet.as_manager()

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

    def remove(self, viewer: Viewer) -> None:
        """Those days are like every week again."""
        with act(viewer, "appointments.set_hours", self.calendar):
            self.delete()


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def add(self, viewer: Viewer, **facts: Any) -> "Holiday":
        holiday = self.model(organization=viewer.organization, **facts)
        with act(viewer, "appointments.add_holiday", holiday):
            holiday.save(force_insert=True)
        return holiday


class Holiday(models.Model):
    """Days on which nobody of an organization receives."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    objects = HolidayQuerySet.as_manager()

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

    def remove(self, viewer: Viewer) -> None:
        with act(viewer, "appointments.remove_holiday", self):
            self.delete()
