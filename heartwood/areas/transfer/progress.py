"""How far an import has come. It is written to the cache, which others can read while its transaction is still open."""

import time
from typing import NamedTuple
from uuid import UUID

from django.core.cache import cache

_KEPT = 60 * 60
_SILENCE = 120  # seconds after which the worker seems to be gone


class Progress(NamedTuple):
    done: int
    of: int
    noted_at: float

    @property
    def is_silent(self) -> bool:
        return time.time() - self.noted_at > _SILENCE


def note(import_pk: UUID, done: int, of: int) -> None:
    cache.set(_key(import_pk), [done, of, time.time()], _KEPT)


def noted(import_pk: UUID) -> Progress | None:
    kept = cache.get(_key(import_pk))
    return Progress(*kept) if kept else None


def forget(import_pk: UUID) -> None:
    cache.delete(_key(import_pk))


def _key(import_pk: UUID) -> str:
    return f"transfer.import:{import_pk}"
