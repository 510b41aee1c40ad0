"""Sentences and words in what somebody wrote, as they wrote it."""

import re
from collections.abc import Iterator

# A line is never more than its sentences. A dot ends none after an initial, or after one of these.
ENDS = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s)|\n""")
NO_END_AFTER = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|Dr|Mr|Mrs|Ms|Mx|Prof|St|No|vs|approx|ca|cf|e\.g|i\.e|etc|a\.m|p\.m)\.$", re.I
)
WORD = re.compile(r"[^\W\d_]{3,}")
NOT_OF_IT = " \t\r\n-–—•*·"  # what a list begins its lines with


def sentences_in(text: str) -> Iterator[tuple[int, int]]:
    """From which letter to which."""
    start = 0
    for end in [*(found.end() for found in ENDS.finditer(text)), len(text)]:
        if NO_END_AFTER.search(text[start:end]) and end < len(text):
            continue
        if span := _without_its_edges(text, start, end):
            yield span
        start = end


def words_of(text: str) -> set[str]:
    """Those of three letters and more, whatever their case."""
    return {word.casefold() for word in WORD.findall(text)}


def _without_its_edges(text: str, start: int, end: int) -> tuple[int, int] | None:
    inner = text[start:end]
    begun = start + len(inner) - len(inner.lstrip(NOT_OF_IT))
    ended = start + len(inner.rstrip())
    return (begun, ended) if begun < ended else None
