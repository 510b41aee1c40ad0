"""The master key: 32 random bytes outside the database, which wrap every data key inside it.

It is read afresh each time it is needed (less than the query beside it takes), so a rotation reaches every running
process at once and no process keeps it in a global.

Where it comes from, the first that is set:

- `HEARTWOOD_KEY_SERVICE`: the dotted path of a class that makes a `KeyService`; keys from below only open, while
  an install moves to the service;
- `HEARTWOOD_MASTER_KEY`: the key in base64; while rotating several, with spaces between, the current one first;
- `HEARTWOOD_MASTER_KEY_FILE`: a file with the same content;
- the file `master-key` in the data folder, made on the first start.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.module_loading import import_string

from heartwood.ground.vault.errors import KeyOpenToOthers, MissingKey, WrongKey

LENGTH = 32
NONCE = 12  # 96 bits, NIST SP 800-38D 8.2


class KeyService(Protocol):
    """Whatever wraps data keys: our own `MasterKey`, or a key service (a cloud's, a hardware module's)."""

    @property
    def name(self) -> str:
        """Names the key, up to 100 letters, the same for ever: it stands beside everything it wrapped."""

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        """Raises `WrongKey` where this key did not wrap these bytes for this `bound_to`."""


@dataclass(frozen=True)
class MasterKey:
    """A master key in our own hands. Its name is a fingerprint, which gives nothing away."""

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        return hashlib.sha256(b"Heartwood master key" + self.secret).hexdigest()[:8]

    def wrap(self, secret: bytes, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self.secret).encrypt(nonce, secret, bound_to)

    def unwrap(self, wrapped: bytes, bound_to: bytes) -> bytes:
        try:
            return AESGCM(self.secret).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound_to)
        except (InvalidTag, ValueError):
            raise WrongKey(f"The master key {self.name} does not open this.") from None

    def as_text(self) -> str:
        return base64.b64encode(self.secret).decode()


def masters(make_if_missing: bool = False) -> list[KeyService]:
    """The keys of this install, the current one first.

    Raises `MissingKey`, `WrongKey` (not 32 bytes of base64) or `KeyOpenToOthers`.
    """
    own = _own_keys()
    if path := _setting("HEARTWOOD_KEY_SERVICE"):
        return [_service(path), *own]
    if not own and make_if_missing:
        _put(kept_file(), [MasterKey(secrets.token_bytes(LENGTH))], replace=False)
        own = _own_keys()
    if not own:
        raise MissingKey(
            f"There is no master key: {kept_file()} does not exist, and neither HEARTWOOD_MASTER_KEY nor"
            " HEARTWOOD_MASTER_KEY_FILE is set. Without the key that sealed this database nothing in it can be"
            " read. Put your copy of the key back in its place."
        )
    return list(own)


def by_name() -> dict[str, KeyService]:
    return {master.name: master for master in masters()}


def is_ours_to_rotate() -> bool:
    """Whether we made the key and keep its file; a key that was given to us is renewed by whoever gave it."""
    return not any(map(_setting, ("HEARTWOOD_KEY_SERVICE", "HEARTWOOD_MASTER_KEY", "HEARTWOOD_MASTER_KEY_FILE")))


def where() -> str:
    """Where the current master key comes from, in words."""
    if service := _setting("HEARTWOOD_KEY_SERVICE"):
        return f"the key service {service}"
    if _setting("HEARTWOOD_MASTER_KEY"):
        return "the environment (HEARTWOOD_MASTER_KEY)"
    return f"the file {key_file()}"


def kept_file() -> Path:
    return Path(_setting("DATA")) / "master-key"


def key_file() -> Path | None:
    """The file the key is read from, if it is read from one."""
    if _setting("HEARTWOOD_MASTER_KEY"):
        return None
    return Path(_setting("HEARTWOOD_MASTER_KEY_FILE") or kept_file())


def put_a_new_one_in_front() -> None:
    """Begin a rotation: one file, replaced in one step, holds the new key and the old."""
    _put(kept_file(), [MasterKey(secrets.token_bytes(LENGTH)), *_read(kept_file())])


def put_the_old_away(current: KeyService, forget: bool) -> list[Path]:
    """End a rotation: the kept file holds the current key only; each old one gets a file of its own, or is gone."""
    path = kept_file()
    if key_file() != path:
        return []  # the old key lies where whoever gave it to us has put it
    keys = _read(path) if path.exists() else []
    old = [key for key in keys if key.name != current.name]
    put_away = [path.with_name(f"{path.name}.old-{key.name}") for key in old]
    if not forget:
        for key, place in zip(old, put_away, strict=True):
            _put(place, [key], replace=False)
    if old and (left := [key for key in keys if key.name == current.name]):
        _put(path, left)
    elif old:
        path.unlink()  # a key service has taken over
    if forget:
        for place in path.parent.glob(f"{path.name}.old-*"):
            place.unlink()
        return []
    return put_away


def _setting(name: str) -> str:
    return str(getattr(settings, name, "") or os.environ.get(name, ""))


@cache
def _service(path: str) -> KeyService:
    return cast(KeyService, import_string(path)())


def _own_keys() -> list[MasterKey]:
    if text := _setting("HEARTWOOD_MASTER_KEY"):
        return _parsed(text, "HEARTWOOD_MASTER_KEY")
    path = key_file()
    if path is None or not (path.exists() or _setting("HEARTWOOD_MASTER_KEY_FILE")):
        return []
    return _read(path)


def _read(path: Path) -> list[MasterKey]:
    try:
        with path.open() as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise KeyOpenToOthers(
                    f"The master key in {path} can be read by other accounts of this machine (mode {mode:04o})."
                    f" Close it: chmod 600 {path}"
                )
            return _parsed(file.read(), str(path))
    except FileNotFoundError:
        raise MissingKey(f"There is no master key: {path} does not exist.") from None
    except PermissionError:
        raise MissingKey(f"The master key in {path} may not be read by this account.") from None
    except UnicodeDecodeError:
        raise _not_a_key(str(path)) from None


def _parsed(text: str, source: str) -> list[MasterKey]:
    try:
        keys = [base64.b64decode(word, validate=True) for word in text.split()]
    except (binascii.Error, ValueError):
        raise _not_a_key(source) from None
    if not keys or any(len(key) != LENGTH for key in keys):
        raise _not_a_key(source)
    return [MasterKey(key) for key in keys]


def _not_a_key(source: str) -> WrongKey:
    return WrongKey(f"{source} holds no master key. A master key is {LENGTH} bytes, written in base64.")


def _put(path: Path, keys: Iterable[MasterKey], replace: bool = True) -> None:
    """Write the file whole or not at all. Where it may not be replaced, whoever came first keeps it."""
    descriptor, part = tempfile.mkstemp(prefix="master-key.part-", dir=path.parent)  # exclusive, mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{key.as_text()}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            os.replace(part, path)
        else:
            with contextlib.suppress(FileExistsError):
                os.link(part, path)
    finally:
        Path(part).unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
