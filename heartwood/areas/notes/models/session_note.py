"""The note of record about a session: a draft of its author's until it is approved, and then for ever as it is."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment, Participant, Service
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.notes import letters
from heartwood.areas.notes.formats import PLAN, Format, Section
from heartwood.ground.access.guard import GuardedQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import act, go_on
from heartwood.ground.drafts.keeping import Kept
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.fields import SealedJSONField, SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class Unfinished(Exception):
    """Sections that must not be empty are."""

    def __init__(self, sections: list[Section]) -> None:
        super().__init__("Required sections are empty.")
        self.sections = sections


class NotPossible(Exception):
    """The note is not in a state in which that can be done."""


class SessionNoteQuerySet(SealedQuerySet["SessionNote"], GuardedQuerySet["SessionNote"]):  # type: ignore[override]
    def begin(self, viewer: Viewer, appointment: Appointment, client: Client, written_in: Format) -> "SessionNote":
        """A draft. Where there is one of theirs already, they go on with that."""
        if (
            begun := self.visible_to(viewer).filter(appointment=appointment, client=client).living().first()
        ) is not None:
            return begun
        note = self.model(
            appointment=appointment,
            client=client,
            author=viewer.member,
            format=written_in.key,
            layout=_layout(written_in),
            body={},  # type: ignore[misc]
            started_at=appointment.starts_at,
            ended_at=appointment.ends_at,
            modality=appointment.place,
        )
        with act(viewer, "notes.begin", note):
            note.save(force_insert=True)
        return note

    def last_format_of(self, viewer: Viewer) -> str:
        own = self.visible_to(viewer).filter(author=viewer.member).order_by("-saved_at", "pk")
        return own.values_list("format", flat=True).first() or ""

    def living(self) -> Self:
        return self.filter(entered_in_error_at=None)

    def drafts(self) -> Self:
        return self.living().filter(approved_at=None)

    def approved(self) -> Self:
        return self.living().exclude(approved_at=None)

    def awaiting_cosignature(self) -> Self:
        return self.drafts().exclude(submitted_at=None)

    def before(self, note: "SessionNote") -> Self:
        """The approved notes of the same client about earlier sessions, latest first."""
        return self.approved().filter(client=note.client_id, started_at__lt=note.started_at).order_by("-started_at")


class SessionNote(Kept):
    """What a practitioner writes down about one client in one session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="session_notes")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    format = models.CharField(max_length=36)  # its key
    layout = models.JSONField(default=list)  # its sections, as they were when the note was begun
    body: Any = SealedJSONField(holder="client")  # section: text
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"))
    modality = models.CharField(_("place"), max_length=10, choices=Service.Place.choices)
    submitted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    comment = SealedTextField(holder="client", max_length=4000, blank=True, default="")  # of whoever returned it
    approved_at = models.DateTimeField(null=True)
    cosigned_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    fingerprint = models.CharField(max_length=64, blank=True)
    shared_at = models.DateTimeField(null=True)
    entered_in_error_at = models.DateTimeField(null=True)
    reason = SealedTextField(holder="client", max_length=2000, blank=True, default="")  # why it was entered in error

    objects: ClassVar[Any] = SessionNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "client"],
                condition=Q(entered_in_error_at=None),
                name="one_session_note_of_record",
            )
        ]
        indexes = [models.Index(fields=["client", "-started_at"], name="session_note_by_client")]

    def __str__(self) -> str:
        return f"{self.appointment_id}"

    # Questions

    @property
    def sections(self) -> list[tuple[Section, str]]:
        """Each with what is written in it."""
        return [(section, self.body.get(section.key, "")) for section in self._layout]

    @property
    def text(self) -> str:
        return "\n\n".join(text for _section, text in self.sections if text)

    @property
    def plan(self) -> str:
        return str(self.body.get(PLAN.key, ""))

    @property
    def has_a_plan(self) -> bool:
        return any(section.key == PLAN.key for section in self._layout)

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    @property
    def is_entered_in_error(self) -> bool:
        return self.entered_in_error_at is not None

    @property
    def is_known_to_its_author_only(self) -> bool:
        """A draft: that there is one stands in nobody's log."""
        return not self.is_approved

    @property
    def is_awaiting_cosignature(self) -> bool:
        return self.submitted_at is not None and not self.is_approved

    @property
    def is_being_written(self) -> bool:
        return not self.is_approved and not self.is_awaiting_cosignature

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def state_in_words(self) -> str:
        if self.is_entered_in_error:
            return str(_("Entered in error"))
        if self.is_approved:
            return str(_("Approved"))
        if self.is_awaiting_cosignature:
            return str(_("Awaiting co-signature"))
        return str(_("Returned") if self.returned_at else _("Draft"))

    @property
    def is_verified(self) -> bool:
        """Whether what was approved is still what stands here."""
        return self.is_approved and self.fingerprint == self._fingerprint()

    @cached_property
    def _layout(self) -> list[Section]:
        return [Section(**section) for section in self.layout]

    # Verbs

    def write(self, viewer: Viewer, texts: Mapping[str, str], revision: int, **facts: Any) -> None:
        """Keep the draft. `revision` is that of the text they began with. Raises WrittenMeanwhile, NotPossible."""
        with self._locked(go_on(viewer, "notes.write", self)):
            if not self.is_being_written:
                raise NotPossible
            for fact, value in facts.items():
                setattr(self, fact, value)
            self._keep({section.key: texts.get(section.key, "") for section in self._layout}, revision, *facts)

    def approve(self, viewer: Viewer) -> None:
        """Signed and locked; with the last note that is missing, the session is completed. An author who has a
        supervisor hands it in to them instead. Raises Unfinished, NotPossible."""
        hands_in = self.author.supervisor_id is not None
        deed = act(viewer, "notes.hand_in", self) if hands_in else act(viewer, "notes.approve", self.appointment)
        with self._locked(deed):
            if not self.is_being_written:
                raise NotPossible
            self.insist_on_required_sections()
            if hands_in:
                self._hand_in()
            else:
                self._seal(viewer)

    def take_back(self, viewer: Viewer) -> None:
        """Its author goes on writing before the supervisor has looked."""
        with self._locked(act(viewer, "notes.take_back", self)):
            if not self.is_awaiting_cosignature:
                raise NotPossible
            self.submitted_at = None
            self.save(update_fields=["submitted_at"])
            withdraw(about=self)

    def return_to_author(self, viewer: Viewer, comment: str) -> None:
        """The supervisor asks for something to be changed."""
        with self._locked(act(viewer, "notes.return", self)):
            if not self.is_awaiting_cosignature:
                raise NotPossible
            self.submitted_at, self.returned_at, self.comment = None, now(), comment
            self.save(update_fields=["submitted_at", "returned_at", "comment"])
            withdraw(about=self)
            tell(Viewer.in_office(self.author), about=self, letter=letters.Returned)

    def cosign(self, viewer: Viewer) -> None:
        """The supervisor signs too: only now it is approved."""
        with self._locked(act(viewer, "notes.cosign", self.appointment)):
            if not self.is_awaiting_cosignature:
                raise NotPossible
            self.cosigned_by = viewer.member
            self._seal(viewer)
            tell(Viewer.in_office(self.author), about=self, letter=letters.Cosigned)

    def share(self, viewer: Viewer) -> None:
        with self._locked(act(viewer, "notes.share", self)):
            if not self.is_approved or self.is_entered_in_error:
                raise NotPossible
            self.shared_at = now()
            self.save(update_fields=["shared_at"])
            for access in PortalAccess.objects.behind([self.client_id]):
                tell(Viewer.through_portal(access), about=self, letter=letters.NoteShared)

    def stop_sharing(self, viewer: Viewer) -> None:
        with self._locked(act(viewer, "notes.stop_sharing", self)):
            self.shared_at = None
            self.save(update_fields=["shared_at"])
            withdraw(about=self)

    def enter_in_error(self, viewer: Viewer, reason: str) -> None:
        """It should not have been written: it stays readable, marked and with the reason, and counts no more."""
        with self._locked(act(viewer, "notes.enter_in_error", self)):
            if not self.is_approved or self.is_entered_in_error:
                raise NotPossible
            self.entered_in_error_at, self.reason, self.shared_at = now(), reason, None
            self.save(update_fields=["entered_in_error_at", "reason", "shared_at"])
            withdraw(about=self)

    def discard(self, viewer: Viewer) -> None:
        """A draft that is not needed. What was approved is never deleted."""
        with self._locked(act(viewer, "notes.discard", self)):
            if not self.is_being_written:
                raise NotPossible
            withdraw(about=self)
            self.delete()

    # What verbs are made of

    def insist_on_required_sections(self) -> None:
        """Raises Unfinished."""
        empty = [section for section, text in self.sections if section.is_required and not text.strip()]
        if empty:
            raise Unfinished(empty)

    def _hand_in(self) -> None:
        self.submitted_at, self.returned_at, self.comment = now(), None, ""
        self.save(update_fields=["submitted_at", "returned_at", "comment"])
        assert self.author.supervisor  # noqa: S101
        tell(Viewer.in_office(self.author.supervisor), about=self, letter=letters.ToBeCosigned)

    def _seal(self, viewer: Viewer) -> None:
        self.approved_at = now()
        self.fingerprint = self._fingerprint()
        self.save(update_fields=["approved_at", "fingerprint", "cosigned_by"])
        withdraw(about=self)
        if self._is_the_last_missing() and self.appointment.state == Appointment.State.BOOKED:
            self.appointment.complete(viewer)

    def _is_the_last_missing(self) -> bool:
        """Where several take part, each has a note of their own."""
        approved = SessionNote._base_manager.filter(
            appointment=self.appointment_id, entered_in_error_at=None, approved_at__isnull=False
        )
        present = Participant._base_manager.filter(appointment=self.appointment_id, left_at=None)
        return not present.exclude(client__in=approved.values("client")).exists()

    def _fingerprint(self) -> str:
        """SHA-256 of everything that was signed."""
        signed = {
            "appointment": str(self.appointment_id),
            "client": str(self.client_id),
            "author": str(self.author_id),
            "layout": self.layout,
            "body": self.body,
            "started": _utc(self.started_at),
            "ended": _utc(self.ended_at),
            "modality": self.modality,
            "approved": _utc(self.approved_at),
            "cosigner": str(self.cosigned_by_id or ""),
        }
        return hashlib.sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _layout(written_in: Format) -> list[dict[str, object]]:
    return [
        {
            "key": section.key,
            "label": str(section.label),
            "help": str(section.help),
            "is_required": section.is_required,
        }
        for section in written_in.sections
    ]


def _utc(moment: datetime | None) -> str:
    return f"{moment.timestamp():.6f}" if moment else ""
