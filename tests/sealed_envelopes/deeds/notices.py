"""Deeds with what somebody was told."""

from collections.abc import Iterator

from heartwood.cast.building import Cast
from heartwood.ground.notifications.letters import LETTERS
from tests.sealed_envelopes.deeds.deed import EVERYBODY_AT_WORK, Deed
from tests.sealed_envelopes.markers import ENTERING

DEEDS = [
    Deed(
        "see all notices at once in the portal",
        lambda cast: f"/portal/{cast.profiles['clara'].code}/notices/seen/",
        {"clara"},
    ),
    Deed("see all notices at once", lambda cast: "/willow/notices/seen/", {"olive", "thea", "cole", "sol"}),
    Deed(
        "choose one's mails",
        lambda cast: "/accounts/mails/",
        EVERYBODY_AT_WORK | {"passwordonly", "clara", "nadia", "grace", "joon", "elif", "petra"},
        lambda cast: dict.fromkeys(LETTERS, "daily"),
    ),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key, profile in cast.profiles.items():
        yield f"/portal/{profile.code}/notices/seen/", ENTERING[key]
    for firm in cast.firms:
        yield f"/{firm}/notices/seen/", EVERYBODY_AT_WORK
