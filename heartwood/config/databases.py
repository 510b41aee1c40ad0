"""Which database holds what: records in `default`; counters, limits and progress in `counters`. And how long a
statement may take."""

from typing import Any

from django.db import connections
from django.db.models import Model

COUNTERS = "counters"
TIME_LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


class CountersApart:
    """The cache's table, and nothing else, lives in the database of counters."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return COUNTERS if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == COUNTERS) == (app_label == "django_cache")


def lift_time_limits(using: str = "default") -> None:
    """For a command that somebody waits for: PostgreSQL lets its statements take as long as they need."""
    _say_of_each_limit("SET {limit} = 0", using)


def lift_time_limits_to_migrate(using: str, **_: Any) -> None:
    lift_time_limits(using)


def set_time_limits_after_migrating(using: str, **_: Any) -> None:
    _say_of_each_limit("RESET {limit}", using)


def _say_of_each_limit(statement: str, using: str) -> None:
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for limit in TIME_LIMITS:
                cursor.execute(statement.format(limit=limit))
