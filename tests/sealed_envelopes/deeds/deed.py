"""What a deed is, and who does most of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from heartwood.cast.building import Cast

WILLOW_OFFICE = {"olive", "thea", "cole", "sol", "fran", "bo", "moved", "double"}
EVERYBODY_AT_WORK = WILLOW_OFFICE | {"felix", "sasha", "bruno", "otto"}


@dataclass(frozen=True)
class Deed:
    name: str
    address: Callable[[Cast], str]
    doers: set[str]
    facts: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})


def of_client(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/clients/{cast.clients[key].pk}/{act}/"
