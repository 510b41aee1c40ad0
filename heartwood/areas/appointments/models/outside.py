"""A calendar that a practitioner keeps elsewhere: its busy times are not offered to clients."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models.calendar import Calendar, OutsideTime
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.vault.small_secrets import open_secret, seal_secret

if TYPE_CHECKING:
    from heartwood.areas.appointments.outside import Answer

PURPOSE = "appointments.outside"
WEEKS_BEYOND = timedelta(days=14)  # what staff may book ahead of what clients are offered


class OutsideCalendarQuerySet(models.QuerySet["OutsideCalendar"]):
    def look_at(self, viewer: Viewer, calendar: Calendar, address: str) -> "OutsideCalendar":
        """From now on the busy times of that calendar count, and no other's."""
        with act(viewer, "appointments.look_outside", calendar):
            self.forget_times_of(calendar)
            outside, _made = self.update_or_create(
                calendar=calendar,
                defaults={
                    "address": seal_secret(address, PURPOSE, str(calendar.pk)),
                    "version": "",
                    "problem": "",
                    "worked_at": None,
                    "looked_at": None,
                    "read_at": None,
                },
            )
        return outside

    def of(self, practitioner: Member) -> "OutsideCalendar | None":
        return self.filter(calendar__member=practitioner).select_related("calendar").first()

    def forget(self, viewer: Viewer, practitioner: Member) -> None:
        """The address and the times."""
        if outside := self.of(practitioner):
            with act(viewer, "appointments.forget_outside", outside.calendar):
                self.forget_times_of(outside.calendar)
                outside.delete()

    def still_used(self) -> Self:
        return self.filter(calendar__member__left_at=None)

    def forget_times_of(self, calendar: Calendar) -> None:
        OutsideTime.objects.on([calendar]).delete()


class OutsideCalendar(models.Model):
    """Where it is, sealed, and how the last look went. Of what stands in it, only when somebody is busy is kept."""

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", _("Its server did not answer. We try again every quarter of an hour.")
        FORBIDDEN = "forbidden", _("This address leads to where we do not look: use the public address of a calendar.")
        REFUSED = "refused", _("Its server did not give us the calendar. Is the address still right?")
        TOO_LARGE = "too_large", _("The calendar is too large, or its repeated entries are too many.")
        UNREADABLE = "unreadable", _("What stands at this address is no calendar that we can read.")

    calendar = models.OneToOneField(Calendar, models.CASCADE, primary_key=True, related_name="outside")
    address = models.CharField(max_length=4000)  # sealed: whoever has it reads the calendar
    version = models.CharField(max_length=300, blank=True)  # what its server calls what we have read (ETag)
    problem = models.CharField(max_length=12, choices=Problem.choices, blank=True)
    looked_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # as a whole; a look that finds nothing new does not read it

    objects = OutsideCalendarQuerySet.as_manager()

    def __str__(self) -> str:
        return f"outside calendar of {self.calendar_id}"

    @property
    def opened_address(self) -> str:
        return open_secret(self.address, PURPOSE, str(self.calendar_id))

    @property
    def known_version(self) -> str:
        """What need not be sent again. Once a day all is read anew: with each day one more comes into sight."""
        is_fresh = self.read_at is not None and self.read_at > now() - timedelta(days=1)
        return self.version if is_fresh else ""

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Of what length its busy times are kept."""
        return now() - timedelta(days=1), now() + timedelta(days=self.calendar.horizon_days) + WEEKS_BEYOND

    def keep(self, answer: "Answer") -> None:
        """What the look has brought: times, or a problem, or that nothing is new. Where the address has been changed
        or forgotten meanwhile, nothing."""
        with transaction.atomic():
            current = OutsideCalendar.objects.select_for_update().filter(pk=self.pk, address=self.address).first()
            if current is None:
                return
            current.looked_at, current.problem = now(), answer.problem
            if not answer.problem:
                current.worked_at = now()
                current.version = answer.version
            if answer.busy is not None:
                current.read_at = now()
                current._replace_times(answer.busy)
            current.save()

    def _replace_times(self, busy: Iterable[tuple[datetime, datetime]]) -> None:
        OutsideCalendar.objects.forget_times_of(self.calendar)
        OutsideTime.objects.bulk_create(
            OutsideTime(calendar=self.calendar, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in busy
        )
