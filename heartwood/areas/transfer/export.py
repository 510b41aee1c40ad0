"""Client lists on their way out, as text that no program runs. What goes out here comes in again unchanged."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import AccessGrant, Client, ClientQuerySet
from heartwood.areas.transfer import spreadsheet
from heartwood.areas.transfer.formulas import disarmed, kept_as_it_is
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act, line_of, write

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for something older


def download(viewer: Viewer, clients: ClientQuerySet, kind: str) -> StreamingHttpResponse:
    """The clients as a file, one line of the trail for the act and one for each client."""
    assert viewer.organization  # noqa: S101  lists are moved in the office
    with act(viewer, "transfer.export", viewer.organization):
        _note_each(viewer, clients)
    rows = _rows(viewer, clients)
    return _xlsx_download(rows, "clients") if kind == "xlsx" else csv_download(rows, "clients")


def csv_download(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    return _attached(_csv(rows), f"{name}-{localdate()}.csv", "text/csv; charset=utf-8")


def _xlsx_download(rows: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    cells = ([kept_as_it_is(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return _attached(spreadsheet.written(cells), f"{name}-{localdate()}.xlsx", spreadsheet.CONTENT_TYPE)


def _attached(content: Iterator[Any], name: str, content_type: str) -> StreamingHttpResponse:
    disposition = f'attachment; filename="{name}"'
    return StreamingHttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )


def _note_each(viewer: Viewer, clients: ClientQuerySet) -> None:
    pks = clients.order_by("pk").values_list("pk", flat=True)
    write(line_of(viewer, "clients.export", Client(pk=pk)) for pk in pks.iterator())


def _rows(viewer: Viewer, clients: ClientQuerySet) -> Iterator[list[str | date | None]]:
    yield [
        _("First name"),
        _("Last name"),
        _("Kind"),
        _("Status"),
        _("Pronouns"),
        _("Date of birth"),
        _("E-mail"),
        _("Phone"),
        _("Address"),
        _("Start of therapy"),
        _("Practitioners"),
    ]
    grants = AccessGrant.objects.visible_to(viewer).select_related("member__user").order_by("-is_primary", "pk")
    with_grants = clients.prefetch_related(Prefetch("grants", grants)).order_by("sort_name", "pk")
    for client in with_grants.iterator(chunk_size=1000):
        yield _row(client)


def _row(client: Client) -> list[str | date | None]:
    return [
        client.first_name,
        client.last_name,
        client.get_kind_display(),
        client.get_state_display(),
        client.pronouns,
        client.born_on,
        client.email,
        client.phone,
        client.address,
        client.started_on,
        "; ".join(grant.member.user.name for grant in client.grants.all()),
    ]


class _Echo:
    """csv wants a file to write to; what it writes goes out at once."""

    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([disarmed(str(cell or "")) for cell in row])
