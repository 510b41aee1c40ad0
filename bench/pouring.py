"""Rows by the million, straight into their tables: with the model's own columns and defaults, past its objects."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models

AT_ONCE = 5_000


def pour(model: type[models.Model], names: str, rows: Iterable[tuple[Any, ...]], **always: Any) -> None:
    """Each row gives the fields that are named; the others are what `always` says, or what the model begins with."""
    own, usual = names.split(), _usual(model, always)
    usual = {name: value for name, value in usual.items() if name not in own}
    columns = [column_of(model, name) for name in [*own, *usual]]
    rest = tuple(usual.values())
    zone = "+00:00" if connection.vendor == "postgresql" else ""
    prepared = ((*(_prepared(value, zone) for value in row), *rest) for row in rows)
    while some := list(islice(prepared, AT_ONCE)):
        _write(model._meta.db_table, columns, some)


def _usual(model: type[models.Model], always: dict[str, Any]) -> dict[str, Any]:
    blank = model(**always)
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    return {field.attname: field.get_db_prep_save(getattr(blank, field.attname), connection) for field in fields}


def _prepared(value: Any, zone: str) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ") + zone
    return value.hex if isinstance(value, UUID) else value


def _write(table: str, columns: Iterable[str], rows: list[tuple[Any, ...]]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        holes = ", ".join(["?"] * len(rows[0]))
        connection.ensure_connection()
        connection.connection.executemany(f'INSERT INTO "{table}" ({named}) VALUES ({holes})', rows)  # noqa: S608


def in_lots(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while lot := list(islice(rows, size)):
        yield lot


def column_of(model: type[models.Model], attname: str) -> str:
    return next(str(field.column) for field in model._meta.concrete_fields if field.attname == attname)
