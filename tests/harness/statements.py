"""Whether a prepared statement is the one that Django would build: asked in every test, of every query that is prepared
(`kit/prepared.py`)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet

from heartwood.kit import prepared
from heartwood.kit.prepared import Prepared, Rows, Statement, argument, overheard

TIMES = 3  # for each wording: a query that looked at its values would be found out by another's
A_MOMENT = timedelta(seconds=10)  # since the clock was asked


@pytest.fixture(scope="session", autouse=True)
def every_statement_is_compared() -> Iterator[None]:
    compared: Counter[Any] = Counter()
    answer = Prepared._answer

    def compare_and_answer(self: Prepared[Any, Any], of: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        arguments = [argument(one) for one in given]
        shapes = [each.shape for each in arguments]
        wording = (self.query.__qualname__, of, *shapes, *named.items())
        compared[wording] += 1
        if compared[wording] <= TIMES:
            statement = self.statement(of, shapes, named)
            values = [value for each in arguments for value in each.values]
            insist_that_it_is_the_same(self.query.__qualname__, statement, values, built(self, of, given, named))
        return answer(self, of, given, named)

    Prepared._answer = compare_and_answer  # type: ignore[method-assign]
    try:
        yield
    finally:
        Prepared._answer = answer  # type: ignore[method-assign]


def built(query: Any, of: Any, given: Any, named: Any) -> tuple[str | None, Sequence[Any]]:
    queryset = query.query(*given, **named)
    if of is not Rows:
        return overheard(queryset.db, queryset.count)
    try:
        sql, params = queryset.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return None, ()
    return sql, params


def insist_that_it_is_the_same(name: str, statement: Statement, values: Any, built: Any) -> None:
    sql, params = built
    kept = [] if statement.sql is None else statement.filled(values)
    assert statement.sql == sql, f"{name} is worded by what should fill holes:\n{statement.sql}\n{sql}"
    assert len(kept) == len(params)
    assert all(is_the_same(*pair) for pair in zip(kept, params, strict=True)), f"{name}: {kept} {params}"


def is_the_same(one: Any, other: Any) -> bool:
    times: Any = prepared.time_in(one), prepared.time_in(other)
    if None in times or not hasattr(times[0], "hour"):
        return bool(one == other)
    return bool(abs(times[0] - times[1]) < A_MOMENT)
