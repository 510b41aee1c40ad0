"""Writing the trail: no private record changes outside an act, and no client record is read without a visit."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import models, transaction
from django.utils.timezone import now

from heartwood.ground.access.guard import private_records_may_change
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.audit import jobs
from heartwood.ground.audit.models import Line
from heartwood.ground.audit.whence import whence
from heartwood.kit.prepared import prepared

ONE_VISIT = timedelta(minutes=5)  # looking again within this time is the same visit


class Somebody(Protocol):
    """Who acts. A viewer is one; so is a job that names whom it acts for."""

    @property
    def user(self) -> User | None: ...

    @property
    def organization(self) -> Organization | None: ...


@contextmanager
def act(somebody: Somebody, verb: str, record: models.Model) -> Iterator[None]:
    """Open a transaction in which private records may change, and write the line of the trail with it.

    If the block fails, neither the change nor the line remains. What belongs to the records of several clients stands
    in the log of each.
    """
    lines = lines_of(somebody, verb, record)  # now: a deletion takes the record's id away
    with transaction.atomic():
        with private_records_may_change():
            yield
        write(lines)


@contextmanager
def go_on(somebody: Somebody, verb: str, record: models.Model) -> Iterator[None]:
    """An act that is done again and again, such as keeping a draft: within five minutes it is one line."""
    with transaction.atomic():
        with private_records_may_change():
            yield
        write_unless_just_now(lines_of(somebody, verb, record))


def visit(viewer: Viewer, verb: str, record: models.Model) -> None:
    """They look at this record now. The line is written before they see anything; a page that is opened again within
    five minutes is one visit."""
    write_unless_just_now(lines_of(viewer, verb, record, Line.Kind.VISIT))


def write_unless_just_now(lines: list[Line]) -> None:
    line = lines[0]
    since = now() - ONE_VISIT
    told = set(told_since(line.who_id, line.verb, line.record, line.capacity, since, kind=line.kind))
    if news := [line for line in lines if line.client not in told]:
        write(news)


@prepared
def told_since(
    who: UUID | None, verb: str, record: str, capacity: str, since: datetime, *, kind: str
) -> models.QuerySet[Line, UUID | None]:
    """Of which clients that was said."""
    earlier = Line.objects.as_system("is this still the same visit?").of_kind(kind)
    just_now = earlier.filter(who=who, verb=verb, record=record, capacity=capacity, at__gt=since)
    return just_now.values_list("client", flat=True)


def lines_of(somebody: Somebody, verb: str, record: models.Model, kind: str = Line.Kind.ACT) -> list[Line]:
    """One for each client whose record it belongs to, and one where it is nobody's."""
    return [line_of(somebody, verb, record, kind, client) for client in clients_concerned(record)]


def line_of(
    somebody: Somebody, verb: str, record: models.Model, kind: str = Line.Kind.ACT, client: UUID | None = None
) -> Line:
    """The line that says so, not written yet. Of what only its author may know, it stands in nobody's log."""
    here = whence()
    is_secret = getattr(record, "is_known_to_its_author_only", False)
    return Line(
        kind=kind,
        who=somebody.user,
        capacity=somebody.capacity if isinstance(somebody, Viewer) else "",
        whom=_person_concerned(somebody, record),
        organization=None if is_secret else somebody.organization or _organization_concerned(record),
        verb=verb,
        record=f"{record._meta.label}:{record.pk}",
        client=None if is_secret else client or client_concerned(record),
        request=here.request,
        network=here.network,
    )


def write(lines: Iterable[Line]) -> None:
    with transaction.atomic(), private_records_may_change():
        written = Line.objects.bulk_create(lines, batch_size=1000)
    whence().verbs.extend(sorted({line.verb for line in written}))
    transaction.on_commit(jobs.seal_soon, robust=True)


def clients_concerned(record: models.Model) -> list[UUID | None]:
    """Several, where a record says so itself."""
    return getattr(record, "clients_concerned", None) or [client_concerned(record)]


def client_concerned(record: models.Model) -> UUID | None:
    if record._meta.label == "clients.Client":
        return UUID(str(record.pk))
    return getattr(record, "client_id", None)


def _organization_concerned(record: Any) -> Organization | None:
    """Where it happened, when somebody came through the portal: at the organization whose record it is."""
    if isinstance(record, Organization):
        return record
    return getattr(getattr(record, "client", record), "organization", None)


def _person_concerned(somebody: Somebody, record: Any) -> User | None:
    """Somebody else whom it is about: whose access, whose role."""
    member = record if isinstance(record, Member) else getattr(record, "member", None)
    person = member.user if member else getattr(record, "user", None)
    return person if person != somebody.user else None
