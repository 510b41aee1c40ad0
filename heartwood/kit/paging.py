"""Turning pages by the last row seen, never by a number: as quick on page 900 as on page 1, and no row comes twice.

The address holds the id of the row at the edge of the page, so it says nothing about anybody.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found", bound=Model, covariant=True)

MANY = 1000
ONLY_VALUES, ONLY_EMPTY = "values", "empty"


@dataclass(frozen=True)
class Order:
    """A column to order by, the primary key breaking ties. Rows without a value come last.

    A list in this order has two stretches, those with a value and those without; each is read in the order of an index
    that ends with the column and the key, from the edge on.
    """

    column: str
    descending: bool = False
    never_empty: bool = False  # of a column that may be, among rows that are chosen so

    def sorted(self, rows: "QuerySet[Row]", *, backwards: bool = False) -> "QuerySet[Row]":
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        if not rows.model._meta.get_field(self.column).null:
            nulls = {}
        is_falling = self.descending != backwards
        column = F(self.column).desc(**nulls) if is_falling else F(self.column).asc(**nulls)
        return rows.order_by(column, "-pk" if is_falling else "pk")

    def stretches(self, model: type[Model], edge: Any, *, backwards: bool = False) -> "Iterator[tuple[Stretch, Any]]":
        """In which its rows lie beyond an edge, or all of them, in the order in which they are met; and from which row
        on each is read. Once the edge lies in one, the other is all before or all behind it."""
        stretch = Stretch(self.column, falls=self.descending != backwards)
        if self.never_empty or not model._meta.get_field(self.column).null:
            yield stretch, edge
            return
        valued, empty = stretch._replace(holds=ONLY_VALUES), stretch._replace(holds=ONLY_EMPTY)
        if edge is None:
            both = (valued, None), (empty, None)
            yield from reversed(both) if backwards else both
        elif getattr(edge, self.column) is None:
            yield empty, edge
            if backwards:
                yield valued, None
        else:
            yield valued, edge
            if not backwards:
                yield empty, None


class Stretch(NamedTuple):
    """A part of a list that lies in an index in the order in which it is read."""

    column: str
    falls: bool
    holds: str = ""

    def of(self, rows: "QuerySet[Row]", value: Any = None, pk: UUID | None = None) -> "QuerySet[Row]":
        """Beyond the row with this value and key, or all of it."""
        beyond = "lt" if self.falls else "gt"
        if self.holds:
            rows = rows.filter(**{f"{self.column}__isnull": self.holds == ONLY_EMPTY})
        if pk and self.holds == ONLY_EMPTY:
            rows = rows.filter(**{f"pk__{beyond}": pk})
        elif pk:
            further = Q(**{f"{self.column}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk})
            # Said first as a range, by which the index is entered at the edge.
            rows = rows.filter(Q(**{f"{self.column}__{beyond}e": value}) & further)
        return self.sorted(rows)

    def sorted(self, rows: "QuerySet[Row]") -> "QuerySet[Row]":
        """Within a stretch it does not matter where empty ones stand."""
        falls = "-" if self.falls else ""
        return rows.order_by(f"{falls}{self.column}", f"{falls}pk")


class Reading(Protocol[Found]):
    """How rows are read: so many of a stretch, beyond the row with that value and key, or from its beginning."""

    def __call__(self, value: Any, pk: UUID | None, *, stretch: Stretch, number: int) -> Iterable[Found]: ...


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
    read: "Reading[Row] | None" = None,
) -> Page[Row]:
    """The page after (or before) a row. The edge is looked up among `edges`: what the reader may see, whatever filter
    is on; an edge that is gone, or never theirs, gives the first page. `read` reads them by a query of its own."""
    edge = (rows if edges is None else edges).filter(pk=after or before).first() if after or before else None
    first = partial(_first, order, rows.model, read or _plainly(rows), size + 1)
    if edge and before:
        found = first(edge=edge, backwards=True)
        shown = found[:size][::-1]
        has_previous, has_next = len(found) > size, True
    elif edge:
        found = first(edge=edge)
        shown = found[:size]
        has_previous, has_next = True, len(found) > size
    if not edge or not shown:
        found = first()
        shown = found[:size]
        has_previous, has_next = False, len(found) > size
    return Page(shown, _id(shown[0]) if has_previous else None, _id(shown[-1]) if has_next else None)


def _plainly(rows: "QuerySet[Row]") -> "Reading[Row]":
    return lambda value, pk, *, stretch, number: stretch.of(rows, value, pk)[:number]


def _first(
    order: Order, model: type[Row], read: "Reading[Row]", number: int, edge: Any = None, *, backwards: bool = False
) -> list[Row]:
    """So many beyond the edge, the nearest first; or of all."""
    found: list[Row] = []
    for stretch, beyond in order.stretches(model, edge, backwards=backwards):
        if missing := number - len(found):
            value, pk = (getattr(beyond, order.column), _id(beyond)) if beyond else (None, None)
            found += read(value, pk, stretch=stretch, number=missing)
    return found


def count_to_many(rows: "QuerySet[Any]") -> int:
    """How many there are, counted no further than a person cares."""
    return up_to_many(rows).count()


def up_to_many(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    return rows.order_by()[: MANY + 1]


def count_in_words(number: int, say: Callable[[str, int], str]) -> str:
    """“128 clients”, “1000+ clients”."""
    return say(f"{MANY}+" if number > MANY else str(number), number)


def _id(row: Model) -> UUID:
    return UUID(str(row.pk))
