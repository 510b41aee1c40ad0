"""A secret address by which somebody's own calendar reads their sessions."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.utils.translation import gettext as _

from heartwood.areas.appointments.calendar_files import Entry, calendar_of
from heartwood.areas.appointments.models.appointment import Appointment
from heartwood.areas.appointments.models.booking import AppointmentQuerySet
from heartwood.areas.clients.models import PortalAccess
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act

BACK, AHEAD = timedelta(days=60), timedelta(days=400)


class FeedQuerySet(models.QuerySet["Feed"]):
    def of(self, viewer: Viewer) -> "Feed | None":
        """Theirs, at the place where they stand."""
        return self.filter(member=viewer.member, profile=viewer.profile.pk if viewer.profile else None).first()

    def make_anew(self, viewer: Viewer, *, shows_initials: bool = False) -> str:
        """Theirs from now on, and the one before is no more. Its secret is told once, and kept by nobody."""
        token = secrets.token_urlsafe(32)
        feed = self.of(viewer) or self.model(member=viewer.member, profile_id=viewer.profile and viewer.profile.pk)
        with act(viewer, "appointments.make_feed", feed.belongs_to):
            feed.shows_initials = shows_initials
            feed.secret = _hash_of(token)
            feed.made_at = now()
            feed.save()
        return token

    def end(self, viewer: Viewer) -> None:
        if feed := self.of(viewer):
            with act(viewer, "appointments.end_feed", feed.belongs_to):
                feed.delete()

    def by_token(self, token: str) -> "Feed | None":
        known = self.select_related("member__user", "member__organization", "profile__user", "profile__client")
        feed = known.filter(secret=_hash_of(token)).first()
        return feed if feed and constant_time_compare(feed.secret, _hash_of(token)) else None


class Feed(models.Model):
    """Whoever has its address reads when these sessions are, and nothing else. One for each person and place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, models.CASCADE, null=True, related_name="+")
    profile = models.OneToOneField(PortalAccess, models.CASCADE, null=True, related_name="+")
    secret = models.CharField(max_length=64, unique=True)  # only its hash
    shows_initials = models.BooleanField(default=False)  # of clients; else all are called “Session”
    made_at = models.DateTimeField(default=now)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, profile__isnull=False) | Q(member__isnull=False, profile=None),
                name="feed_of_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"made {self.made_at:%Y-%m-%d}"

    @property
    def belongs_to(self) -> Member | PortalAccess:
        place: Member | PortalAccess | None = self.member or self.profile
        assert place  # noqa: S101  the database sees to it
        return place

    @property
    def reader(self) -> Viewer | None:
        """Whose it is, with the rights they have now. None: their time there is over."""
        if self.member and self.member.is_current and self.member.user.is_active:
            return Viewer.in_office(self.member)
        if self.profile and self.profile.is_active and self.profile.user.is_active:
            return Viewer.through_portal(self.profile)
        return None

    def as_calendar(self, viewer: Viewer) -> str:
        return calendar_of(
            [Entry(session, self._title_of(session)) for session in self._sessions(viewer)], self.made_at
        )

    def _sessions(self, viewer: Viewer) -> AppointmentQuerySet:
        visible = Appointment.objects.visible_to(viewer).taking_place().between(now() - BACK, now() + AHEAD)
        if viewer.member:
            visible = visible.filter(practitioner=viewer.member)
        return visible.with_its_people(viewer).order_by("starts_at", "pk")

    def _title_of(self, session: Appointment) -> str:
        if not (self.shows_initials and self.member):
            return _("Session")
        names = [participant.client.name for participant in session.seen_participants]  # type: ignore[attr-defined]
        return ", ".join("".join(f"{word[0]}." for word in name.split()) for name in names)


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
