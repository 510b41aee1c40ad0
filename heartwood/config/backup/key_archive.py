"""The keys of an install in an archive of their own, to be kept apart from its backups: whoever has both and can open
them reads everything."""

import os
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from heartwood.config.backup import archive, keys
from heartwood.config.backup.archive import BadArchive, make_lasting
from heartwood.config.backup.keys import NoKey
from heartwood.ground.vault import masterkey

NAME = "heartwood-keys-{at:%Y%m%dT%H%M%SZ}.age"


def take_keys(folder: Path) -> Path:
    if not masterkey.is_ours_to_rotate():
        raise NoKey(f"The master key comes from {masterkey.where()}: keep a copy of it where it comes from.")
    masterkey.masters()  # raises MissingKey
    path = folder / NAME.format(at=now())
    with archive.sealed(path, keys.recipients()) as parcel:
        for file in _key_files():
            parcel.put(f"keys/{file.name}", file.read_bytes())
    return path


def put_keys_back(path: Path, identity: Path) -> list[Path]:
    """None is overwritten but the one that signs cookies, which a new install makes unasked."""
    data = Path(settings.DATA)
    if masterkey.kept_file().exists():
        raise NoKey(f"There is a master key already: {masterkey.kept_file()}. Take it away first, if it is not needed.")
    with archive.opened(path, keys.identities(identity)) as pieces:
        found = {Path(name).name: content.read() for name, content in pieces if name.startswith("keys/")}
    if masterkey.kept_file().name not in found:
        raise BadArchive("The archive holds no master key. Keys are taken with `manage.py backup --keys`.")
    for name, content in found.items():
        _write(data / name, content)
    make_lasting(data)
    return [data / name for name in found]


def _key_files() -> list[Path]:
    data = Path(settings.DATA)
    return [*sorted(data.glob("master-key*")), *data.glob("secret-key")]


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
