"""What was sealed and does not open any more is written down too.

The vault tells of it in the midst of whatever is going on, which will fail. So the line waits until that has been taken
back: until the request is answered, or the job is over. Outside of a transaction it is written at once.
"""

from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.signals import request_finished
from django.db import connection
from django_tasks.signals import task_finished

from heartwood.ground.accounts.models import Organization
from heartwood.ground.audit import acting
from heartwood.ground.audit.models import Line
from heartwood.ground.audit.whence import whence
from heartwood.ground.vault import sealing
from heartwood.ground.vault.sealing import Broken

_found: ContextVar[tuple[Line, ...]] = ContextVar("found", default=())


def listen() -> None:
    sealing.on_broken.append(note)
    request_finished.connect(write_down)
    task_finished.connect(write_down)


def note(broken: Broken) -> None:
    line = line_of(broken)
    if line.record not in {noted.record for noted in _found.get()}:  # a page may stumble over it twice
        _found.set((*_found.get(), line))
    if not connection.in_atomic_block:
        write_down()


def write_down(**_: Any) -> None:
    if found := _found.get():
        forget()
        acting.write(found)


def forget() -> None:
    _found.set(())


def line_of(broken: Broken) -> Line:
    here = whence()
    client, organization = _whose(broken.place[-1])
    return Line(
        kind=Line.Kind.DAMAGE,
        verb="vault.find_damaged",
        record=" ".join(broken.place)[:200],
        client=client,
        organization=organization,
        request=here.request,
        network=here.network,
    )


def _whose(holder: str) -> tuple[UUID | None, Organization | None]:
    """Where the holder of the key is a client: that client, and where they are one."""
    label, _, pk = holder.partition(":")
    if label != "clients.Client":
        return None, None
    client: Any = apps.get_model("clients.Client")._base_manager.select_related("organization").filter(pk=pk).first()
    return UUID(pk), client.organization if client else None
