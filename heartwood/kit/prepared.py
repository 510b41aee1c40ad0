"""Queries that are put into SQL once: `@prepared`.

Django builds a statement anew for each call, and that costs more than the database needs to answer it. What comes out
differs from one call to the next in nothing but values. So the first call keeps the statement, with holes where values
belong, and the next ones fill them. No answer is kept, and nothing of anybody.

    @prepared
    def ahead_of(viewer: Viewer, now: datetime, *, state: str) -> QuerySet[Session]:
        return Session.objects.visible_to(viewer).filter(starts_at__gt=now, state=state)

    ahead_of(viewer, now(), state="booked")         # the rows
    ahead_of.count(viewer, now(), state="booked")

What comes by position fills holes: ids, moments, days, words, lists of these, and a viewer. What comes by name belongs
to the wording. The function is put to stand-ins, so it neither looks at what fills holes nor asks the clock or the
database: an id or a time that came through no hole is refused. A time may be counted from one that did. In tests each
statement is compared with the one that Django builds (`tests/harness/statements.py`).
"""

import re
import secrets
from collections.abc import Callable, Hashable, Iterator, Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import singledispatch, update_wrapper
from itertools import cycle
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateField, DateTimeField, QuerySet, UUIDField
from django.http import Http404

P = ParamSpec("P")
Row = TypeVar("Row")

MOST_WORDINGS = 500  # of one query; lists are as long as they are
AN_ID, A_TIME = re.compile(r"[0-9a-f]{32}"), re.compile(r"\d{4}-\d\d-\d\d( .*)?")  # as SQLite gets them
A_DAY = len("2026-11-23")
ID, DAY, MOMENT = UUIDField(), DateField(), DateTimeField()


class AsksTooMuch(LookupError):
    """A prepared query looked at what fills its holes, at the clock, or into the database."""


class Argument(NamedTuple):
    """What the wording depends on, and what fills its holes."""

    shape: Hashable
    values: Sequence[Any]


class StandIn(NamedTuple):
    """What the query is put to instead, and the marks by which its holes are found in the statement."""

    itself: Any
    marks: Sequence[Any]


@singledispatch
def argument(value: Any) -> Argument:
    return Argument(cast(Hashable, type(value)), (value,))


@argument.register
def _of_nothing(value: None) -> Argument:
    """Django asks for what is empty in other words than for a value."""
    return Argument(None, ())


@argument.register(list)
@argument.register(tuple)
def _of_several(values: Sequence[Any]) -> Argument:
    return Argument((type(values[0]) if values else None, len(values)), values)


@singledispatch
def stand_in(shape: Any) -> StandIn:
    raise AsksTooMuch(f"Nobody has said what stands in for {shape!r}.")


@stand_in.register
def _for_nothing(shape: None) -> StandIn:
    return StandIn(None, ())


@stand_in.register
def _for_one(shape: type) -> StandIn:
    mark = _mark(shape)
    return StandIn(mark, (mark,))


@stand_in.register
def _for_several(shape: tuple) -> StandIn:
    kind, number = shape
    marks = [_mark(kind) for _ in range(number)]
    return StandIn(marks, marks)


def _mark(kind: type) -> Any:
    """Nothing else looks like it."""
    marks: dict[type, Callable[[], Any]] = {
        UUID: uuid4,
        str: secrets.token_hex,
        datetime: lambda: datetime(_another_age(), 2, 2, 2, 2, 2, 2, tzinfo=UTC),
        date: lambda: date(_another_age(), 2, 2),
    }
    if kind not in marks:
        raise AsksTooMuch(f"A {kind.__name__} fills no hole: name it, if it belongs to the wording.")
    return marks[kind]()


LONGEST_COUNT = timedelta(days=365 * 20)  # from one moment to another, in one query
_ages = cycle(range(3000, 9000, 50))


def _another_age() -> int:
    """So far from the others that a time counted from one is not taken for one counted from another."""
    return next(_ages)


def sent(value: Any, using: str = "default") -> Any:
    """As this value goes to the database."""
    if isinstance(value, UUID):
        return ID.get_db_prep_value(value, connections[using])
    if isinstance(value, datetime):
        return MOMENT.get_db_prep_value(value, connections[using])
    return DAY.get_db_prep_value(value, connections[using]) if isinstance(value, date) else value


class Hole(NamedTuple):
    place: int  # among the parameters
    value: int  # which one fills it
    later: timedelta | None  # than the value


class Statement:
    """SQL with holes; without any where it is known beforehand that nothing is found."""

    def __init__(self, using: str, sql: str | None, params: Sequence[Any], marks: Sequence[Any]) -> None:
        self.using, self.sql, self.params = using, sql, list(params)
        self.holes = list(_holes(params, marks, using))

    def filled(self, values: Sequence[Any]) -> list[Any]:
        params = self.params.copy()
        for place, nth, later in self.holes:
            params[place] = sent(values[nth] if later is None else _later(values[nth], later), self.using)
        return params


def _later(time: date, by: timedelta) -> date:
    return (time.astimezone(UTC) if isinstance(time, datetime) else time) + by


def _holes(params: Sequence[Any], marks: Sequence[Any], using: str) -> Iterator[Hole]:
    marked = {sent(mark, using): nth for nth, mark in enumerate(marks)}
    for place, param in enumerate(params):
        if isinstance(param, str | UUID | date) and param in marked:
            yield Hole(place, marked[param], None)
        elif (time := time_in(param)) is not None:
            yield Hole(place, *_counted_from(time, marks))
        elif isinstance(param, UUID) or (isinstance(param, str) and AN_ID.fullmatch(param)):
            raise AsksTooMuch(f"{param} came through no hole.")


def time_in(param: Any) -> date | None:
    if isinstance(param, date):
        return param
    if not isinstance(param, str) or not A_TIME.fullmatch(param):
        return None
    return date.fromisoformat(param) if len(param) == A_DAY else datetime.fromisoformat(param).replace(tzinfo=UTC)


def _counted_from(time: Any, marks: Sequence[Any]) -> tuple[int, timedelta]:
    for nth, mark in enumerate(marks):
        if type(mark) is type(time) and abs(time - mark) < LONGEST_COUNT:
            return nth, time - mark
    raise AsksTooMuch(f"{time} came through no hole.")


class Rows(Statement):
    """One that Django makes rows of."""

    def __init__(self, queryset: QuerySet[Any, Any], marks: Sequence[Any]) -> None:
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise AsksTooMuch("What else is fetched is a query of its own.")
        self.queryset = queryset
        self.compiler: Any = queryset.query.get_compiler(queryset.db)
        try:
            sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            sql, params = None, ()
        super().__init__(queryset.db, sql, params, marks)

    def answer(self, values: Sequence[Any]) -> list[Any]:
        if self.sql is None:
            return []
        compiler, said = copy(self.compiler), (self.sql, tuple(self.filled(values)))
        compiler.connection, compiler.as_sql = connections[self.using], lambda *args, **kwargs: said
        rows: Any = self.queryset._chain()  # type: ignore[attr-defined]
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)


class Number(Statement):
    """One that is answered by a single number."""

    def __init__(self, queryset: QuerySet[Any, Any], marks: Sequence[Any]) -> None:
        sql, params = overheard(queryset.db, queryset.count)
        super().__init__(queryset.db, sql, params, marks)

    def answer(self, values: Sequence[Any]) -> int:
        if self.sql is None:
            return 0
        with connections[self.using].cursor() as cursor:
            cursor.execute(self.sql, self.filled(values))
            return int(cursor.fetchone()[0])


def overheard(using: str, ask: Callable[[], object]) -> tuple[str | None, Sequence[Any]]:
    """What somebody was about to ask the database."""

    class Overheard(Exception):
        pass

    def listen(execute: Any, sql: str, params: Sequence[Any], *rest: Any) -> None:
        raise Overheard(sql, params)

    with connections[using].execute_wrapper(listen):
        try:
            ask()
        except Overheard as heard:
            sql, params = heard.args
            return sql, params
    return None, ()


def _asks_nothing(*query: Any) -> None:
    raise AsksTooMuch("A prepared query is made without asking the database.")


class Prepared(Generic[P, Row]):
    def __init__(self, query: Callable[P, "QuerySet[Any, Row]"]) -> None:
        self.query: Callable[..., QuerySet[Any, Row]] = query
        self.kept: dict[Hashable, Any] = {}
        update_wrapper(self, query)

    def __call__(self, *given: P.args, **named: P.kwargs) -> list[Row]:
        return self._answer(Rows, given, named)  # type: ignore[no-any-return]

    def first(self, *given: P.args, **named: P.kwargs) -> Row | None:
        return next(iter(self(*given, **named)), None)

    def first_or_404(self, *given: P.args, **named: P.kwargs) -> Row:
        if (found := self.first(*given, **named)) is None:
            raise Http404
        return found

    def count(self, *given: P.args, **named: P.kwargs) -> int:
        return self._answer(Number, given, named)  # type: ignore[no-any-return]

    def _answer(self, of: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        arguments = [argument(one) for one in given]
        statement = self.statement(of, [each.shape for each in arguments], named)
        return statement.answer([value for each in arguments for value in each.values])

    def statement(self, of: Any, shapes: Sequence[Hashable], named: dict[str, Any]) -> Any:
        wording = (of, *shapes, *named.items())
        statement = self.kept.get(wording)
        if statement is None:
            statement = self._worded(of, shapes, named)
            if len(self.kept) >= MOST_WORDINGS:
                self.kept.clear()
            self.kept[wording] = statement
        return statement

    def _worded(self, of: Any, shapes: Sequence[Hashable], named: dict[str, Any]) -> Any:
        stand_ins = [stand_in(shape) for shape in shapes]
        with connections["default"].execute_wrapper(_asks_nothing):
            queryset = self.query(*(each.itself for each in stand_ins), **named)
        return of(queryset, [mark for each in stand_ins for mark in each.marks])


def prepared(query: Callable[P, "QuerySet[Any, Row]"]) -> Prepared[P, Row]:
    return Prepared(query)
