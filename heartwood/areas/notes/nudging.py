"""Reminding practitioners, once a day, of the oldest session whose note is not approved."""

from datetime import timedelta

from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.notes.letters import NoteMissing
from heartwood.areas.notes.models import SessionNote
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.models import Slot
from heartwood.ground.notifications.models import Notice
from heartwood.ground.notifications.telling import tell

AFTER = timedelta(hours=24)


def nudge_everybody() -> None:
    for member in Member.objects.current().practitioners().select_related("user", "organization"):
        if (oldest := oldest_unwritten(member)) and not _waits_already(member, oldest):
            nudge(member, oldest)


def oldest_unwritten(member: Member) -> Appointment | None:
    """What was handed in waits for somebody else."""
    handed_in = SessionNote.objects.as_system("what waits for a supervisor is no reason to remind").filter(
        author=member, submitted_at__isnull=False
    )
    held = Appointment.objects.visible_to(Viewer.in_office(member)).awaiting_note_approval()
    late = held.filter(practitioner=member, ends_at__lte=now() - AFTER).exclude(pk__in=handed_in.values("appointment"))
    return late.order_by("starts_at", "pk").first()


def nudge(member: Member, appointment: Appointment) -> None:
    """Once a day, however often this is asked. It dies with the approval. It stands in nobody's log: that something is
    missing may be known to its author only."""
    today = now().replace(hour=0, minute=0, second=0, microsecond=0)
    with act(NOBODY, "notes.remind", member.user):
        if Slot.objects.take(f"notes.nudge {member.pk}", today):
            tell(Viewer.in_office(member), about=appointment, letter=NoteMissing)


def _waits_already(member: Member, appointment: Appointment) -> bool:
    """Whoever has not looked at yesterday's reminder needs no second one."""
    told = Notice.objects.as_system("was this reminder seen?").about(appointment)
    return told.filter(member=member, kind=NoteMissing.kind, died_at=None, seen_at=None).exists()
