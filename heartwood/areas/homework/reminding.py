"""Reminding clients, once, in the morning before the day on which homework is due."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import localdate, now

from heartwood.areas.clients.models import PortalAccess
from heartwood.areas.homework.letters import HomeworkDue
from heartwood.areas.homework.models import Homework
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.models import Slot
from heartwood.ground.notifications.models import MORNING
from heartwood.ground.notifications.telling import tell

A_DAY = timedelta(days=1)


def remind_everybody() -> None:
    today = localdate(timezone=UTC)
    everything = Homework.objects.as_system("reminders leave with nobody looking").open()
    soon = everything.filter(due_on__range=(today, today + 2 * A_DAY))  # somewhere it is tomorrow
    for homework in soon.select_related("client"):
        for profile in PortalAccess.objects.behind([homework.client_id]):
            if _is_the_morning_before(homework, profile.user):
                remind(homework, profile)


def remind(homework: Homework, profile: PortalAccess) -> None:
    """Once for this day, however often it is asked."""
    assert homework.due_on  # noqa: S101  it was found by it
    due = datetime.combine(homework.due_on, time(), UTC)
    with transaction.atomic():
        if Slot.objects.take(f"homework.remind {homework.pk} {profile.pk}", due):
            with act(NOBODY, "homework.remind", homework):
                tell(Viewer.through_portal(profile), about=homework, letter=HomeworkDue)


def _is_the_morning_before(homework: Homework, person: User) -> bool:
    """By their own clock; later on that day is still in time."""
    here = now().astimezone(zoneinfo.ZoneInfo(person.time_zone))
    return homework.due_on == here.date() + A_DAY and here.hour >= MORNING
