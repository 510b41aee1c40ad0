"""The client record."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar, Self

from dateutil.relativedelta import relativedelta
from django.db import connections, models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients import pieces
from heartwood.areas.clients.letters import AccessGiven, ProfileChanged
from heartwood.areas.clients.models.access import AccessGrant
from heartwood.areas.clients.models.findable import Findable
from heartwood.areas.clients.models.portal import PortalAccess, PortalInvitation
from heartwood.areas.clients.models.profile_change import ProfileChange
from heartwood.areas.clients.models.relationship import Relationship
from heartwood.areas.clients.words import digits, plain
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.rules import condition
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization, User, normal_email
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.kit.paging import MANY, count_to_many

KEPT_WITH = {  # what save() keeps up to date, for search and order
    "first_name": ("name_plain", "sort_name"),
    "last_name": ("name_plain", "sort_name"),
    "email": (),
    "phone": ("phone_digits",),
}


def occurs(word: str, column: str) -> Q:
    """Of LIKE '%word%' PostgreSQL thinks that it fits hardly anybody, so it would sort all for a page of them."""
    return Q(GreaterThan(StrIndex(column, Value(word)), 0))


class EmailTaken(Exception):
    """Another record of the organization has this e-mail, and whoever adds this one can see it."""

    def __init__(self, client: "Client") -> None:
        super().__init__("This e-mail already belongs to another client record.")
        self.client = client


class ClientQuerySet(GuardedQuerySet["Client"]):
    def add(self, viewer: Viewer, *, practitioners: Collection[Member] = (), **facts: Any) -> "Client":
        """Open a record. The first practitioner named is its primary one; an owner-only record has one practitioner.

        Raises EmailTaken.
        """
        assert viewer.organization  # noqa: S101  only the office adds clients
        client = self.model(organization=viewer.organization, **facts)
        with act(viewer, "clients.add", client):
            client.keep_email_single(viewer)
            client.save(force_insert=True)
            AccessGrant.objects.bulk_create(
                AccessGrant(client=client, member=member, granted_by=viewer.user, is_primary=place == 0)
                for place, member in enumerate(practitioners)
            )
        return client

    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def of_practitioner(self, viewer: Viewer, member_pk: uuid.UUID) -> Self:
        """Those whom this practitioner may open, as far as the viewer may know it."""
        return self.filter(pk__in=AccessGrant.objects.visible_to(viewer).filter(member=member_pk).values("client"))

    def noting_for_its_page(self, viewer: Viewer) -> Self:
        """With what the heading and the parts of a client's pages ask of each."""
        return self.noting_whether(
            viewer,
            "see_contact",
            "see_address",
            "see_profile",
            "see_documents",
            "see_journals",
            "see_homework",
            "see_consent",
            "see_summary",
            "write_notes",
            "edit",
            "archive",
            "manage_access",
            "book",
            "invite_to_portal",
            "see_emergency_contact",
            "open_second_profile",
        ).noting_portal(viewer)

    def noting_portal(self, viewer: Viewer) -> Self:
        """With how far each is on the way into the portal."""
        entered = PortalAccess.objects.visible_to(viewer).active(viewer.today).filter(client=OuterRef("pk"))
        invited = PortalInvitation.objects.visible_to(viewer).pending(viewer.now).filter(client=OuterRef("pk"))
        return self.annotate(is_in_portal=Exists(entered), is_invited_to_portal=Exists(invited))

    def noting_other_records(self, viewer: Viewer) -> Self:
        """With whether the same person may have another one."""
        second = Relationship.objects.second_records(viewer)
        as_second, as_first = second.filter(client=OuterRef("pk")), second.filter(contact=OuterRef("pk"))
        return self.annotate(has_other_records=Exists(as_second) | Exists(as_first))

    def matching(self, viewer: Viewer, words: str, *, look_up: bool = True) -> Self:
        """Every word occurs in the name; or in the e-mail or phone, where the viewer may see those.

        Whoever sees the whole organization looks it up in the index; whoever sees their own clients reads through
        these. To read through the list in its order is right where so many fit that a page of them soon comes together.
        """
        reachable = condition(self.model, "see_contact", viewer)
        sought = plain(words).split()
        found = self._looked_up(viewer, sought) if look_up and viewer.sees_all_clients else self
        for word in sought:
            by_contact = occurs(word, "email")
            for number in pieces.number(word):
                by_contact |= occurs(number, "phone_digits")
            found = found.filter(occurs(word, "name_plain") | (by_contact & reachable))
        return found

    def first_matching(self, viewer: Viewer, words: str, number: int) -> Self:
        """Of those the first by name, for somebody who chooses one."""
        fitting = self.matching(viewer, words)
        if viewer.sees_all_clients and count_to_many(fitting) > MANY:
            fitting = self.matching(viewer, words, look_up=False)
        return fitting.order_by("sort_name", "pk")[:number]

    def _looked_up(self, viewer: Viewer, words: list[str]) -> Self:
        """Perhaps more than match, never fewer."""
        assert viewer.organization  # noqa: S101  only in an office one sees all clients
        sought = pieces.looked_for(viewer.organization.pk, words)
        index = "sqlite_index" if connections[self.db].vendor == "sqlite" else "findable"
        return self.filter(**{f"{index}__pieces__hold": sought}) if sought else self


class Client(Private):
    """One person served (or a couple, a family) at one organization. The same human can have several records."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        COUPLE = "couple", _("Couple")
        FAMILY = "family", _("Family")
        MINOR = "minor", _("Minor")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        WAITING = "waiting", _("Waiting list")
        DISCHARGED = "discharged", _("Discharged")
        ARCHIVED = "archived", _("Archived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # set: an owner-only record, whose existence nobody else sees
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INDIVIDUAL)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.ACTIVE)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    started_on = models.DateField(_("start of therapy"), null=True, blank=True)
    added_at = models.DateTimeField(default=now, editable=False)

    # Kept up to date by save() (KEPT_WITH).
    name_plain = models.CharField(max_length=201, editable=False)
    sort_name = models.CharField(max_length=201, editable=False)
    phone_digits = models.CharField(max_length=40, editable=False, blank=True)

    # Kept up to date by the verbs of sessions, for the list. What was next may have begun a moment ago: ask `next_at`.
    last_completed_at = models.DateTimeField(null=True, editable=False)
    next_booked_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_name="", last_name=""),
                name="client_has_a_name",
                violation_error_message=_("Enter a first or a last name."),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "sort_name", "id"], name="client_by_name"),
            models.Index(fields=["organization", "sort_name", "id"], name="client_by_name_in_any_state"),
            models.Index(fields=["organization", "state", "started_on", "id"], name="client_by_start"),
            models.Index(fields=["organization", "state", "added_at", "id"], name="client_by_age"),
            models.Index(fields=["organization", "email"], name="client_by_email"),
            models.Index(fields=["organization", "state", "last_completed_at", "id"], name="client_by_last_session"),
            models.Index(fields=["organization", "state", "next_booked_at", "id"], name="client_by_next_session"),
            models.Index(fields=["next_booked_at"], condition=~Q(next_booked_at=None), name="client_next_session"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def age(self) -> int | None:
        """In whole years, today."""
        if self.born_on is None:
            return None
        today = localdate()
        return today.year - self.born_on.year - ((today.month, today.day) < (self.born_on.month, self.born_on.day))

    @property
    def next_at(self) -> datetime | None:
        """When the next booked session begins. One that has begun is not next any more."""
        return self.next_booked_at if self.next_booked_at and self.next_booked_at > now() else None

    @property
    def comes_of_age_on(self) -> date | None:
        """A minor's birthday at which they speak for themselves. Who is born on 29 February has it on the 28th."""
        if self.kind != self.Kind.MINOR or self.born_on is None:
            return None
        return self.born_on + relativedelta(years=self.organization.age_of_majority)

    @property
    def is_of_age(self) -> bool:
        """Whether the record is still a minor's, who is one no more."""
        return self.comes_of_age_on is not None and self.comes_of_age_on <= localdate()

    @property
    def is_joint(self) -> bool:
        """About several people together, its members; each of whom may be a client of their own."""
        return self.kind in (self.Kind.COUPLE, self.Kind.FAMILY)

    def is_own_of(self, user: User | None) -> bool:
        """Whether this login is the client's own, and not somebody's who acts for them: it has the record's e-mail."""
        return user is not None and user.email == self.email

    @property
    def is_owner_only(self) -> bool:
        return self.owner_id is not None

    @property
    def is_archived(self) -> bool:
        return self.state == self.State.ARCHIVED

    def change(self, viewer: Viewer, *, agreement: str = "", remark: str = "", **facts: Any) -> None:
        """Correct the profile. What was changed, from what to what, and what the client said to it, stays to be read;
        where somebody did it through the portal, the team is told. Raises EmailTaken."""
        if not facts:
            return
        called = self.name
        with act(viewer, "clients.change", self):
            ProfileChange.objects.note(viewer, self, facts, agreement=agreement, remark=remark)
            for fact, value in facts.items():
                setattr(self, fact, value)
            PortalAccess.objects.rename(called, self)
            if "email" in facts:
                self.keep_email_single(viewer)
            self.save(update_fields=facts)
            if not facts.keys().isdisjoint({"kind", "born_on"}):
                PortalAccess.objects.mind_age(client=self)
            if viewer.profile:
                self.tell_team(ProfileChanged)

    def archive(self, viewer: Viewer) -> None:
        """Put the record away. Nothing is lost, and it can be brought back."""
        if not self.is_archived:
            with act(viewer, "clients.archive", self):
                self.state = self.State.ARCHIVED
                self.save(update_fields=["state"])

    def bring_back(self, viewer: Viewer) -> None:
        if self.is_archived:
            with act(viewer, "clients.bring_back", self):
                self.state = self.State.ACTIVE
                self.save(update_fields=["state"])

    def give_access(self, viewer: Viewer, members: Collection[Member], primary: Member | None) -> None:
        """From now on exactly these practitioners may open the record. Each change is a line of its own in the trail.

        Raises ValueError where the primary practitioner is not one of them, or the record is owner-only.
        """
        if primary and primary not in members:
            raise ValueError("The primary practitioner is one of those who have access.")
        if self.is_owner_only:
            raise ValueError("An owner-only record is its owner's alone.")
        with act(viewer, "clients.manage_access", self):
            held = {grant.member_id: grant for grant in self.grants.allowed(viewer, "change")}
            chosen = {member.pk for member in members}
            for member_pk in held.keys() - chosen:
                self._revoke(viewer, held[member_pk])
            for grant in held.values():
                if grant.is_primary and grant.member_id in chosen and grant.member != primary:
                    grant.is_primary = False
                    grant.save(update_fields=["is_primary"])
            for member in members:
                if member.pk not in held:
                    self._grant(viewer, member, is_primary=member == primary)
                elif member == primary and not held[member.pk].is_primary:
                    held[member.pk].is_primary = True
                    held[member.pk].save(update_fields=["is_primary"])

    def keep_to_owner(self, viewer: Viewer) -> None:
        """Make the record owner-only: nobody else, not the administrator, sees any more that it exists."""
        assert viewer.practitioner  # noqa: S101  the rule asks for its primary practitioner
        with act(viewer, "clients.keep_to_owner", self):
            for grant in self.grants.allowed(viewer, "change").exclude(member=viewer.practitioner):
                self._revoke(viewer, grant)
            self.owner = viewer.practitioner
            self.save(update_fields=["owner"])

    def open_to_organization(self, viewer: Viewer) -> None:
        """An owner-only record no more: administrators see it, and others can be given access."""
        with act(viewer, "clients.open_to_organization", self):
            self.owner = None
            self.save(update_fields=["owner"])

    def tell_team(self, letter: type[Letter]) -> None:
        """The practitioners who may open the record, and the administrators, as far as they may know of it."""
        grants = AccessGrant.objects.as_system("who works with a client is told").filter(client=self)
        works_with_them = Q(is_practitioner=True, pk__in=grants.values("member"))
        here = Member.objects.current().filter(organization=self.organization_id)
        for member in here.filter(works_with_them | Q(is_administrator=True)).select_related("user", "organization"):
            tell(Viewer.in_office(member), about=self, letter=letter)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keep_findable()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *(kept for fact in fields for kept in KEPT_WITH.get(fact, ()))}
        super().save(*args, **kwargs)
        if fields is None or not KEPT_WITH.keys().isdisjoint(fields):
            Findable.objects.keep(self)

    def keep_findable(self) -> None:
        """Write down, in the form in which they are searched and ordered, the name and how to reach the client."""
        self.email = normal_email(self.email)
        self.name_plain = plain(self.name)
        self.sort_name = plain(f"{self.last_name} {self.first_name}")
        self.phone_digits = digits(self.phone)

    def keep_email_single(self, viewer: Viewer) -> None:
        """One e-mail, one record, as far as this viewer can see: a record that is not theirs must not be told by a
        refusal (docs/decisions/0004). The organization's row is locked, so that two cannot pass at once."""
        if not self.email:
            return
        Organization.objects.select_for_update().get(pk=self.organization_id)
        same = Client.objects.visible_to(viewer).filter(email=normal_email(self.email)).exclude(pk=self.pk).first()
        if same:
            raise EmailTaken(same)

    def _grant(self, viewer: Viewer, member: Member, *, is_primary: bool) -> None:
        grant = AccessGrant(client=self, member=member, granted_by=viewer.user, is_primary=is_primary)
        with act(viewer, "clients.grant_access", grant):
            grant.save(force_insert=True)
            if member != viewer.member:
                tell(Viewer.in_office(member), about=self, letter=AccessGiven)

    def _revoke(self, viewer: Viewer, grant: "AccessGrant") -> None:
        with act(viewer, "clients.revoke_access", grant):
            grant.delete()
            withdraw(about=self, person=grant.member.user)
