"""Turning pages by the last row seen, never by a number: as quick on page 900 as on page 1, and no row comes twice.

The address holds the id of the row at the edge of the page, so it says nothing about anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

MANY = 1000


@dataclass(frozen=True)
class Order:
    """A column to order by, the primary key breaking ties. Rows without a value come last."""

    column: str
    descending: bool = False

    def sorted(self, rows: "QuerySet[Row]", *, backwards: bool = False) -> "QuerySet[Row]":
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        if not rows.model._meta.get_field(self.column).null:
            nulls = {}  # an index in the plain order serves
        column = F(self.column).desc(**nulls) if self.descending != backwards else F(self.column).asc(**nulls)
        return rows.order_by(column, "-pk" if backwards else "pk")

    def after(self, edge: Model) -> Q:
        value = getattr(edge, self.column)
        if value is None:
            return Q(**{self.column: None, "pk__gt": edge.pk})
        further = "lt" if self.descending else "gt"
        return (
            Q(**{f"{self.column}__{further}": value})
            | Q(**{self.column: value, "pk__gt": edge.pk})
            | Q(**{f"{self.column}__isnull": True})
        )

    def before(self, edge: Model) -> Q:
        value = getattr(edge, self.column)
        if value is None:
            return Q(**{f"{self.column}__isnull": False}) | Q(**{self.column: None, "pk__lt": edge.pk})
        nearer = "gt" if self.descending else "lt"
        return Q(**{f"{self.column}__{nearer}": value}) | Q(**{self.column: value, "pk__lt": edge.pk})


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: list[Row]
    previous: UUID | None  # turn back with ?before=
    next: UUID | None  # go on with ?after=


def page_of(
    rows: "QuerySet[Row]",
    order: Order,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = 50,
    edges: "QuerySet[Row] | None" = None,
) -> Page[Row]:
    """The page after (or before) a row. The edge is looked up among `edges`: what the reader may see, whatever filter
    is on; an edge that is gone, or never theirs, gives the first page."""
    edge = (rows if edges is None else edges).filter(pk=after or before).first() if after or before else None
    if edge and before:
        found = list(order.sorted(rows.filter(order.before(edge)), backwards=True)[: size + 1])
        shown = found[:size][::-1]
        has_previous, has_next = len(found) > size, True
    elif edge:
        found = list(order.sorted(rows.filter(order.after(edge)))[: size + 1])
        shown = found[:size]
        has_previous, has_next = True, len(found) > size
    if not edge or not shown:
        found = list(order.sorted(rows)[: size + 1])
        shown = found[:size]
        has_previous, has_next = False, len(found) > size
    return Page(shown, _id(shown[0]) if has_previous else None, _id(shown[-1]) if has_next else None)


def count_in_words(rows: "QuerySet[Any]", say: Callable[[str, int], str]) -> str:
    """How many there are, counted no further than a person cares: “128 clients”, “1000+ clients”."""
    number = rows.order_by()[: MANY + 1].count()
    return say(f"{MANY}+" if number > MANY else str(number), number)


def _id(row: Model) -> UUID:
    return UUID(str(row.pk))
