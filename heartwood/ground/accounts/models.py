"""People, the organizations they work at, and what they are there."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.accounts.zones import known_zones

# The words of our own first level: an organization under one of these names would hide our pages.
TAKEN_SLUGS = frozenset(
    """accounts admin api assets calendar demo favicon healthz help heartwood home join kit media portal robots
    static welcome""".split()
)


def validate_slug_is_free(slug: str) -> None:
    if slug in TAKEN_SLUGS:
        raise ValidationError(_("This address is used by Heartwood itself. Please choose another."), code="taken")


def validate_time_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError(_("“%(name)s” is no time zone we know."), params={"name": name}, code="unknown")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(email=normal_email(email), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))


class User(AbstractBaseUser):
    """Somebody who signs in: one e-mail, one login. The same human may work at several organizations and be a
    client at others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("Somebody already signs in with this e-mail.")}
    )
    name = models.CharField(_("name"), max_length=150)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message=_("Write the e-mail in small letters."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ", 1)[0]


class Organization(models.Model):
    """A practice, a service center or a healing center. One install serves many; they know nothing of each other."""

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        SERVICE_CENTER = "service_center", _("Service center")
        HEALING_CENTER = "healing_center", _("Healing center")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=150)
    slug = models.SlugField(
        _("address"),
        max_length=50,
        unique=True,
        validators=[
            validate_slug_is_free,
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and single hyphens, such as “willow”.")
            ),
        ],
        error_messages={"unique": _("Another organization already uses this address.")},
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PRACTICE)
    jurisdiction = models.CharField(_("state or country"), max_length=100, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    records_are_owner_only = models.BooleanField(
        _("new client records are owner-only"),
        default=False,
        help_text=_(
            "Only the practitioner who adds a client sees that the record exists, until they open it to others."
        ),
    )
    invites_at_the_end = models.BooleanField(
        _("invite clients to look back as soon as a session is over"),
        default=False,
        help_text=_(
            "Otherwise when its note is approved. One mail for each session, to clients with a login: to leave a"
            " review, or add a journal entry."
        ),
    )
    age_of_majority = models.PositiveSmallIntegerField(
        _("age of majority"),
        default=18,
        validators=[MinValueValidator(12), MaxValueValidator(25)],
        help_text=_(
            "In years. On that birthday of a minor, parents and others no longer enter the portal for them. They, and"
            " whoever works with the minor, are told 30 days before."
        ),
    )
    founded_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def current(self) -> "MemberQuerySet":
        return self.filter(left_at=None)

    def practitioners(self) -> "MemberQuerySet":
        return self.filter(is_practitioner=True)

    def administrators(self) -> "MemberQuerySet":
        return self.filter(is_administrator=True)

    def by_name(self) -> "MemberQuerySet":
        return self.select_related("user").order_by("user__name", "pk")


class Member(models.Model):
    """Somebody who works at an organization, and what they are there. Roles combine."""

    ROLES: ClassVar[dict[str, Any]] = {
        "is_administrator": _("Administrator"),
        "is_practitioner": _("Practitioner"),
        "is_supervisor": _("Supervisor"),
        "is_scheduler": _("Scheduler"),
        "is_biller": _("Biller"),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    is_administrator = models.BooleanField(
        _("Administrator"),
        default=False,
        help_text=_("Runs the organization: members, settings, who may open which record. Sees no clinical text."),
    )
    is_practitioner = models.BooleanField(
        _("Practitioner"), default=False, help_text=_("Sees clients, those they were given access to.")
    )
    is_supervisor = models.BooleanField(
        _("Supervisor"), default=False, help_text=_("Reviews and co-signs the notes of those they supervise.")
    )
    is_scheduler = models.BooleanField(
        _("Scheduler"), default=False, help_text=_("Books sessions. Sees names, phones and e-mails.")
    )
    is_biller = models.BooleanField(
        _("Biller"), default=False, help_text=_("Writes invoices. Sees names and addresses.")
    )
    supervisor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="supervised")
    joined_at = models.DateTimeField(default=now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                name="member_once_per_organization",
                violation_error_message=_("This person already works here."),
            ),
            models.CheckConstraint(
                condition=Q(is_administrator=True)
                | Q(is_practitioner=True)
                | Q(is_supervisor=True)
                | Q(is_scheduler=True)
                | Q(is_biller=True),
                name="member_has_a_role",
                violation_error_message=_("Choose at least one role."),
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    @property
    def is_current(self) -> bool:
        return self.left_at is None

    @cached_property
    def roles_in_words(self) -> str:
        return ", ".join(str(words) for role, words in self.ROLES.items() if getattr(self, role))


def normal_email(email: str) -> str:
    """One spelling per address: people do not distinguish capitals in theirs, so neither do we."""
    return email.strip().lower()
