"""What the database itself refuses and does: lines and seals are only ever added, and a new line waits for its seal.

A room with records of that kind names them with `only_ever_added`, in the `ready` of its app: consents do. What guards
the trail guards them too, and so the doctor, a restore and every migration know of them.

Installed after every migration, and anew each time: a migration that rebuilds a table on SQLite drops its triggers.
"""

from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

from heartwood.ground.audit.models import Line, Seal, Waiting

REFUSAL = "This is only ever added to."
ONLY_ADDED_TO = {Line._meta.db_table: "id", Seal._meta.db_table: "line_id"}
LINES, QUEUE = Line._meta.db_table, Waiting._meta.db_table


def only_ever_added(model: type[models.Model]) -> None:
    """From the next migration on, the database refuses to change or delete these records."""
    ONLY_ADDED_TO[model._meta.db_table] = str(model._meta.pk.column)


def install_after_migrating(using: str, **_: Any) -> None:
    connection = connections[using]
    if router.allow_migrate_model(using, Line) and LINES in connection.introspection.table_names():
        install(connection)


def install(connection: BaseDatabaseWrapper) -> None:
    lift(connection)
    _run(connection, _on_sqlite() if connection.vendor == "sqlite" else _on_postgresql())


def lift(connection: BaseDatabaseWrapper) -> None:
    """For tests, which empty every table; and before installing them anew."""
    on = "" if connection.vendor == "sqlite" else " ON {table}"
    _run(connection, [f"DROP TRIGGER IF EXISTS {name}{on.format(table=table)}" for name, table in _names(connection)])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of those that somebody has taken away."""
    known = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(known)
        here = {name for (name,) in cursor.fetchall()}
    return [name for name, _ in _names(connection) if name not in here]


def _names(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    kinds = ["update", "delete", "replace" if connection.vendor == "sqlite" else "truncate"]
    return [(f"{table}_no_{kind}", table) for table in ONLY_ADDED_TO for kind in kinds] + [(f"{LINES}_waits", LINES)]


def _on_sqlite() -> list[str]:
    """`INSERT OR REPLACE` deletes without a word to the trigger of DELETE, so that way is closed too."""
    statements = []
    for table, key in ONLY_ADDED_TO.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"  # noqa: S608
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}",
        ]
    waits = f"BEGIN INSERT INTO {QUEUE} (line_id) VALUES (NEW.id); END"  # noqa: S608
    return [*statements, f"CREATE TRIGGER {LINES}_waits AFTER INSERT ON {LINES} {waits}"]


def _on_postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE OR REPLACE FUNCTION audit_wait() RETURNS trigger LANGUAGE plpgsql AS"  # noqa: S608
        f" $$ BEGIN INSERT INTO {QUEUE} (line_id) VALUES (NEW.id); RETURN NULL; END $$",
    ]
    for table in ONLY_ADDED_TO:
        statements += [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()",
        ]
    waits = f"CREATE TRIGGER {LINES}_waits AFTER INSERT ON {LINES} FOR EACH ROW EXECUTE FUNCTION audit_wait()"
    return [*statements, waits]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
