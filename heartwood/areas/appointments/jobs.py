"""What happens by itself: reminders, what is next, and looks at the calendars that practitioners keep elsewhere."""

import logging

from django.db import transaction

from heartwood.areas.appointments import last_and_next, outside
from heartwood.areas.appointments.models import Appointment, OutsideCalendar, Reminder
from heartwood.ground.jobs.job import daily, every, job

logger = logging.getLogger("heartwood.jobs")


@job(repeats=every(minutes=1))
def remind() -> None:
    """Every reminder that is due, once. Of what has begun meanwhile nobody is reminded."""
    due = Reminder.objects.due().values("appointment")
    opened = Appointment.objects.as_system("reminders leave with nobody looking")
    for session in opened.filter(pk__in=due).select_related("organization"):
        with transaction.atomic():
            if Reminder.objects.take_due(session.pk):
                session.remind()


@job(repeats=every(minutes=1))
def invite_to_look_back() -> None:
    """Where practices wish it at a session's end. Of what ended while no worker was up for a day, clients hear when its
    note is approved."""
    opened = Appointment.objects.as_system("invitations leave with nobody looking")
    for session in opened.to_be_looked_back_on().select_related("organization"):
        session.invite_to_look_back()


@job(repeats=every(minutes=1))
def go_on_to_next_sessions() -> None:
    last_and_next.go_on()


@job(repeats=daily("03:20"))
def check_last_and_next_sessions() -> None:
    """Every record says when the last and the next session is. Where one did not, a verb has forgotten something."""
    last_and_next.go_on()
    if number := last_and_next.check():
        logger.error("%d client records had a wrong last or next session. They are right again.", number)


@job(repeats=every(minutes=15))
def look_outside() -> None:
    for pk in OutsideCalendar.objects.still_used().values_list("pk", flat=True):
        look_at.enqueue(pk)


@job(tries=1)
def look_at(calendar_pk: int) -> None:
    """What went wrong stands on the practitioner's page; the next look is a quarter of an hour away."""
    found = OutsideCalendar.objects.select_related("calendar").filter(pk=calendar_pk).first()
    if found:
        found.keep(outside.look(found.opened_address, found.known_version, *found.span, found.calendar.zone))
