"""What the trail itself gives reason to look at."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client
from heartwood.areas.trail.letters import ManyRecordsOpened
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import Member, MemberQuerySet, Organization
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line
from heartwood.ground.jobs.models import Slot
from heartwood.ground.notifications.telling import tell

WITHIN = timedelta(hours=1)


class AlarmQuerySet(GuardedQuerySet["Alarm"]):
    def sound_where_many_records_were_opened(self) -> None:
        """Once a day for each account, however often this is asked."""
        since = now() - WITHIN
        for member in _busy_readers(since):
            self.sound(member, since)

    def sound(self, member: Member, since: datetime) -> None:
        today = now().replace(hour=0, minute=0, second=0, microsecond=0)
        alarm = Alarm(organization=member.organization, member=member, since=since)
        administrators = Member.objects.current().administrators().filter(organization=member.organization)
        with transaction.atomic():
            if Slot.objects.take(f"trail.alarm {member.pk}", today):
                self._tell(alarm, administrators)

    def _tell(self, alarm: "Alarm", administrators: MemberQuerySet) -> None:
        with act(NOBODY, "trail.alarm", alarm):
            alarm.save(force_insert=True)
            for member in administrators.select_related("user", "organization"):
                tell(Viewer.in_office(member), about=alarm, letter=ManyRecordsOpened)


class Alarm(Private):
    """One account has opened, or taken into a file, unusually many client records within an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    objects: ClassVar[AlarmQuerySet] = AlarmQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("alarm")

    def __str__(self) -> str:
        return str(self.member)


def _busy_readers(since: datetime) -> list[Member]:
    """Owner-only records do not count: that there are any is for nobody to learn."""
    reason = "did an account open unusually many records?"
    open_to_all = Client.objects.as_system(reason).filter(owner=None)
    lines = Line.objects.as_system(reason).filter(at__gt=since, client__in=open_to_all.values("pk"))
    opened = lines.filter(Q(kind=Line.Kind.VISIT) | Q(verb="clients.export")).order_by()
    counted = opened.values("organization", "who").annotate(records=Count("client", distinct=True))
    busy = counted.filter(records__gt=settings.MANY_RECORDS)
    found = [Member.objects.filter(organization=one["organization"], user=one["who"]).first() for one in busy]
    return [member for member in found if member]
