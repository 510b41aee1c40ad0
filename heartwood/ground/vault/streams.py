"""Files, sealed in chunks of 64 KiB, so that any part of a large one can be read without the rest.

    1 byte version | 16 bytes data key | 16 bytes salt | chunk | chunk | … | last chunk

Each file has a key of its own, derived from the data key and the salt. A chunk is AES-256-GCM under the number of
the chunk and whether it is the last (the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár 2015), with the
head and the file's identity bound in: a file cut short, lengthened, put together anew or stored in place of another
does not open.
"""

import os
import secrets
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from heartwood.ground.vault.sealing import HEAD, TAG, VERSION, OpenKey, Place, bound, unreadable

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + TAG
SALT = 16
BEFORE_CHUNKS = HEAD + SALT


def seal_stream(source: BinaryIO, target: BinaryIO, key: OpenKey, identity: str) -> int:
    """Seal a file; says how many bytes it read. `identity` names its record: `documents.Document:<id>`."""
    head = VERSION + key.pk.bytes + secrets.token_bytes(SALT)
    chunks = _Chunks(head, key, identity)
    target.write(head)
    number, size = 0, 0
    chunk = _full(source, CHUNK)
    while True:
        following = _full(source, CHUNK) if len(chunk) == CHUNK else b""
        target.write(chunks.sealed(chunk, number, is_last=not following))
        size += len(chunk)
        if not following:
            return size
        chunk, number = following, number + 1


def open_stream(source: BinaryIO, target: BinaryIO, key: OpenKey, identity: str) -> int:
    """Open a whole file, also one that cannot be sought in.

    Raises `Unreadable`, perhaps only at the end, where a missing part shows: then throw away what was written.
    """
    chunks = _Chunks(_full(source, BEFORE_CHUNKS), key, identity)
    number, size = 0, 0
    chunk = _full(source, SEALED_CHUNK)
    while True:
        following = _full(source, SEALED_CHUNK) if len(chunk) == SEALED_CHUNK else b""
        content = chunks.opened(chunk, number, is_last=not following)
        target.write(content)
        size += len(content)
        if not following:
            return size
        chunk, number = following, number + 1


def open_range(source: BinaryIO, key: OpenKey, identity: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` up to, not including, `stop`, in portions of at most a chunk.

    The last chunk is looked at first, so a file that was cut short is refused whatever part is asked for.
    """
    sealed_size = source.seek(0, os.SEEK_END)
    source.seek(0)
    chunks = _Chunks(_full(source, BEFORE_CHUNKS), key, identity)
    last = max(sealed_size - BEFORE_CHUNKS - 1, 0) // SEALED_CHUNK
    final = chunks.opened(_at(source, last), last, is_last=True)
    stop = min(stop, last * CHUNK + len(final))
    for number in range(start // CHUNK, -(-stop // CHUNK)):
        content = final if number == last else chunks.opened(_at(source, number), number, is_last=False)
        yield content[max(start - number * CHUNK, 0) : stop - number * CHUNK]


def size_of(sealed_size: int) -> int:
    """How many bytes a sealed file of this size holds."""
    rest = sealed_size - BEFORE_CHUNKS
    return max(rest - TAG * -(-rest // SEALED_CHUNK), 0)


def key_of_stream(source: BinaryIO, identity: str) -> UUID:
    """The data key a file was sealed under; the file stands at its beginning again."""
    head = _full(source, BEFORE_CHUNKS)
    source.seek(0)
    return _key_in(head, ("file", identity))


class _Chunks:
    """Seals and opens the chunks of one file."""

    def __init__(self, head: bytes, key: OpenKey, identity: str) -> None:
        self.place: Place = ("file", identity)
        if _key_in(head, self.place) != key.pk:
            raise unreadable(self.place, "it was sealed under another key.")
        self.cipher = AESGCM(key.derived("file", salt=head[HEAD:]).secret)
        self.bound = bound(head, self.place)

    def sealed(self, content: bytes, number: int, is_last: bool) -> bytes:
        return self.cipher.encrypt(_nonce(number, is_last), content, self.bound)

    def opened(self, sealed: bytes, number: int, is_last: bool) -> bytes:
        try:
            return self.cipher.decrypt(_nonce(number, is_last), sealed, self.bound)
        except (InvalidTag, ValueError):
            raise unreadable(self.place, "it was changed, cut short, or put here from elsewhere.") from None


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _key_in(head: bytes, place: Place) -> UUID:
    if len(head) < BEFORE_CHUNKS or head[:1] != VERSION:
        raise unreadable(place, "it is not a file that this version of Heartwood has sealed.")
    return UUID(bytes=head[1:HEAD])


def _at(source: BinaryIO, number: int) -> bytes:
    source.seek(BEFORE_CHUNKS + number * SEALED_CHUNK)
    return _full(source, SEALED_CHUNK)


def _full(source: BinaryIO, size: int) -> bytes:
    """As many bytes as asked for unless the file ends: a pipe or a socket may give fewer at a time."""
    parts = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
