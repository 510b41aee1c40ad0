"""What clients say of their sessions, in stars and words; and which practitioners show it on their page."""

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models
from django.db.models import Avg, Count, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.reviews.letters import ReviewAnswered, ReviewLeft
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet

MOST_STARS = 5
FEWEST_FOR_AN_AVERAGE = 3  # of one or two it would say what each of them gave


class LeftAlready(Exception):
    """There is a review of this session: somebody else who acts for the client, or another tab, was quicker."""


class NotPossible(Exception):
    """The client has taken their consent back meanwhile."""


class ShownAs(models.TextChoices):
    """What a client lets stand beside a review that is published."""

    FIRST_NAME = "first_name", _("First name")
    INITIALS = "initials", _("Initials")
    ANONYMOUS = "anonymous", _("Without a name")

    def of(self, client: Client) -> str:
        names = [name for name in (client.first_name.strip(), client.last_name.strip()) if name]
        if self == ShownAs.FIRST_NAME and client.first_name.strip():
            return client.first_name.strip()
        if self == ShownAs.INITIALS and names:
            return " ".join(f"{name[0].upper()}." for name in names)
        return str(_("A client"))


@dataclass(frozen=True)
class Opinion:
    """What a client says, and under which name others may read it: none, and only their practitioner does."""

    stars: int
    words: str = ""
    shown_as: str = ""


@dataclass(frozen=True)
class Overall:
    number: int
    average: float | None


class ReviewQuerySet(SealedQuerySet["Review"], GuardedQuerySet["Review"]):  # type: ignore[override]
    def leave(self, viewer: Viewer, appointment: Appointment, opinion: Opinion, **facts: Any) -> "Review":
        """One for each session. Its practitioner is told that something waits. Raises LeftAlready."""
        assert viewer.profile  # noqa: S101  reviews are left in the portal
        review = self.model(
            client_id=viewer.profile.client_id, appointment=appointment, author=viewer.user, reply="", **facts
        )
        review.say(opinion)
        try:
            with act(viewer, "reviews.leave", review):
                review.save(force_insert=True)
                tell(Viewer.in_office(appointment.practitioner), about=review, letter=ReviewLeft)
        except IntegrityError:
            raise LeftAlready from None
        return review

    def about(self, appointment_pk: uuid.UUID) -> Self:
        return self.filter(appointment=appointment_pk)

    def with_its_session(self) -> Self:
        return self.select_related(
            "client", "appointment__practitioner__user", "appointment__service", "appointment__organization"
        )

    def overall(self) -> Overall:
        found = self.aggregate(number=Count("pk"), average=Avg("stars"))
        return Overall(found["number"], found["average"] if found["number"] >= FEWEST_FOR_AN_AVERAGE else None)


class Review(Private):
    """What a client says of one session. Their practitioner reads it; others only where both want that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = SealedTextField(holder="client")
    written_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)
    shown_as = models.CharField(max_length=10, choices=ShownAs.choices, blank=True)
    consented_at = models.DateTimeField(null=True)  # the client lets it be published
    published_at = models.DateTimeField(null=True)  # and the practitioner does
    reply = SealedTextField(holder="client")
    replied_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "client"], name="one_review_per_client_and_session"),
            models.CheckConstraint(condition=Q(stars__range=(1, MOST_STARS)), name="review_has_one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(shown_as="", consented_at=None) | (~Q(shown_as="") & Q(consented_at__isnull=False)),
                name="review_is_consented_to_under_a_name",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(consented_at__isnull=False), name="review_is_published_with_consent"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    # Questions

    @property
    def may_be_published(self) -> bool:
        return self.consented_at is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def shown_name(self) -> str:
        """As others read it."""
        return ShownAs(self.shown_as).of(self.client) if self.shown_as else ""

    @property
    def practitioner(self) -> str:
        return self.appointment.practitioner.user.name

    # Verbs of the client

    def change(self, viewer: Viewer, opinion: Opinion) -> None:
        """Nobody is told a second time. What was published waits until the practitioner has read what it says now."""
        says_something_else = (opinion.stars, opinion.words) != (self.stars, self.words)
        with act(viewer, "reviews.change", self):
            self.say(opinion)
            changed = ["stars", "words", "shown_as", "consented_at"]
            if says_something_else:
                self.edited_at = now()
                changed.append("edited_at")
            if says_something_else or not self.may_be_published:
                self.published_at = None
                changed.append("published_at")
            self.save(update_fields=changed)

    def withdraw_consent(self, viewer: Viewer) -> None:
        """At the next request nobody but the practitioner finds it."""
        with act(viewer, "reviews.withdraw_consent", self):
            self.shown_as, self.consented_at, self.published_at = "", None, None
            self.save(update_fields=["shown_as", "consented_at", "published_at"])

    def remove(self, viewer: Viewer) -> None:
        """For good, with the reply."""
        with act(viewer, "reviews.remove", self):
            withdraw(about=self)
            self.delete()

    # Verbs of the practitioner

    def answer(self, viewer: Viewer, words: str) -> None:
        """The client is told of the first reply."""
        is_first = self.replied_at is None
        with act(viewer, "reviews.answer", self):
            self.reply, self.replied_at = words, now()
            self.save(update_fields=["reply", "replied_at"])
            if is_first:
                for access in PortalAccess.objects.behind([self.client_id]):
                    tell(Viewer.through_portal(access), about=self, letter=ReviewAnswered)

    def publish(self, viewer: Viewer) -> None:
        """Raises NotPossible."""
        with act(viewer, "reviews.publish", self):
            still_consented_to = Review._base_manager.filter(pk=self.pk, consented_at__isnull=False)
            if not still_consented_to.update(published_at=now()):
                raise NotPossible

    def take_down(self, viewer: Viewer) -> None:
        with act(viewer, "reviews.take_down", self):
            self.published_at = None
            self.save(update_fields=["published_at"])

    # What verbs are made of

    def say(self, opinion: Opinion) -> None:
        self.stars, self.words, self.shown_as = opinion.stars, opinion.words, opinion.shown_as
        self.consented_at = (self.consented_at or now()) if opinion.shown_as else None


class ShowsReviewsQuerySet(models.QuerySet["ShowsReviews"]):
    def are_shown_by(self, member: Member) -> bool:
        return self.filter(member=member).exists()

    def begin(self, viewer: Viewer, member: Member) -> None:
        if not self.are_shown_by(member):
            with act(viewer, "reviews.show_on_page", member):
                self.create(member=member)

    def end(self, viewer: Viewer, member: Member) -> None:
        if self.are_shown_by(member):
            with act(viewer, "reviews.hide_from_page", member):
                self.filter(member=member).delete()


class ShowsReviews(models.Model):
    """A practitioner whose page in the portal shows what was published, to all clients of the organization."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(default=now)

    objects = ShowsReviewsQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
