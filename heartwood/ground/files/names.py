"""Names of files as people brought them, made harmless. A name is content: rooms seal it like a text."""

import re
import unicodedata

from heartwood.ground.files.kinds import KINDS, Kind

LONGEST = 120
UNNAMED = "file"
KNOWN_SUFFIXES = {suffix for kind in KINDS.values() for suffix in kind.suffixes}
FORBIDDEN = re.compile(r'[<>:"|?*]')  # in names on Windows


def harmless(name: str, kind: Kind) -> str:
    """Without folders, without what is invisible or turns the direction of reading, not too long, and ending in what
    the file is."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(" " if letter.isspace() else letter for letter in name if letter.isspace() or _is_visible(letter))
    name = re.sub(r"\s+", " ", FORBIDDEN.sub("", name))
    stem, dot, suffix = name.rpartition(".")
    if dot and f".{suffix.lower()}" in KNOWN_SUFFIXES:
        name = stem
    return f"{name[:LONGEST].strip(' .') or UNNAMED}{kind.suffixes[0]}"


def _is_visible(letter: str) -> bool:
    """Neither a control character, nor one that turns the direction of reading, nor half a character."""
    return not unicodedata.category(letter).startswith("C")
