"""Telling somebody, and taking it back."""

from datetime import datetime

from django.db import models
from django.utils.timezone import now

from heartwood.ground.access.rules import TOLD_OF
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import client_concerned
from heartwood.ground.jobs.models import Slot
from heartwood.ground.notifications import jobs
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.models import Notice, Wish, next_morning


def tell(reader: Viewer, *, about: models.Model, letter: type[Letter]) -> Notice | None:
    """Inside an act: with it there is a notice and the job for its mail, or neither. Who may not see the record is told
    nothing."""
    if about._meta.label not in TOLD_OF:
        raise LookupError(f"Who may be told of a {about._meta.label}? Add it to TOLD_OF in access/rules/notices.py.")
    if reader.user is None or not reader.may("see", about):
        return None
    wish = Wish.of(reader.user, letter.kind)
    notice = Notice(
        person=reader.user,
        member=reader.member,
        profile_id=reader.profile.pk if reader.profile else None,
        kind=letter.kind,
        label=about._meta.label,
        record=about.pk,
        client_id=reader.profile.client_id if reader.profile else client_concerned(about),
        due_at=_due(reader.user, wish),
    )
    notice.save(force_insert=True)
    if wish == Wish.Mail.AT_ONCE:
        jobs.send.enqueue(str(notice.pk))
    elif notice.due_at and Slot.objects.take(f"notifications.daily {reader.user.pk}", notice.due_at):
        jobs.send_daily.using(run_after=notice.due_at).enqueue(str(reader.user.pk), notice.due_at.timestamp())
    return notice


def withdraw(*, about: models.Model, person: User | None = None) -> None:
    """Inside an act: what everybody, or this person, was told about a record is no more. Its mail does not leave."""
    living = Notice.objects.as_system("notices die with what they are about").about(about).filter(died_at=None)
    if person:
        living = living.filter(person=person)
    living.update(died_at=now())


def _due(person: User, wish: str) -> datetime | None:
    return {Wish.Mail.AT_ONCE: now(), Wish.Mail.DAILY: next_morning(person)}.get(wish)  # type: ignore[call-overload,no-any-return]
