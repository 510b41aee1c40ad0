"""What people said when they were asked, one line each. Nothing is ever changed here, and nothing is taken away."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.consent import letters
from heartwood.areas.consent.models.wording import Purpose, Wording
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class SaidLater(Exception):
    """Something was said about it after that moment, and the later word counts."""

    def __init__(self, latest: "ConsentEvent") -> None:
        super().__init__("The later word counts.")
        self.latest = latest


class ConsentEventQuerySet(SealedQuerySet["ConsentEvent"], GuardedQuerySet["ConsentEvent"]):  # type: ignore[override]
    def record(self, viewer: Viewer, client: Client, *, wording: Wording, what: str, **facts: Any) -> "ConsentEvent":
        """A practitioner writes down what was said to them: `said_by`, `method`. Whoever acts for the client is told,
        and can take it back.

        Raises SaidLater.
        """
        event = self.model(client=client, wording=wording, what=what, recorded_by=viewer.user, **facts)
        with act(viewer, "consent.record", event):
            event.follow_what_was_said()
            for access in PortalAccess.objects.behind([client.pk]):
                tell(Viewer.through_portal(access), about=event, letter=letters.Recorded)
            if event.what == ConsentEvent.What.WITHDRAWN:
                event.tell_practitioners(viewer)
        return event

    def answer(self, viewer: Viewer, client: Client, *, wording: Wording, what: str, **facts: Any) -> "ConsentEvent":
        """In the portal: the client, or whoever acts for them. Practitioners are told of what was taken back.

        Raises SaidLater.
        """
        is_own = client.is_own_of(viewer.user)
        event = self.model(
            client=client,
            wording=wording,
            what=what,
            said_by=ConsentEvent.SaidBy.CLIENT if is_own else ConsentEvent.SaidBy.REPRESENTATIVE,
            method=ConsentEvent.Method.PORTAL,
            recorded_by=viewer.user,
            **facts,
        )
        with act(viewer, "consent.answer", event):
            event.follow_what_was_said()
            if event.what == ConsentEvent.What.WITHDRAWN:
                event.tell_practitioners(viewer)
        return event

    def about(self, purpose: Purpose) -> Self:
        return self.filter(wording__purpose=purpose)

    def about_automatic_notes(self) -> Self:
        """As long as the practice asks for it."""
        kind = Purpose.Kind.AUTOMATIC_NOTES
        return self.filter(wording__purpose__kind=kind, wording__purpose__retired_at=None)

    def last_words(self) -> Self:
        """Of each client and purpose the latest: what counts."""
        later = ConsentEvent._base_manager.filter(
            client=OuterRef("client"),
            wording__purpose=OuterRef("wording__purpose"),
            happened_at__gt=OuterRef("happened_at"),
        )
        return self.filter(~Exists(later))

    def in_force(self) -> Self:
        """Given, not taken back since, and not run out."""
        return self.last_words().filter(Q(runs_out_at=None) | Q(runs_out_at__gt=now()), what=ConsentEvent.What.GIVEN)

    def run_out(self) -> Self:
        """Given, and run out without anybody having written it down."""
        return self.last_words().filter(what=ConsentEvent.What.GIVEN, runs_out_at__lte=now())

    def latest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")


class ConsentEvent(Private):
    """Somebody gave, declined or withdrew their consent, or it ran out."""

    class What(models.TextChoices):
        GIVEN = "given", _("Given")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    class SaidBy(models.TextChoices):
        CLIENT = "client", _("The client")
        REPRESENTATIVE = "representative", _("A guardian, or whoever else acts for the client")

    class Method(models.TextChoices):
        IN_PERSON = "in_person", pgettext_lazy("how something was said", "In person")
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")
        IN_WRITING = "in_writing", _("In writing")
        PORTAL = "portal", _("In the portal")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="consent_events")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    what = models.CharField(max_length=9, choices=What.choices)
    said_by = models.CharField(max_length=14, choices=SaidBy.choices, blank=True)  # nobody: it ran out
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    happened_at = models.DateTimeField(default=now)
    runs_out_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    remark = SealedTextField(_("what was said"), holder="client", null=True, max_length=2000)

    objects: ClassVar[Any] = ConsentEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("consent event")
        constraints = [
            models.UniqueConstraint(fields=["client", "wording", "happened_at"], name="consent_event_once"),
            models.CheckConstraint(
                condition=Q(what="expired", said_by="", method="", recorded_by=None)
                | (~Q(what="expired") & ~Q(said_by="") & ~Q(method="") & Q(recorded_by__isnull=False)),
                name="consent_is_said_by_somebody_or_runs_out",
            ),
        ]
        indexes = [models.Index(fields=["client", "-happened_at"], name="consent_event_by_client")]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    @property
    def was_given(self) -> bool:
        return self.what == self.What.GIVEN

    @property
    def has_run_out(self) -> bool:
        return self.was_given and self.runs_out_at is not None and self.runs_out_at <= now()

    @property
    def is_on_anothers_word(self) -> bool:
        """A practitioner has written down what was said to them."""
        return self.method not in ("", self.Method.PORTAL)

    def follow_what_was_said(self) -> None:
        """Within an act: save it as the latest word, with nobody else in between."""
        Client._base_manager.select_for_update().get(pk=self.client_id)
        said = ConsentEvent._base_manager.filter(client=self.client_id, wording__purpose=self.wording.purpose_id)
        latest = said.order_by("happened_at").last()
        if latest and latest.has_run_out:
            latest = latest.note_that_it_ran_out()
        if latest and latest.happened_at >= self.happened_at:
            raise SaidLater(latest)
        self.runs_out_at = self.wording.runs_out(self.happened_at) if self.was_given else None
        self.save(force_insert=True)

    def note_that_it_ran_out(self) -> "ConsentEvent":
        """So that the history says it too; what counts was derived from the clock before."""
        assert self.runs_out_at  # noqa: S101  only then it runs out
        event = ConsentEvent(
            client=self.client, wording=self.wording, what=self.What.EXPIRED, happened_at=self.runs_out_at
        )
        with act(NOBODY, "consent.keep_up", event):
            event.save(force_insert=True)
        return event

    def tell_practitioners(self, viewer: Viewer) -> None:
        """Those with access, but for whoever has just written it down."""
        for grant in self.client.grants.visible_to(viewer).select_related("member__user", "member__organization"):
            if grant.member.is_current and grant.member != viewer.member:
                tell(Viewer.in_office(grant.member), about=self, letter=letters.Withdrawn)
