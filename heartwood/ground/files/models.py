"""A file that belongs to a record: the base of every room's own model.

    class Document(SealedFile, Private):
        client = models.ForeignKey("clients.Client", models.CASCADE, related_name="documents")

        objects = DocumentQuerySet.as_manager()  # class DocumentQuerySet(SealedQuerySet, GuardedQuerySet)

`sealed_for` names the foreign key whose data key seals file and name. A room takes files in inside `taken_in`, lists
them by `state`, answers with `serving.served`, and removes them by its own verb, which ends with `throw_away_parts`.
"""

import io
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartwood.ground.access.viewer import NOBODY
from heartwood.ground.accounts.models import Organization
from heartwood.ground.audit.acting import act
from heartwood.ground.files import cleaning, jobs, limits
from heartwood.ground.files.kinds import HEAD, KINDS, Kind, kind_of
from heartwood.ground.files.names import harmless
from heartwood.ground.vault import files
from heartwood.ground.vault.errors import Shredded, Unreadable
from heartwood.ground.vault.fields import SealedTextField

MOST_COUNTED = 32_767  # pages: as many as the column holds


def holder_of(row: "SealedFile") -> str:
    return row.holder


class SealedFile(models.Model):
    """Somebody's file, sealed, with its name. A picture waits until it was painted anew; until then nobody opens it."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Being prepared")
        READY = "ready", gettext_lazy("Ready")
        REFUSED = "refused", gettext_lazy("Refused")

    sealed_for: ClassVar[str] = "client"
    shows_pages: ClassVar[bool] = False  # whether its PDFs are painted, to be looked at without a program

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = SealedTextField(holder=holder_of)
    content_type = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()  # bytes, of the whole
    state = models.CharField(max_length=8, choices=State.choices)
    refusal = models.CharField(max_length=10, blank=True)  # a word of limits.LATER
    parts = models.JSONField(default=dict)  # where they lie, by name: original; or whole, screen, thumb, page-1 …
    pages = models.PositiveSmallIntegerField(null=True)  # of a PDF, once they are counted; 0: nobody can look into it
    added_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True

    @property
    def kind(self) -> Kind:
        return KINDS[self.content_type]

    @property
    def is_picture(self) -> bool:
        return self.kind.is_picture

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED

    @property
    def is_being_painted(self) -> bool:
        """A PDF may be downloaded meanwhile."""
        return self.shows_pages and self.is_ready and not self.is_picture and self.pages is None

    @property
    def painted_pages(self) -> list[int]:
        """Their numbers, from 1."""
        return [number for number in range(1, (self.pages or 0) + 1) if f"page-{number}" in self.parts]

    @property
    def has_more_pages(self) -> bool:
        return (self.pages or 0) > len(self.painted_pages)

    @property
    def why_refused(self) -> str:
        return limits.LATER[self.refusal]() if self.refusal else ""

    @property
    def shown_name(self) -> str:
        try:
            return str(self.name)
        except (Shredded, Unreadable):
            return _("A file that nobody can open any more")

    @property
    def in_figures(self) -> str:
        """PDF · 240 KB."""
        if not self.size:
            return str(self.kind.label)
        return f"{self.kind.label} · {filesizeformat(self.size)}"

    @property
    def holder(self) -> str:
        relation: Any = self._meta.get_field(self.sealed_for)
        return f"{relation.related_model._meta.label}:{getattr(self, relation.attname)}"

    def opened(self, part: str = "whole") -> files.Opened:
        """Raises KeyError where there is no such part, and what the vault raises."""
        return files.Opened(self.parts[part], self._identity(part))

    def seal(self, upload: UploadedFile) -> None:
        """Look what it is, and put it away sealed. Raises Refused."""
        head = upload.read(HEAD)
        upload.seek(0)
        kind = kind_of(head)
        if kind is None:
            raise limits.unknown_kind(upload.name or "")
        self.name, self.content_type = harmless(upload.name or "", kind), kind.content_type
        self.size = upload.size or 0
        self.state = self.State.WAITING if kind.is_picture else self.State.READY
        self._keep("original" if kind.is_picture else "whole", upload.file)  # type: ignore[arg-type]

    def copy(self, other: "SealedFile") -> None:
        """The same file for another holder, sealed anew. Raises what the vault raises."""
        for fact in ("name", "content_type", "size", "state", "refusal", "pages"):
            setattr(self, fact, getattr(other, fact))
        for part in other.parts:
            with other.opened(part) as opened:
                self._keep(part, io.BytesIO(opened.read()))

    def make_safe(self) -> None:
        """Have a picture painted anew, and forget the original. Called again, it finds nothing to do."""
        if not self.is_waiting:
            return
        try:
            with self.opened("original") as original:
                content = original.read()
        except Shredded:
            return
        try:
            parts = cleaning.painted(content, self.content_type).parts
        except cleaning.Unfit as unfit:
            self._settle("files.refuse", {"state": "waiting"}, {}, state=self.State.REFUSED, refusal=str(unfit), size=0)
            return
        whole = parts[0]
        self._settle(
            "files.prepare",
            {"state": "waiting"},
            self._sealed_parts(parts),
            state=self.State.READY,
            content_type=whole.content_type,
            size=len(whole.content),
            name=harmless(self.name, KINDS[whole.content_type]),
        )

    def paint_pages(self) -> None:
        """Have the first pages of a PDF painted. Called again, it finds nothing to do."""
        if not self.is_being_painted:
            return
        try:
            with self.opened() as whole:
                found = cleaning.painted(whole.read(), self.content_type)
        except Shredded:
            return
        except cleaning.Unfit:
            found = cleaning.Painted([], pages=0)
        pages = min(found.pages, MOST_COUNTED)
        self._settle("files.paint", {"pages": None}, self.parts | self._sealed_parts(found.parts), pages=pages)

    def prepare_soon(self) -> None:
        """Inside the act that saves it."""
        if self.is_waiting:
            jobs.make_safe.enqueue(self._meta.label, str(self.pk))
        if self.is_being_painted:
            jobs.paint_pages.enqueue(self._meta.label, str(self.pk))

    def throw_away_parts(self) -> None:
        """Once the row is gone for all to see. What a dying process leaves behind is swept away later."""
        names = list(self.parts.values())
        transaction.on_commit(lambda: _remove(names), robust=True)

    def _settle(self, verb: str, awaited: dict[str, Any], parts: dict[str, str], **facts: Any) -> None:
        """Write down what became of it, if it still is as `awaited`. Whoever comes second, or too late, throws away
        what they have made."""
        before, after = set(self.parts.values()), set(parts.values())
        rows: Any = type(self)._default_manager
        with act(NOBODY, verb, self):
            still = rows.as_system("a file is prepared").select_for_update().filter(pk=self.pk, **awaited)
            if not still.exists():
                before, after = after, before
            else:
                self.parts = parts
                for fact, value in facts.items():
                    setattr(self, fact, value)
                self.save(update_fields=["parts", *facts])
            transaction.on_commit(lambda: _remove(before - after), robust=True)

    def _keep(self, part: str, source: BinaryIO) -> None:
        self.parts = {**self.parts, part: self._sealed(part, source)}

    def _sealed_parts(self, parts: Iterable[cleaning.Part]) -> dict[str, str]:
        return {part.name: self._sealed(part.name, io.BytesIO(part.content)) for part in parts}

    def _sealed(self, part: str, source: BinaryIO) -> str:
        return files.keep(source, self.holder, self._identity(part))

    def _identity(self, part: str) -> str:
        return f"{self._meta.label}:{self.pk}/{part}"


@contextmanager
def taken_in(rows: Iterable[SealedFile], uploads: Iterable[UploadedFile]) -> Iterator[None]:
    """Seal each upload into its row. The rows are saved within; if that fails, no file remains. Raises Refused."""
    rows = list(rows)
    with _none_remains_of(rows):
        for row, upload in zip(rows, uploads, strict=True):
            row.seal(upload)
        yield


@contextmanager
def copied_in(rows: Iterable[SealedFile], others: Iterable[SealedFile]) -> Iterator[None]:
    """Likewise with files that are kept elsewhere already."""
    rows = list(rows)
    with _none_remains_of(rows):
        for row, other in zip(rows, others, strict=True):
            row.copy(other)
        yield


@contextmanager
def _none_remains_of(rows: list[SealedFile]) -> Iterator[None]:
    """If what is done within fails."""
    try:
        yield
    except BaseException:
        _remove(name for row in rows for name in row.parts.values())
        raise


def _remove(names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            files.remove(name)
