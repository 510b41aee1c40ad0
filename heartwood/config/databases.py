"""Which database holds what: records in `default`; counters, limits and progress in `counters`."""

from typing import Any

from django.db.models import Model

COUNTERS = "counters"


class CountersApart:
    """The cache's table, and nothing else, lives in the database of counters."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return COUNTERS if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == COUNTERS) == (app_label == "django_cache")
