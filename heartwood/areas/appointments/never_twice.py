"""No two sessions take the same time of a calendar: what the database itself refuses, whoever writes.

On PostgreSQL an exclusion constraint, on SQLite triggers: its one writer at a time makes the check in them safe. Put
in place after every migration, and anew each time: a migration that rebuilds a table on SQLite drops its triggers.
"""

from typing import Any

from django.db import connections, router

from heartwood.areas.appointments.models import TakenTime

TABLE = TakenTime._meta.db_table
RULE = "taken_time_never_twice"


def install_after_migrating(using: str, **_: Any) -> None:
    connection = connections[using]
    if router.allow_migrate_model(using, TakenTime) and TABLE in connection.introspection.table_names():
        with connection.cursor() as cursor:
            for statement in _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql():
                cursor.execute(statement)


def _on_sqlite() -> list[str]:
    overlaps = (
        f"EXISTS (SELECT 1 FROM {TABLE} AS other WHERE other.calendar_id = NEW.calendar_id AND other.id <> NEW.id"  # noqa: S608
        " AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at)"
    )
    statements = []
    for moment in ("INSERT", "UPDATE"):
        name = f"{RULE}_{moment.lower()}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} AFTER {moment} ON {TABLE} WHEN {overlaps} BEGIN SELECT RAISE(ABORT, '{RULE}'); END",
        ]
    return statements


def _on_postgresql() -> list[str]:
    """A range of one number stands for "the same calendar", which spares an extension."""
    return [
        f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {RULE}",
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {RULE} EXCLUDE USING gist"
        " (int8range(calendar_id, calendar_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)",
    ]
