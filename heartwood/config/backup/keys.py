"""For whom backups are sealed, and who opens them: age keys, whose private half never lies on the server."""

import os
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from pyrage.x25519 import Identity, Recipient


class NoKey(Exception):
    """There is nobody to seal for, or what should be a key is none."""


def recipients() -> list[Any]:
    """From the environment, else from the data folder."""
    words = settings.BACKUP_RECIPIENTS or _lines(recipients_file())
    if not words:
        raise NoKey(
            "Nobody could open a backup yet. Make a key with `manage.py backup --make-key`, or name the public half of"
            " one you have in HEARTWOOD_BACKUP_RECIPIENTS (it begins with age1)."
        )
    try:
        return [Recipient.from_str(word) for word in words]
    except pyrage.RecipientError:
        raise NoKey("A backup's recipient is the public half of an age key; it begins with age1.") from None


def make_key() -> tuple[str, str]:
    """A new pair; from now on backups are sealed for its public half. The private half is kept nowhere."""
    if settings.BACKUP_RECIPIENTS or recipients_file().exists():
        where = "HEARTWOOD_BACKUP_RECIPIENTS" if settings.BACKUP_RECIPIENTS else str(recipients_file())
        raise NoKey(f"There is a key already: {where}. To use another from now on, take that away first.")
    private = Identity.generate()
    public = str(private.to_public())
    with os.fdopen(os.open(recipients_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{public}\n")
    return str(private), public


def identities(path: Path) -> list[Any]:
    """The private halves in a file, as `--make-key` or age-keygen wrote it."""
    try:
        found = [Identity.from_str(line) for line in _lines(path)]
    except (pyrage.IdentityError, UnicodeDecodeError):
        found = []
    if not found:
        raise NoKey(f"{path} holds no private key. Its line begins with AGE-SECRET-KEY-1.")
    return found


def recipients_file() -> Path:
    return Path(settings.DATA) / "backup-recipients"


def _lines(path: Path) -> list[str]:
    """Without what is only said to people."""
    if not path.exists():
        return []
    return [line.strip() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
