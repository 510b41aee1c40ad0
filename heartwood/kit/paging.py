"""Turning pages by the last row seen, never by a number: as quick on page 900 as on page 1, and no row comes twice.

The address holds the id of the row at the edge of the page, so it says nothing about anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

MANY = 1000


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

    def first(
        self,
        rows: "QuerySet[Row]",
        number: int,
        *,
        edge: Any = None,
        backwards: bool = False,
        noted: "Callable[[QuerySet[Row]], QuerySet[Row]] | None" = None,
    ) -> list[Row]:
        """So many after the edge, or before it (the nearest first); or of all."""
        found: list[Row] = []
        for stretch in self._stretches(rows, edge, backwards=backwards):
            if missing := number - len(found):
                some = self._as_in_the_index(stretch, backwards=backwards)[:missing]
                found += self._as_in_the_index(noted(some), backwards=backwards) if noted else some
        return found

    def _stretches(self, rows: "QuerySet[Row]", edge: Any, *, backwards: bool) -> list["QuerySet[Row]"]:
        """In the order in which they are met. Once the edge lies in one, the other is all before or all behind it."""
        beyond = "lt" if self.descending != backwards else "gt"
        if self.never_empty or not rows.model._meta.get_field(self.column).null:
            return [rows.filter(self._beyond(edge, beyond)) if edge else rows]
        valued = rows.filter(**{f"{self.column}__isnull": False})
        empty = rows.filter(**{f"{self.column}__isnull": True})
        if edge and getattr(edge, self.column) is None:
            empty = empty.filter(**{f"pk__{beyond}": edge.pk})
            return [empty, valued] if backwards else [empty]
        if edge:
            valued = valued.filter(self._beyond(edge, beyond))
            return [valued] if backwards else [valued, empty]
        return [empty, valued] if backwards else [valued, empty]

    def _beyond(self, edge: Any, beyond: str) -> Q:
        """Said first as a range, by which an index is entered at the edge."""
        value = getattr(edge, self.column)
        further = Q(**{f"{self.column}__{beyond}": value}) | Q(**{f"pk__{beyond}": edge.pk})
        return Q(**{f"{self.column}__{beyond}e": value}) & further

    def _as_in_the_index(self, rows: "QuerySet[Row]", *, backwards: bool) -> "QuerySet[Row]":
        """Within a stretch it does not matter where empty ones stand."""
        falls = "-" if self.descending != backwards else ""
        return rows.order_by(f"{falls}{self.column}", f"{falls}pk")


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
    noting: "Callable[[QuerySet[Row]], QuerySet[Row]] | None" = None,
) -> Page[Row]:
    """The page after (or before) a row. The edge is looked up among `edges`: what the reader may see, whatever filter
    is on; an edge that is gone, or never theirs, gives the first page. What a page also notes of its rows is asked of
    these alone, not of all that are sorted to find them."""
    everything = rows if edges is None else edges
    edge = everything.filter(pk=after or before).first() if after or before else None
    first = partial(order.first, rows, size + 1, noted=noting and (lambda some: noting(_same(everything, some))))
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


def _same(everything: "QuerySet[Row]", some: "QuerySet[Row]") -> "QuerySet[Row]":
    return everything.filter(pk__in=some.values("pk"))


def count_to_many(rows: "QuerySet[Any]") -> int:
    """How many there are, counted no further than a person cares."""
    return rows.order_by()[: MANY + 1].count()


def count_in_words(number: int, say: Callable[[str, int], str]) -> str:
    """“128 clients”, “1000+ clients”."""
    return say(f"{MANY}+" if number > MANY else str(number), number)


def _id(row: Model) -> UUID:
    return UUID(str(row.pk))
