"""Restoring a backup onto an empty install: all of it, or nothing."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from heartwood.config.backup import archive, keys, manifest
from heartwood.config.backup.archive import BadArchive, make_lasting
from heartwood.config.backup.tables import Digest, numbers_go_on, of_the_moment, tables
from heartwood.config.backup.taking import Hashing
from heartwood.config.databases import lift_time_limits
from heartwood.ground.accounts.models import Organization, User
from heartwood.ground.audit import anchors, triggers
from heartwood.ground.jobs.models import Worker
from heartwood.ground.vault import files

Say = Callable[[str], None]


class NotHere(Exception):
    """Here is no place for a backup."""


@dataclass
class Arrived:
    """What came out of the archive so far."""

    about: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    manifest: bytes = b""
    signature: bytes = b""


def restore(path: Path, identity: Path, *, replace: bool, say: Say) -> None:
    """Raises `NotHere`, `BadArchive`, `NoKey`, or what the vault raises; then nothing has changed."""
    insist_on_a_place(replace)
    lift_time_limits()
    with files_on_trial() as trial, rows_that_fit_together(), transaction.atomic():
        arrived = unpack(path, identity, trial)
        facts = checked(arrived)
        say(
            f"This backup was taken on {facts['taken_at'][:16].replace('T', ' ')} UTC"
            f" on {'PostgreSQL' if facts['engine'] == 'postgresql' else 'SQLite'}, Heartwood {facts['heartwood']}."
        )
        insist_on_the_same(facts["tables"])
        put_in_order()
        rows = sum(table["rows"] for table in facts["tables"].values())
        say(f"{rows:,} rows in {len(facts['tables'])} tables are the same. Every reference leads somewhere.")
        keep_files(trial)
        keep_anchors(trial)
        say(f"{len(facts['files']):,} files are the same.")


@contextmanager
def rows_that_fit_together() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise BadArchive(f"The rows in the archive do not fit together ({type(error).__name__}).") from error


def insist_on_a_place(replace: bool) -> None:
    if Worker.objects.alive().exists():
        raise NotHere("Heartwood is running here. Stop it first. If it was killed, wait for a minute.")
    if replace:
        return
    if User.objects.exists() or Organization.objects.exists():
        raise NotHere("People live here already. Restore onto an empty install, or say --replace to give this one up.")
    if any(files.place().names()):
        raise NotHere(f"{settings.SEALED_FILES} holds files already. Take them away, or say --replace.")


def unpack(path: Path, identity: Path, trial: Path) -> Arrived:
    """Rows go into their tables, in the transaction that is open; files into the folder for trial."""
    triggers.lift(connection)
    for table in (*tables(), *of_the_moment()):
        table.empty()
    arrived = Arrived()
    by_name = {table.name: table for table in tables()}
    with archive.opened(path, keys.identities(identity)) as pieces:
        for name, content in pieces:
            kind, _, rest = name.partition("/")
            label = rest.partition("/")[0]
            if kind == "rows" and label in by_name and arrived.about:
                by_name[label].insert(content.read().decode().split("\n"))
            elif kind in ("files", "anchors"):
                arrived.files[name] = _lay_down(content, trial / name)
            elif name == "about.json":
                arrived.about = _understood(content)
            elif name == "manifest.json":
                arrived.manifest = content.read()
            elif name == "signature.json":
                arrived.signature = content.read()
            else:
                raise BadArchive(f"The archive holds something that belongs to no backup: {name}")
    return arrived


def checked(arrived: Arrived) -> dict[str, Any]:
    """The manifest, once it is sure that it is ours and that all it names has come."""
    if not arrived.manifest or not arrived.signature:
        raise BadArchive("What is in the archive is no backup.")
    manifest.insist_on_our_signature(arrived.manifest, arrived.signature)
    facts: dict[str, Any] = json.loads(arrived.manifest)
    if facts["files"] != arrived.files:
        raise BadArchive("The files in the archive are not those that its manifest names.")
    return facts


def put_in_order() -> None:
    """What the database does by itself when nobody moves rows past it."""
    numbers_go_on()
    connection.check_constraints()
    triggers.install(connection)


def insist_on_the_same(said: dict[str, Any]) -> None:
    """Reads every row that is here now."""
    for table in tables():
        digest = Digest()
        for line in table.lines():
            digest.add(line)
        if digest.as_facts() != said.get(table.name):
            raise BadArchive(f"The rows of {table.name} are not those that were backed up.")


def _understood(content: IO[bytes]) -> dict[str, Any]:
    """Raises `BadArchive` where our tables are built differently."""
    about: dict[str, Any] = json.load(content)
    if about["format"] != manifest.FORMAT or about["migrations"] != manifest.migrations():
        raise BadArchive(
            f"This backup was taken by another version of Heartwood ({about['heartwood']}), whose tables differ."
            " Restore it with that version, then upgrade."
        )
    return about


def _lay_down(content: IO[bytes], path: Path) -> str:
    """The answer is its hash."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashing = Hashing(content)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(hashing, file)
        file.flush()
        os.fsync(file.fileno())
    return hashing.hash.hexdigest()


# Files ------------------------------------------------------------------------------------------------------------


@contextmanager
def files_on_trial() -> Iterator[Path]:
    """A folder beside the others, gone when something goes wrong."""
    trial = Path(settings.DATA) / "restoring"
    shutil.rmtree(trial, ignore_errors=True)
    trial.mkdir(mode=0o700)
    try:
        yield trial
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def keep_files(trial: Path) -> None:
    """Beside those that are here: names are random, and what no record names any more is swept up in time."""
    for laid_down in (trial / "files").glob("*"):
        with laid_down.open("rb") as source, files.place().writing(laid_down.name) as target:
            shutil.copyfileobj(source, target)


def keep_anchors(trial: Path) -> None:
    """They take the place of those that are here; these are put aside, not thrown away."""
    kept = anchors.folder()
    if kept.exists() and any(kept.iterdir()):
        kept.rename(kept.with_name(f"{kept.name}-before-{now():%Y%m%dT%H%M%SZ}"))
    if (trial / kept.name).exists():
        (trial / kept.name).replace(kept)
    make_lasting(Path(settings.DATA))
