"""A list on its way in: uploaded, understood, looked at, taken over, forgotten."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, NamedTuple, Self

from django.db import models
from django.utils.timezone import now

from heartwood.areas.clients.models import AccessGrant, Client, Findable
from heartwood.areas.transfer import columns, jobs, left_out, progress, reading
from heartwood.areas.transfer.columns import Column
from heartwood.areas.transfer.people import Person, Reader
from heartwood.areas.transfer.plan import Acquaintance, Outcome, Verdict, known_to, plan
from heartwood.areas.transfer.table import Table
from heartwood.areas.transfer.team import Team
from heartwood.areas.transfer.values import DateOrder
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.accounts.regions import phone_region
from heartwood.ground.audit.acting import act, line_of, write
from heartwood.ground.audit.models import Line
from heartwood.ground.vault.fields import SealedJSONField, SealedTextField
from heartwood.ground.vault.keys import shred
from heartwood.ground.vault.reading import SealedQuerySet

KEPT_FOR = timedelta(hours=24)
PATIENCE = timedelta(minutes=2)  # with a worker that says nothing
AT_ONCE = 500


class AlreadyDone(Exception):
    """Somebody came first: a second click, or a second worker."""


class Housekeeping(NamedTuple):
    """Nobody in particular, at an organization: a day has passed."""

    organization: Organization
    user: User | None = None


class Newcomer(NamedTuple):
    """A client about to be added, with who may open the record, and its line in the trail."""

    client: Client
    grants: list[AccessGrant]
    line: Line

    def as_in(self, verdict: Verdict) -> Self:
        if verdict.without_email:
            self.client.email = ""
        return self


class ImportQuerySet(SealedQuerySet["Import"], GuardedQuerySet["Import"]):  # type: ignore[override]
    def upload(self, viewer: Viewer, file_name: str, content: bytes) -> "Import":
        """Read a file, and keep what could be about clients until somebody decides, a day at most. Raises BadFile."""
        assert viewer.organization  # noqa: S101  lists are moved in the office
        assert viewer.member  # noqa: S101
        table = columns.without_what_is_not_ours(reading.read(content))
        month_first = phone_region(viewer.organization) == "US"
        uploaded = self.model(organization=viewer.organization, member=viewer.member, rows=len(table.rows))
        uploaded.file_name = file_name[-200:]
        uploaded.table = asdict(table)
        guessed = columns.guessed(table.headings, table.rows, month_first=month_first)
        uploaded.columns = [asdict(column) for column in guessed]
        with act(viewer, "transfer.upload", uploaded):
            uploaded.save(force_insert=True)
            jobs.forget.using(run_after=now() + KEPT_FOR).enqueue(str(uploaded.pk))
        return uploaded

    def lightly(self) -> Self:
        """Without the rows, for pages that do not show them."""
        return self.defer("table", "columns", "people", "left_out")

    def forget(self, pk: uuid.UUID) -> None:
        for forgotten in self.as_system("a list is shredded a day after it was uploaded").lightly().filter(pk=pk):
            forgotten.forget(Housekeeping(forgotten.organization))


class Import(Private):
    """A client list that somebody brings from elsewhere. It is theirs alone, sealed, and gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=now)
    columns_chosen_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    file_name = SealedTextField(holder="self")
    table: Any = SealedJSONField(holder="self", null=True)  # as uploaded, until it is started
    columns: Any = SealedJSONField(holder="self")
    people: Any = SealedJSONField(holder="self", null=True)  # read from the chosen columns, until it is finished
    left_out: Any = SealedJSONField(holder="self", null=True)  # what was not taken over and why, once it is finished

    choices = models.JSONField(default=dict)  # by line: is it to be added? where the person decided otherwise
    practitioner = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    by_column = models.BooleanField(default=False)  # the list names each client's practitioner
    owner_only = models.BooleanField(default=False)

    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField(default=0)
    added_in_part = models.PositiveIntegerField(default=0)
    already_there = models.PositiveIntegerField(default=0)

    objects: ClassVar[Any] = ImportQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def kept_until(self) -> datetime:
        return self.uploaded_at + KEPT_FOR

    @property
    def page(self) -> str:
        """The page where it goes on."""
        if self.finished_at:
            return "client-import-result"
        if self.started_at:
            return "client-import-progress"
        return "client-import-preview" if self.columns_chosen_at else "client-import-columns"

    @property
    def chosen_columns(self) -> list[Column]:
        return [Column(**kept) for kept in self.columns]

    @property
    def read_table(self) -> Table:
        return Table(**self.table)

    @property
    def names_practitioners(self) -> bool:
        return any(column.field == "practitioner" for column in self.chosen_columns)

    @property
    def has_waited_long(self) -> bool:
        return self.started_at is not None and now() - self.started_at > PATIENCE

    @property
    def not_added(self) -> int:
        return self.rows - self.added - self.already_there

    def verdicts(self, viewer: Viewer) -> list[Verdict]:
        """Row by row, what this import would do now."""
        people = (Person.from_json(kept) for kept in self.people)
        return plan(people, Acquaintance.of(known_to(viewer)), self.choices)

    def choose_columns(self, viewer: Viewer, chosen: Sequence[tuple[str, DateOrder | None]]) -> None:
        """Read the rows by what each column holds, and how its dates are written."""
        kept = self.chosen_columns
        for column, (field, date_order) in zip(kept, chosen, strict=True):
            column.field, column.date_order = field, date_order or column.date_order
        people = Reader(kept, region=phone_region(self.organization)).people(self.read_table)
        with act(viewer, "transfer.choose_columns", self):
            self._insist_on_not_started(viewer)
            self.columns = [asdict(column) for column in kept]
            self.people = [person.as_json() for person in people]
            self.choices, self.columns_chosen_at = {}, now()
            self.save(update_fields=["columns", "people", "choices", "columns_chosen_at"])

    def choose_rows(self, viewer: Viewer, chosen: Mapping[int, bool]) -> None:
        """Add these lines, and leave those out."""
        with act(viewer, "transfer.choose_rows", self):
            self._insist_on_not_started(viewer)
            self.choices = {**self.choices, **{str(line): is_added for line, is_added in chosen.items()}}
            self.save(update_fields=["choices"])

    def start(self, viewer: Viewer, *, practitioner: Member | None, by_column: bool, owner_only: bool) -> None:
        """Have a worker carry it out. What was not chosen of the file is dropped now."""
        with act(viewer, "transfer.start", self):
            self._insist_on_not_started(viewer)
            self.practitioner, self.by_column, self.owner_only = practitioner, by_column, owner_only
            self.started_at, self.failed_at, self.table = now(), None, None
            self.save(update_fields=["practitioner", "by_column", "owner_only", "started_at", "failed_at", "table"])
            self._enqueue()

    def start_again(self, viewer: Viewer) -> None:
        """Where the worker fell silent. Should it still be at work, the second one finds everything done."""
        with act(viewer, "transfer.start_again", self):
            progress.note(self.pk, 0, self.rows)
            self._enqueue()

    def carry_out(self, viewer: Viewer) -> None:
        """Add the clients, all or none. If it fails, everything is as before, and can be tried again."""
        if self.finished_at or not self.started_at:
            return
        try:
            self._carry_out(viewer)
        except AlreadyDone:
            pass
        except Exception:
            with act(viewer, "transfer.fail", self):
                self.started_at, self.failed_at = None, now()
                self.save(update_fields=["started_at", "failed_at"])
            raise
        finally:
            progress.forget(self.pk)

    def forget(self, somebody: Viewer | Housekeeping) -> None:
        """Shred what was uploaded, and everything that was read from it."""
        with act(somebody, "transfer.forget", self):
            shred(f"{self._meta.label}:{self.pk}")
            self.delete()

    def _enqueue(self) -> None:
        jobs.carry_out.enqueue(str(self.pk), str(self.member_id))

    def _insist_on_not_started(self, viewer: Viewer) -> None:
        """Raises AlreadyDone. The row is locked, so that of two clicks one comes second."""
        locked = Import.objects.allowed(viewer, "change").lightly().select_for_update().filter(pk=self.pk).first()
        if locked is None or locked.started_at:
            raise AlreadyDone

    def _carry_out(self, viewer: Viewer) -> None:
        """What takes long is prepared before the transaction; in it, who is there already is looked up once more."""
        progress.note(self.pk, 0, self.rows)
        people = [Person.from_json(kept) for kept in self.people]
        known = known_to(viewer)
        verdicts = plan(people, Acquaintance.of(known), self.choices)
        team = Team(self.organization)
        newcomers = {person.line: self._newcomer(viewer, person, team) for person in people if not person.wrong}
        with act(viewer, "transfer.import", self):
            Organization.objects.select_for_update().get(pk=self.organization_id)
            locked = Import.objects.allowed(viewer, "change").lightly().select_for_update().filter(pk=self.pk).first()
            if locked is None or locked.finished_at:
                raise AlreadyDone
            if set(known) != set(known_now := known_to(viewer)):
                verdicts = plan(people, Acquaintance.of(known_now), self.choices)
            added = [verdict for verdict in verdicts if verdict.is_added]
            for begin in range(0, len(added), AT_ONCE):
                self._add([newcomers[verdict.person.line].as_in(verdict) for verdict in added[begin : begin + AT_ONCE]])
                progress.note(self.pk, min(begin + AT_ONCE, len(added)), len(added))
            self._finish(verdicts)

    def _newcomer(self, viewer: Viewer, person: Person, team: Team) -> "Newcomer":
        """The first practitioner named leads; where the list names none of the team, the one chosen for all."""
        days: dict[str, Any] = {
            name: date.fromisoformat(person.facts[name]) for name in ("born_on", "started_on") if name in person.facts
        }
        client = Client(
            organization=self.organization,
            owner=self.practitioner if self.owner_only else None,
            **{**person.facts, **days},
        )
        client.keep_findable()  # bulk_create passes save() by
        grants = [
            AccessGrant(client=client, member=member, granted_by=viewer.user, is_primary=place == 0)
            for place, member in enumerate(self._practitioners_of(person, team))
        ]
        return Newcomer(client, grants, line_of(viewer, "clients.add", client))

    def _add(self, newcomers: list["Newcomer"]) -> None:
        Findable.objects.add(Client.objects.bulk_create(newcomer.client for newcomer in newcomers))
        AccessGrant.objects.bulk_create(grant for newcomer in newcomers for grant in newcomer.grants)
        write(newcomer.line for newcomer in newcomers)

    def _practitioners_of(self, person: Person, team: Team) -> list[Member]:
        named = team.named_in(person.practitioner) if self.by_column else []
        return named or ([self.practitioner] if self.practitioner else [])

    def _finish(self, verdicts: list[Verdict]) -> None:
        self.added = sum(verdict.is_added for verdict in verdicts)
        self.added_in_part = sum(verdict.is_added and verdict.is_in_part for verdict in verdicts)
        self.already_there = sum(verdict.outcome == Outcome.THERE for verdict in verdicts)
        self.left_out = left_out.table_of(verdicts, [c.heading for c in self.chosen_columns if c.field])
        self.people, self.columns, self.finished_at = None, [], now()
        self.save(
            update_fields=["added", "added_in_part", "already_there", "left_out", "people", "columns", "finished_at"]
        )
