"""Deeds with reviews."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import Deed


def _leave(session: str, profile: str = "clara") -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/bookings/{cast.sessions[session].pk}/review/"


def _own(review: str, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/reviews/{cast.reviews[review].pk}/{act}/"


def _at_work(review: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/reviews/{cast.reviews[review].pk}/{act}/"


def _opinion(cast: Cast) -> dict[str, Any]:
    return {"stars": "4", "words": "Good", "shown_as": ""}


def _reply(cast: Cast) -> dict[str, Any]:
    return {"reply": "Thank you"}


def _show(cast: Cast) -> dict[str, Any]:
    return {"show": "on"}


DEEDS = [
    Deed("leave a review", _leave("clara -1"), {"clara"}, _opinion),
    Deed("review somebody else's session", _leave("petra -1"), set(), _opinion),
    Deed("review through one's other profile", _leave("nadia -1", "nadia_with_cole"), set(), _opinion),
    Deed("review a session that is to come", _leave("clara 0"), set(), _opinion),
    Deed("change a review", _own("river", "change"), {"clara"}, _opinion),
    Deed("change somebody else's published review", _own("first", "change", "nadia"), set(), _opinion),
    Deed("take one's consent back", _own("first", "take-back"), {"clara"}),
    Deed("take somebody else's consent back", _own("mother", "take-back"), set()),
    Deed("delete a review", _own("rain", "remove"), {"clara"}),
    Deed("delete a review as who manages the profile", _own("mother", "remove", "kit"), {"grace"}),
    Deed("reply to a review", _at_work("river", "reply"), {"thea"}, _reply),
    Deed("reply to a review through another practice", _at_work("river", "reply", "otter"), set(), _reply),
    Deed("publish a review", _at_work("sleep", "publish"), {"thea"}),
    Deed("publish without consent", _at_work("river", "publish"), set()),
    Deed("take a review down", _at_work("first", "take-down"), {"thea"}),
    Deed("show reviews on one's page", lambda cast: "/willow/reviews/page/", {"cole", "sol", "double"}, _show),
    Deed("show none on one's page", lambda cast: "/willow/reviews/page/", {"thea"}),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for profile, author, keys in (
        ("clara", "clara", ("first", "rain", "sleep", "river", "plain")),
        ("nadia_with_cole", "nadia", ("doubt",)),
        ("kit", "grace", ("mother",)),
        ("elif", "elif", ("elif",)),
    ):
        for key, act in itertools.product(keys, ("take-back", "remove")):
            yield _own(key, act, profile)(cast), {author}
    for firm, practitioner, keys in (
        ("willow", "thea", ("first", "rain", "sleep", "river", "plain")),
        ("willow", "cole", ("doubt", "mother")),
        ("lantern", "felix", ("elif",)),
    ):
        for key, act in itertools.product(keys, ("publish", "take-down")):
            yield _at_work(key, act, firm)(cast), {practitioner}
    yield "/lantern/reviews/page/", {"felix"}
