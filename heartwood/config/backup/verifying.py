"""What can be said of an install whose rows have just come back: do its keys open it, and is its trail whole?"""

from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import Shredded, VaultError
from heartwood.ground.vault.fields import open_keys, sealed_fields
from heartwood.ground.vault.models import DataKey

SAMPLE = 50  # rows of each kind


def data_keys_that_open() -> tuple[int, list[str]]:
    """How many do, and the holders of those that do not."""
    masters = masterkey.by_name()
    opened, broken = 0, []
    for key in DataKey.objects.filter(shredded_at=None).iterator():
        try:
            key.opened_by(masters)
            opened += 1
        except VaultError:
            broken.append(key.holder)
    return opened, broken


def sealed_texts_that_open() -> tuple[int, list[str]]:
    """Of a sample of every kind: how many do, and the rows of those that do not. What was shredded is meant not to."""
    opened, broken = 0, []
    for model in apps.get_models():
        fields = sealed_fields(model)
        rows: list[Any] = list(QuerySet(model).order_by("-pk")[:SAMPLE]) if fields else []
        open_keys(rows)
        for row in rows:
            try:
                opened += sum(getattr(row, field.attname) is not None for field in fields)
            except Shredded:
                continue
            except VaultError:
                broken.append(f"{model._meta.label}:{row.pk}")
    return opened, broken


def trail_as_it_was_written() -> tuple[str, str]:
    """What `audit verify` says, and what it finds wrong."""
    said = StringIO()
    try:
        call_command("audit", "verify", stdout=said)
    except CommandError as found:
        return said.getvalue(), str(found)
    return said.getvalue(), ""
