"""The index by which records are found, kept by the database itself, in the transaction in which the pieces change.

SQLite's full-text search FTS5 learns of the pieces by triggers on their own small table; for PostgreSQL's there is an
index of them. Both come with their engines. Put in place after every migration: one that rebuilds a table on SQLite
drops its triggers.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import connection as default
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from heartwood.areas.clients.models import Findable
from heartwood.areas.clients.models.findable import SQLiteIndex

TABLE, INDEX = Findable._meta.db_table, SQLiteIndex._meta.db_table
ON_POSTGRESQL = f"{TABLE}_pieces"
OLD = f"INSERT INTO {INDEX} ({INDEX}, rowid, client_id, pieces) VALUES ('delete', OLD.id, OLD.client_id, OLD.pieces);"  # noqa: S608
NEW = f"INSERT INTO {INDEX} (rowid, client_id, pieces) VALUES (NEW.id, NEW.client_id, NEW.pieces);"  # noqa: S608
TRIGGERS = {
    f"{INDEX}_added": f"AFTER INSERT ON {TABLE} BEGIN {NEW} END",
    f"{INDEX}_deleted": f"AFTER DELETE ON {TABLE} BEGIN {OLD} END",
    f"{INDEX}_changed": f"AFTER UPDATE ON {TABLE} WHEN OLD.id <> NEW.id OR OLD.pieces <> NEW.pieces"
    f" BEGIN {OLD} {NEW} END",
}


def install_after_migrating(using: str, **_: Any) -> None:
    connection = connections[using]
    if router.allow_migrate_model(using, Findable) and TABLE in connection.introspection.table_names():
        install(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    """Where nothing is missing, nothing is done."""
    if not (gone := missing(connection)):
        return
    with connection.cursor() as cursor:
        for statement in _on_sqlite(gone) if connection.vendor == "sqlite" else _on_postgresql():
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """What is not there of the index: its own name, or those of its triggers."""
    wanted = [INDEX, *TRIGGERS] if connection.vendor == "sqlite" else [ON_POSTGRESQL]
    known = (
        "SELECT name FROM sqlite_master"
        if connection.vendor == "sqlite"
        else "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid WHERE indisvalid"
    )
    with connection.cursor() as cursor:
        cursor.execute(known)
        here = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in here]


def _on_sqlite(gone: list[str]) -> list[str]:
    """Of the pieces it keeps only which rows have them. While a trigger was away rows may have changed, so all are read
    anew."""
    table = (
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(client_id UNINDEXED, pieces, content='{TABLE}', content_rowid='id',"
        """ detail=none, columnsize=0, tokenize="ascii tokenchars '_'")"""
    )
    triggers = [f"CREATE TRIGGER {name} {does}" for name, does in TRIGGERS.items() if name in gone]
    return [*([table] if INDEX in gone else []), *triggers, f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')"]  # noqa: S608


def _on_postgresql() -> list[str]:
    """Without the list of what waits to be indexed, which every search would read through."""
    return [
        f"DROP INDEX IF EXISTS {ON_POSTGRESQL}",
        f"CREATE INDEX {ON_POSTGRESQL} ON {TABLE} USING gin (array_to_tsvector(string_to_array(pieces, ' ')))"
        " WITH (fastupdate = off)",
    ]


@register()
def sqlite_can_search(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    if default.vendor == "sqlite" and "fts5" not in _modules_of_sqlite():
        sentence = (
            f"SQLite {sqlite3.sqlite_version}, as this Python has it, was built without its full-text search (FTS5), by"
            " which clients are found. Use the Python of your distribution, or of python.org or uv; or PostgreSQL."
        )
        return [Error(sentence, id="clients.E001")]
    return []


def _modules_of_sqlite() -> set[str]:
    with sqlite3.connect(":memory:") as memory:
        return {name for (name,) in memory.execute("SELECT name FROM pragma_module_list")}
