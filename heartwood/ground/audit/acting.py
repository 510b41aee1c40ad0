"""No private record changes outside an act, and every act is written down with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from uuid import UUID

from django.db import models, transaction

from heartwood.ground.accounts.models import Organization, User
from heartwood.ground.audit.models import Act


class Somebody(Protocol):
    """Who acts. A viewer is one; so is a job that names whom it acts for."""

    @property
    def user(self) -> User | None: ...

    @property
    def organization(self) -> Organization | None: ...


class UnrecordedChange(Exception):
    """A private record was about to change with nobody named as doing it."""


_acting: ContextVar[bool] = ContextVar("acting", default=False)


@contextmanager
def act(somebody: Somebody, verb: str, record: models.Model) -> Iterator[None]:
    """Open a transaction in which private records may change, and write the line of the trail with it.

    If the block fails, neither the change nor the line remains.
    """
    record_pk = record.pk  # a deletion takes it away
    with transaction.atomic():
        token = _acting.set(True)
        try:
            yield
        finally:
            _acting.reset(token)
        Act.objects.create(
            who=somebody.user,
            organization=somebody.organization,
            verb=verb,
            record=f"{record._meta.label}:{record_pk}",
            client=client_concerned(record),
        )


def insist_on_an_act(model: type[models.Model]) -> None:
    if not _acting.get():
        raise UnrecordedChange(f"{model.__name__} may change only inside `with act(viewer, verb, record):`")


def client_concerned(record: models.Model) -> UUID | None:
    if record._meta.label == "clients.Client":
        return UUID(str(record.pk))
    return getattr(record, "client_id", None)
