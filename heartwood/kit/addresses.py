"""Where pages stand.

Django finds an address by trying the patterns of a page with what it is given, and a list has an address in each row.
What comes out differs in nothing but the names and ids that were given: so the rest is kept.
"""

import secrets
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse

MARKS: dict[type, Any] = {str: secrets.token_hex, UUID: uuid4}


def address_of(page: str, *parts: object) -> str:
    """`address_of("office:client", "willow", client.pk)`: `/willow/clients/…/`. An organization or a profile is named
    first, and ids follow; pages that name anything else are left to Django."""
    kinds = tuple(map(type, parts))
    if set(kinds[:1]) <= {str} and set(kinds[1:]) <= {UUID}:
        between = _around(page, kinds)
        return between[0] + "".join(f"{part}{after}" for part, after in zip(parts, between[1:], strict=True))
    return reverse(page, args=parts)


@lru_cache(maxsize=1000)
def _around(page: str, kinds: tuple[type, ...]) -> list[str]:
    """What stands before, between and after the parts."""
    marks = [MARKS[kind]() for kind in kinds]
    rest, around = reverse(page, args=marks), []
    for mark in marks:
        before, _, rest = rest.partition(str(mark))
        around.append(before)
    return [*around, rest]
