"""Looking for texts where they must not be: in every form in which a program may have written them down."""

import base64
import binascii
import html
import json
import quopri
import re
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

STREAMS = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")  # how zlib and gzip begin
LETTERS = 6  # fewer would be found by chance


def forms_of(text: str) -> set[bytes]:
    """A text as it is, and as JSON, HTML, an address, a mail, a dump or a cache may hold it."""
    plain = {text, text.casefold(), text.upper()}
    written = {form for one in plain for form in (one, json.dumps(one)[1:-1], html.escape(one), *_quoted(one))}
    raw = {form.encode(encoding) for form in written for encoding in ("utf-8", "utf-16-le", "utf-16-be")}
    raw |= {form.encode("latin-1") for form in written if form.isascii()}
    hexed = {binascii.hexlify(form) for form in raw}
    return raw | hexed | {form.upper() for form in hexed} | {part for form in raw for part in _in_base64(form)}


def _quoted(text: str) -> Iterator[str]:
    yield urllib.parse.quote(text)
    yield urllib.parse.quote_plus(text)
    yield quopri.encodestring(text.encode()).decode()
    yield quopri.encodestring(text.encode(), header=True).decode()


def _in_base64(content: bytes) -> Iterator[bytes]:
    """What of it is the same wherever it begins in a longer text."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + content)
        sure = encoded[-(-offset * 8 // 6) : len(encoded) - 4]
        if len(sure) >= LETTERS + 2:
            yield sure
            yield sure.replace(b"+", b"-").replace(b"/", b"_")


class Searched:
    """Places, one after the other, and what was found in them."""

    def __init__(self, canaries: Iterable[str]) -> None:
        self.canaries = {canary: forms_of(canary) for canary in canaries if len(canary) >= LETTERS}
        self.places: list[str] = []
        self.found: set[tuple[str, str]] = set()

    def look(self, place: str, content: bytes) -> None:
        """In the content, and in whatever is packed in it."""
        self.places.append(place)
        for layer in _layers(content):
            for canary, forms in self.canaries.items():
                if any(form in layer for form in forms):
                    self.found.add((place, canary))

    def look_into_folder(self, place: str, folder: Path) -> None:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            self.look(f"{place}: {path.name}", path.read_bytes())

    def __str__(self) -> str:
        return f"{len(self.canaries)} canaries x {len(self.places)} places, {len(self.found)} found"


def _layers(content: bytes) -> Iterator[bytes]:
    yield content
    yield content.replace(b"=\n", b"").replace(b"=\r\n", b"")  # lines that a mail has broken
    for match in STREAMS.finditer(content):
        unpacked = _unpacked(content[match.start() :])
        if unpacked:
            yield unpacked


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(content)
    except zlib.error:
        return b""
