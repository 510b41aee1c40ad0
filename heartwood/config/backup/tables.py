"""Every row of every table, as lines that read the same on either engine. What is sealed stays sealed."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, router
from django.db.models import Field, JSONField, Model, QuerySet

from heartwood.ground.vault.fields import SealedBytes, SealedTextField

AT_ONCE = 1000  # rows in memory

# Who is signed in, and which workers live, is of the moment. A sign-in that was ended must not come back to life.
OF_THE_MOMENT = {"sessions.Session", "usersessions.UserSession", "jobs.Worker"}


class Table:
    """The rows of one kind of record, past guard and vault: nobody reads them here, they are moved as they are."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.name = model._meta.label
        self.fields: list[Field] = list(model._meta.concrete_fields)

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    def lines(self) -> Iterator[str]:
        rows: QuerySet[Any, Any] = (
            QuerySet(self.model).order_by("pk").values_list(*(field.attname for field in self.fields))
        )
        for row in rows.iterator(AT_ONCE):
            values = [_as_json(value) for value in row]
            yield json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def insert(self, lines: Iterable[str]) -> None:
        """Past `save`: ids, times and seals are those of the backup."""
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        places = ", ".join(["%s"] * len(self.fields))
        table = connection.ops.quote_name(self.model._meta.db_table)
        rows: Any = map(self._row, lines)
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608

    def _row(self, line: str) -> list[Any]:
        values = zip(self.fields, json.loads(line), strict=True)
        return [field.get_db_prep_save(_from_json(field, value), connection) for field, value in values]

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.model._meta.db_table)}")  # noqa: S608


class Digest:
    """Tells whether two tables hold the same rows, in whatever order an engine hands them out."""

    def __init__(self) -> None:
        self.rows = 0
        self.sum = 0

    def add(self, line: str) -> None:
        self.rows += 1
        self.sum += int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")

    def passing(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self.add(line)
            yield line

    def as_facts(self) -> dict[str, Any]:
        return {"rows": self.rows, "digest": f"{self.sum % 2**256:064x}"}


def tables() -> list[Table]:
    """Those of the records, with the tables between two kinds; not the counters."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    kept = [model for model in models if router.allow_migrate_model("default", model)]
    return [Table(model) for model in kept if not model._meta.proxy and model._meta.label not in OF_THE_MOMENT]


def of_the_moment() -> list[Table]:
    return [Table(apps.get_model(label)) for label in sorted(OF_THE_MOMENT)]


def numbers_go_on() -> None:
    """On PostgreSQL the next number of a table is kept apart from its rows."""
    models = [table.model for table in tables()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _from_json(field: Field, value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, SealedTextField):
        return SealedBytes(base64.b64decode(value))
    if field.get_internal_type() == "BinaryField":
        return base64.b64decode(value)
    return field.to_python(value)
