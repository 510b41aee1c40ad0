"""The data folder, the keys in it, and the backups of it."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from heartwood.config.backup import keys
from heartwood.config.backup.keys import NoKey
from heartwood.config.backup.taking import note_file
from heartwood.config.doctor import examination
from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import VaultError

LEAST_SPACE = 1_000_000_000
BACKUP_IS_OLD = timedelta(hours=36)


@examination
def data_folder() -> Iterator[str]:
    """The data folder is ours alone."""
    folder = Path(settings.DATA)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield f"{folder} cannot be written by this account. Give it to the account that runs Heartwood: chown -R."
    if mode := _open_to_others(folder):
        yield f"Other accounts of this machine get into {folder} (mode {mode:04o}). Close it: chmod 700 {folder}"


@examination
def secret_files() -> Iterator[str]:
    """Keys are readable by us alone."""
    for path in (*Path(settings.DATA).glob("master-key*"), Path(settings.DATA) / "secret-key"):
        if path.exists() and (mode := _open_to_others(path)):
            yield f"Other accounts of this machine can read {path} (mode {mode:04o}). Close it: chmod 600 {path}"


@examination
def master_key() -> Iterator[str]:
    """The master key is there, and is one."""
    try:
        masterkey.masters()
    except VaultError as wrong:
        yield str(wrong)


@examination
def keys_beside_backups() -> Iterator[str]:
    """Keys do not lie beside what they open."""
    for path in sorted((Path(settings.DATA) / "backups").glob("heartwood-keys-*.age")):
        yield f"{path} lies beside the backups that it opens. Move it to another place."


@examination
def disk_space() -> Iterator[str]:
    """There is room for what is to come."""
    free = shutil.disk_usage(settings.DATA).free
    if free < LEAST_SPACE:
        yield f"Only {free / 1e6:,.0f} MB are free where {settings.DATA} lies. Make room, or nothing can be saved soon."


@examination
def backup_key() -> Iterator[str]:
    """There is a key for which backups are sealed."""
    try:
        keys.recipients()
    except NoKey as missing:
        yield str(missing)


@examination
def last_backup() -> Iterator[str]:
    """A backup was taken lately."""
    if not note_file().exists():
        yield "No backup was ever taken here. Take one every day: `manage.py backup --to FOLDER --keep 30`, by cron."
        return
    age = now() - datetime.fromisoformat(json.loads(note_file().read_text())["at"])
    if age > BACKUP_IS_OLD:
        yield f"The last backup is {age / timedelta(days=1):.1f} days old. Does cron still run `manage.py backup`?"


def _open_to_others(path: Path) -> int:
    """Its mode, where others than its owner may do anything with it."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return mode if mode & 0o077 else 0
