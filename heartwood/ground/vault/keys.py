"""Data keys in use: those of a whole list in one query, and the end of a key."""

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.masterkey import KeyService
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.sealing import OpenKey, Place, unreadable

MOST_IN_ONE_QUERY = 10_000  # SQLite takes 32,766 parameters


class Keys:
    """The data keys of some rows: looked up in one query when the first is asked for, gone when the rows are.

    There is deliberately no cache beyond that. A key that outlived its rows could open text after it was shredded,
    or seal text under a key whose making was rolled back.
    """

    def __init__(self, wanted: Iterable[UUID]) -> None:
        self._wanted = set(wanted)
        self._found: dict[UUID, DataKey] = {}
        self._masters: dict[str, KeyService] = {}
        self._open: dict[UUID, OpenKey] = {}
        self._looked_up = False

    def __contains__(self, pk: UUID) -> bool:
        return pk in self._wanted

    def open(self, pk: UUID, place: Place) -> OpenKey:
        """Raises `Unreadable` where the vault has no such key, and what `DataKey.open` raises."""
        if not self._looked_up:
            self._look_up()
        if pk not in self._found:
            raise unreadable(place, "the vault has no key for it.")
        if pk not in self._open:
            self._open[pk] = self._found[pk].opened_by(self._masters)
        return self._open[pk]

    def _look_up(self) -> None:
        wanted = iter(self._wanted)
        self._masters = masterkey.by_name()
        while some := list(islice(wanted, MOST_IN_ONE_QUERY)):
            self._found |= DataKey.objects.in_bulk(some)
        if any(key.master_id and key.master_id not in self._masters for key in self._found.values()):
            self._masters |= masterkey.by_name()  # a rotation began since the first look
        self._looked_up = True

    def __reduce__(self) -> tuple[Any, ...]:
        return Keys, (self._wanted,)  # neither a copy nor a pickle carries opened keys


def shred(holder: str) -> bool:
    """Destroy the key of this holder, and with it whatever was ever sealed under it. There is no way back.

    Says whether there was one. Backups lose it as they expire; call `clear_traces` afterwards, in a job.
    """
    living = DataKey.objects.filter(holder=holder, shredded_at=None)
    return bool(living.update(wrapped=None, master=None, shredded_at=now()))


def clear_traces() -> bool:
    """Make the database forget shredded keys now rather than later. Says whether it did, for it cannot in the midst
    of a transaction, nor on SQLite while somebody reads.

    SQLite zeroes them (secure_delete) but its write-ahead log keeps a copy until it is emptied; PostgreSQL keeps dead
    rows until a vacuum. PostgreSQL's own log, if archived, forgets as its archive expires.
    """
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("VACUUM vault_datakey")
            return True
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, *_) = cursor.fetchone()
        return not is_busy
