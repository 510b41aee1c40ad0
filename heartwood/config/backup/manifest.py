"""What an archive says about itself: at its beginning what kind of thing it is, at its end all that it holds."""

import base64
import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now

from heartwood.config.backup.archive import BadArchive
from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import VaultError

FORMAT = 1
BOUND_TO = b"Heartwood backup"


def about() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "heartwood": our_version(),
        "engine": connection.vendor,
        "taken_at": now().isoformat(),
        "migrations": migrations(),
    }


def migrations() -> list[str]:
    """How the tables are built."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def our_version() -> str:
    try:
        return version("heartwood")
    except PackageNotFoundError:  # run from its folder, as usual
        return "from source"


def written(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, indent=1, sort_keys=True).encode()


def signature(manifest: bytes) -> bytes:
    """Anybody may seal something for the recipient. That it comes from this install, the master key says, and with the
    manifest for all that it names."""
    master = masterkey.masters(make_if_missing=True)[0]
    wrapped = master.wrap(hashlib.sha256(manifest).digest(), BOUND_TO)
    return json.dumps({"master": master.name, "wrapped": base64.b64encode(wrapped).decode()}).encode()


def insist_on_our_signature(manifest: bytes, signature: bytes) -> None:
    """Raises `BadArchive`; where the master key is another, says which is needed."""
    facts = json.loads(signature)
    masters = masterkey.by_name()
    if facts["master"] not in masters:
        raise BadArchive(
            f"This backup belongs to the master key {facts['master']}; here is {' and '.join(masters)}. Put the key"
            f" that it was taken with into {masterkey.kept_file()}."
        )
    try:
        signed = masters[facts["master"]].unwrap(base64.b64decode(facts["wrapped"]), BOUND_TO)
    except VaultError:
        signed = b""
    if signed != hashlib.sha256(manifest).digest():
        raise BadArchive("Somebody else has put this archive together: it does not bear the sign of the master key.")
