"""Where every chain ended on a day, in a file outside the database. Who cuts the end of a chain off, or puts an older
database in its place, would have to rewrite these too; keep copies elsewhere."""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from heartwood.ground.audit.models import Chain


class BadAnchor(Exception):
    """An anchor cannot be read."""


@dataclass(frozen=True)
class Anchor:
    file: str
    length: int
    mac: bytes


def folder() -> Path:
    return Path(settings.DATA) / "anchors"


def anchor_today() -> Path:
    """Written once a day, whole or not at all, and never again."""
    at = datetime.now(UTC)
    path = folder() / f"{at:%Y-%m-%d}.json"
    if path.exists():
        return path
    folder().mkdir(mode=0o700, exist_ok=True)
    heads = {chain.name: {"length": chain.length, "mac": bytes(chain.mac).hex()} for chain in Chain.objects.all()}
    descriptor, part = tempfile.mkstemp(prefix="part-", dir=folder())  # mode 0600
    with os.fdopen(descriptor, "w") as file:
        json.dump({"at": at.isoformat(), "heads": heads}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # somebody came first
        os.link(part, path)
    os.unlink(part)
    return path


def anchors_of() -> dict[str, list[Anchor]]:
    """Every anchor of every chain, the oldest first. Raises BadAnchor."""
    found: dict[str, list[Anchor]] = {}
    for path in sorted(folder().glob("*.json")):
        try:
            heads = json.loads(path.read_text())["heads"]
            for chain, head in heads.items():
                anchor = Anchor(path.name, int(head["length"]), bytes.fromhex(head["mac"]))
                found.setdefault(chain, []).append(anchor)
        except (ValueError, LookupError, TypeError, AttributeError):
            raise BadAnchor(f"The anchor {path} was changed: it cannot be read.") from None
    return found
