"""Words cut into pieces of three letters, so that an index finds a record by any part of its name, e-mail or phone.

A text is kept as the pieces that begin at each of its letters: “anna” as `ann nna na a`. A longer word occurs in it
only where all of the word's own pieces are among them; a shorter one only where a piece begins with it. The other way
round is not quite so (“anana” has all pieces of “nanan”), so whoever finds by pieces still looks at the text itself.

Each piece carries a mark of its organization: a name that is frequent next door slows nobody down. Signs of ASCII are
all alike to an index. Whoever changes what is kept has a migration cut the pieces of all records anew.
"""

import re
from collections.abc import Iterable
from uuid import UUID

from heartwood.areas.clients.words import digits

LETTERS = 3  # of a piece
FEWEST_DIGITS = 3  # of a phone that somebody searches for: fewer stand in every one
MOST = 12  # pieces of one word that are looked up: they single out enough
SIGNS = re.compile("[\x00-\x08\x0e-\x1b!-/:-@\\[-`{-\x7f]")  # of ASCII, but for what words are split at

Pieces = tuple[str, ...]  # which must all be there; one that ends in * begins another


def kept(organization: UUID, *texts: str) -> str:
    """Every piece of these texts once, with spaces between."""
    words = {word for text in texts for word in _even(text).split()}
    pieces = {word[place : place + LETTERS] for word in words for place in range(len(word))}
    return " ".join(sorted(_marked(organization, piece) for piece in pieces))


def looked_for(organization: UUID, words: Iterable[str]) -> tuple[tuple[Pieces, ...], ...]:
    """Of each word its pieces, or else those of the digits in it."""
    return tuple(
        tuple(tuple(_marked(organization, piece) for piece in _of(way)) for way in dict.fromkeys([word, *number(word)]))
        for word in words
    )


def number(word: str) -> list[str]:
    """As which part of a phone a word can be read, if any."""
    found = digits(word)
    return [found] if len(found) >= FEWEST_DIGITS else []


def _of(word: str) -> list[str]:
    even = _even(word)
    if len(even) < LETTERS:
        return [f"{even}*"]
    return list(dict.fromkeys(even[place : place + LETTERS] for place in range(len(even) - LETTERS + 1)))[:MOST]


def _even(text: str) -> str:
    return SIGNS.sub("_", text)


def _marked(organization: UUID, piece: str) -> str:
    return f"{organization.hex[:4]}{piece}"
