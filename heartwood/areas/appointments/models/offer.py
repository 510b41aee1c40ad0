"""What an organization offers, and where: services and rooms."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.audit.acting import act

LONGEST_SESSION = 24 * 60  # minutes
LONGEST_BUFFER = 4 * 60


class RoomQuerySet(models.QuerySet["Room"]):
    def in_use(self) -> Self:
        return self.filter(retired_at=None)

    def add(self, viewer: Viewer, **facts: Any) -> "Room":
        room = self.model(organization=viewer.organization, **facts)
        with act(viewer, "appointments.add_room", room):
            room.save(force_insert=True)
        return room


class Room(models.Model):
    """A place where one session at a time can be held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    address = models.TextField(_("address"), max_length=500, blank=True)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=models.Q(retired_at=None),
                name="room_once_by_name",
                violation_error_message=_("There is a room of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def change(self, viewer: Viewer, **facts: Any) -> None:
        with act(viewer, "appointments.change_room", self):
            _set(self, facts)

    def retire(self, viewer: Viewer) -> None:
        """Nothing new is booked in it; what was booked stays."""
        with act(viewer, "appointments.retire_room", self):
            _set(self, {"retired_at": now()})


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self) -> Self:
        return self.filter(retired_at=None)

    def offered_to_clients(self) -> Self:
        return self.offered().exclude(booking=Service.Booking.STAFF)

    def of(self, practitioner: Member) -> Self:
        return self.filter(practitioners=practitioner)

    def offer(
        self, viewer: Viewer, *, practitioners: Iterable[Member], rooms: Iterable[Room] = (), **facts: Any
    ) -> "Service":
        """From now on it can be booked with these practitioners."""
        service = self.model(organization=viewer.organization, **facts)
        with act(viewer, "appointments.offer_service", service):
            service.save(force_insert=True)
            service.practitioners.set(practitioners)
            service.rooms.set(rooms)
        return service


class Service(models.Model):
    """A kind of session that can be booked: how long, where, at what price, with whom."""

    class Place(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIDEO = "video", _("Video")
        PHONE = "phone", _("Phone")

    class Booking(models.TextChoices):
        DIRECT = "direct", _("Clients book it themselves")
        REQUEST = "request", _("Clients ask for it, and you accept or decline")
        STAFF = "staff", _("Only staff book it")

    class Colour(models.TextChoices):
        SAGE = "sage", _("Sage")
        CLAY = "clay", _("Clay")
        SKY = "sky", _("Sky")
        PLUM = "plum", _("Plum")
        SAND = "sand", _("Sand")
        SLATE = "slate", _("Slate")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), default=50, validators=[MinValueValidator(5), MaxValueValidator(LONGEST_SESSION)]
    )
    buffer_before = models.PositiveSmallIntegerField(
        _("minutes kept free before"), default=0, validators=[MaxValueValidator(LONGEST_BUFFER)]
    )
    buffer_after = models.PositiveSmallIntegerField(
        _("minutes kept free after"), default=0, validators=[MaxValueValidator(LONGEST_BUFFER)]
    )
    price = models.DecimalField(
        _("price"), max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    place = models.CharField(_("place"), max_length=10, choices=Place.choices, default=Place.IN_PERSON)
    rooms = models.ManyToManyField(Room, verbose_name=_("rooms"), blank=True, related_name="+")
    practitioners = models.ManyToManyField(Member, verbose_name=_("offered by"), related_name="+")
    booking = models.CharField(_("booking by clients"), max_length=8, choices=Booking.choices, default=Booking.DIRECT)
    is_for_several = models.BooleanField(
        _("for several people"),
        default=False,
        help_text=_(
            "A couple, a family or a group: several clients in one session, each of whom sees only themselves."
        ),
    )
    colour = models.CharField(_("colour"), max_length=8, choices=Colour.choices, default=Colour.SAGE)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                condition=models.Q(retired_at=None),
                name="service_once_by_name",
                violation_error_message=_("There is a service of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def is_booked_directly(self) -> bool:
        return self.booking == self.Booking.DIRECT

    def change(
        self, viewer: Viewer, *, practitioners: Iterable[Member], rooms: Iterable[Room] = (), **facts: Any
    ) -> None:
        """What is booked already stays as it was booked."""
        with act(viewer, "appointments.change_service", self):
            _set(self, facts)
            self.practitioners.set(practitioners)
            self.rooms.set(rooms)

    def retire(self, viewer: Viewer) -> None:
        """Nobody books it any more; what was booked stays."""
        with act(viewer, "appointments.retire_service", self):
            _set(self, {"retired_at": now()})


def _set(record: models.Model, facts: dict[str, Any]) -> None:
    for fact, value in facts.items():
        setattr(record, fact, value)
    record.save(update_fields=list(facts))
