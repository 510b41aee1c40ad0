"""Seal and open: AES-256-GCM under a data key, bound to the place where the sealed bytes lie.

    1 byte version | 16 bytes data key | 12 bytes nonce | ciphertext and tag

The place (for text: table, column, row, holder) is authenticated but not stored, so sealed bytes that were moved
do not open. Nonces are random: NIST SP 800-38D 8.3 allows 2^32 of them under one key, and a data key belongs to one
person.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from heartwood.ground.vault.errors import Unreadable

VERSION = b"\x01"
KEY, NONCE, TAG = 16, 12, 16
HEAD = len(VERSION) + KEY

Place = tuple[str, ...]


@dataclass(frozen=True)
class OpenKey:
    """A data key, unwrapped. Keep it no longer than the rows it was opened for; it does not go into a pickle."""

    pk: UUID
    holder: str
    secret: bytes = field(repr=False)

    def derived(self, purpose: str, salt: bytes | None = None) -> "OpenKey":
        """A key for one purpose (HKDF, RFC 5869), which says nothing about this one."""
        hkdf = HKDF(SHA256(), length=32, salt=salt, info=b"Heartwood " + purpose.encode())
        return OpenKey(self.pk, self.holder, hkdf.derive(self.secret))

    def __reduce__(self) -> str:
        raise TypeError("An opened data key does not leave this process.")


@dataclass(frozen=True)
class Broken:
    """Something sealed did not open: where it lies, and what is wrong with it."""

    place: Place
    why: str


# Called with a `Broken` before `Unreadable` is raised, in whatever transaction is open; a room above adds itself here
# in its `AppConfig.ready` to write it down. What was shredded is not broken.
on_broken: list[Callable[[Broken], None]] = []


def unreadable(place: Place, why: str) -> Unreadable:
    """Tell whoever listens, and make the error to raise."""
    for listener in on_broken:
        listener(Broken(place, why))
    return Unreadable(f"{' '.join(place)} cannot be read: {why}")


def seal(content: bytes, key: OpenKey, place: Place) -> bytes:
    head = VERSION + key.pk.bytes
    nonce = secrets.token_bytes(NONCE)
    return head + nonce + AESGCM(key.secret).encrypt(nonce, content, bound(head, place))


def open_sealed(sealed: bytes, key: OpenKey, place: Place) -> bytes:
    """What was sealed. Raises `Unreadable` for anything but these bytes, whole, under this key, in this place."""
    head, nonce, content = sealed[:HEAD], sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :]
    if key_of(sealed, place) != key.pk:
        raise unreadable(place, "it was sealed under another key.")
    try:
        return AESGCM(key.secret).decrypt(nonce, content, bound(head, place))
    except InvalidTag:
        raise unreadable(place, "it was changed, or moved here from elsewhere.") from None


def key_of(sealed: bytes, place: Place) -> UUID:
    """The data key that sealed this. Raises `Unreadable` where there is none to be seen."""
    if len(sealed) < HEAD + NONCE + TAG:
        raise unreadable(place, "a part of it is missing.")
    if sealed[:1] != VERSION:
        raise unreadable(place, "it is not something this version of Heartwood has sealed.")
    return UUID(bytes=sealed[1:HEAD])


def bound(head: bytes, place: Place) -> bytes:
    """Head and place in one, each part with its length before it, so that no two places look the same."""
    parts = [part.encode() for part in place]
    return head + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
