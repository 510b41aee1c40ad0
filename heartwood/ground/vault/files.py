"""Files of the house: each sealed under its holder's data key, under a random name, in a folder or a bucket.

A name says nothing, and what lies under it opens only as what it was kept as: `identity` is bound in. The files know no
rows: whoever keeps one writes its name into a row, and a name that stands in no row is swept away after a while.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache
from typing import BinaryIO, Protocol, Self

from django.conf import settings
from django.utils.module_loading import import_string

from heartwood.ground.vault.keys import Keys
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.sealing import unreadable
from heartwood.ground.vault.streams import key_of_stream, open_range, seal_stream, size_of

NAME = re.compile(r"[0-9a-f]{32}|\w+\.unfinished")


class Place(Protocol):
    """Where sealed files lie."""

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]: ...
    def reading(self, name: str) -> BinaryIO: ...
    def remove(self, name: str) -> None: ...
    def names(self) -> Iterator[tuple[str, datetime]]: ...


def place() -> Place:
    return _place_at(str(settings.SEALED_FILES))


@cache
def _place_at(address: str) -> Place:
    kind = "bucket.Bucket" if address.startswith("s3://") else "disk.Disk"
    found: Place = import_string(f"heartwood.ground.vault.{kind}")(address)
    return found


def keep(source: BinaryIO, holder: str, identity: str) -> str:
    """Seal it and put it away. The name under which it lies then, all of it."""
    name = secrets.token_hex(16)
    key = DataKey.for_holder(holder).open()
    with place().writing(name) as target:
        seal_stream(source, target, key, identity)
    return name


def remove(name: str) -> None:
    place().remove(name)


def sweep(kept: set[str], before: datetime) -> int:
    """Remove what has lain here since before that moment and is not among the kept; says how many. What does not look
    like a name of ours is left alone."""
    orphans = [name for name, since in place().names() if since < before and name not in kept and NAME.fullmatch(name)]
    for name in orphans:
        remove(name)
    return len(orphans)


class Opened:
    """A file, open for reading any part of it. Raises what its key raises, and `Unreadable` where it is gone."""

    def __init__(self, name: str, identity: str) -> None:
        self.identity = identity
        try:
            self._source = place().reading(name)
        except FileNotFoundError:
            raise unreadable(("file", identity), "it is gone.") from None
        try:
            pk = key_of_stream(self._source, identity)
            self._key = Keys([pk]).open(pk, ("file", identity))
            self.size = size_of(self._source.seek(0, os.SEEK_END))
        except BaseException:
            self.close()
            raise

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        return open_range(self._source, self._key, self.identity, start, stop)

    def read(self) -> bytes:
        return b"".join(self.part(0, self.size))

    def close(self) -> None:
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: object) -> None:
        self.close()
