"""The main navigation: a face lists its places, and shows those that its visitor may enter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.http import HttpRequest
from django.utils.functional import Promise

from heartwood.kit.addresses import address_of

IN_THE_BAR = 5  # places for which the bar of a phone has room


@dataclass(frozen=True)
class Place:
    """One place of a navigation. It is the current one on every page whose url name starts with `prefix`, or with one
    of them."""

    label: Promise
    icon: str
    url_name: str
    prefix: str | tuple[str, ...]
    may: str = ""
    at_foot: bool = False
    personal: bool = False  # has the same address in every part of the house


class Link(NamedTuple):
    label: Promise
    icon: str
    url: str
    is_current: bool
    at_foot: bool
    in_bar: bool


class Visitor(Protocol):
    def may(self, verb: str) -> bool: ...


def links(request: HttpRequest, visitor: Visitor, places: Iterable[Place], part: str) -> list[Link]:
    """The places that this visitor may enter. The part of the house they stand in is an organization or a profile."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    open_to_them = [place for place in places if not place.may or visitor.may(place.may)]
    return [
        Link(
            place.label,
            place.icon,
            address_of(place.url_name) if place.personal else address_of(place.url_name, part),
            here.startswith(place.prefix),
            place.at_foot,
            position < IN_THE_BAR,
        )
        for position, place in enumerate(open_to_them)
    ]
