"""Taking a backup: records of one moment, then the files they refer to, in one archive."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now

from heartwood.config.backup import archive, keys, manifest
from heartwood.config.backup.archive import Parcel
from heartwood.config.backup.tables import Digest, tables
from heartwood.config.databases import lift_time_limits
from heartwood.config.sqlite.base import read_only
from heartwood.ground.audit import anchors
from heartwood.ground.vault import files

NAME = "heartwood-{at:%Y%m%dT%H%M%SZ}.age"
PATTERN = "heartwood-????????T??????Z.age"
LINES_IN_A_PIECE = 2000


@dataclass(frozen=True)
class Taken:
    path: Path
    rows: int
    tables: int
    files: int
    bytes: int


def take(folder: Path) -> Taken:
    """The files come after the records: each that a record refers to is there. What was put away in between is not yet
    swept up; what was added is copied too, and does no harm."""
    recipients = keys.recipients()
    anchored = sorted(anchors.folder().glob("*.json"))  # known before the records, so that none knows more than they
    path = folder / NAME.format(at=now())
    with archive.sealed(path, recipients) as parcel:
        with one_moment():
            facts = manifest.about()
            parcel.put("about.json", manifest.written(facts))
            facts["tables"] = {table.name: _put_rows(parcel, table) for table in tables()}
        facts["files"] = dict(_put_files(parcel, anchored))
        everything = manifest.written(facts)
        parcel.put("manifest.json", everything)
        parcel.put("signature.json", manifest.signature(everything))
    taken = Taken(
        path,
        rows=sum(table["rows"] for table in facts["tables"].values()),
        tables=len(facts["tables"]),
        files=len(facts["files"]),
        bytes=path.stat().st_size,
    )
    note(taken)
    return taken


def keep(folder: Path, newest: int) -> list[Path]:
    """Throws the older ones away, and says which."""
    old = sorted(folder.glob(PATTERN))[:-newest]
    for path in old:
        path.unlink()
    return old


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, and nobody who writes has to wait."""
    lift_time_limits()
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with read_only(connection), transaction.atomic(durable=True):
            yield


def _put_rows(parcel: Parcel, table: Any) -> dict[str, Any]:
    digest = Digest()
    lines = digest.passing(table.lines())
    number = 0
    while some := list(islice(lines, LINES_IN_A_PIECE)):
        number += 1
        parcel.put(f"rows/{table.name}/{number:06}.jsonl", "\n".join(some).encode())
    return digest.as_facts()


def _put_files(parcel: Parcel, anchored: list[Path]) -> Iterator[tuple[str, str]]:
    """Each with its hash."""
    for path in anchored:
        with path.open("rb") as file:
            yield _put_file(parcel, f"anchors/{path.name}", file)
    for name, _since in files.place().names():
        try:
            kept = files.place().reading(name)
        except FileNotFoundError:  # swept up just now, so no record needs it
            continue
        with kept:
            yield _put_file(parcel, f"files/{name}", kept)


def _put_file(parcel: Parcel, name: str, file: BinaryIO) -> tuple[str, str]:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    content = Hashing(file)
    parcel.put_stream(name, content, size)  # type: ignore[arg-type]
    return name, content.hash.hexdigest()


class Hashing:
    """A file whose hash is known once it was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.file.read(size)
        self.hash.update(part)
        return part


def note(taken: Taken) -> None:
    """For `manage.py doctor`, wherever the archive went."""
    last = {"at": now().isoformat(), "path": str(taken.path), "bytes": taken.bytes}
    note_file().write_text(json.dumps(last))


def note_file() -> Path:
    return Path(settings.DATA) / "last-backup.json"
