"""Deeds with those who work here."""

from collections.abc import Callable, Iterator

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import WILLOW_OFFICE, Deed


def _member(key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/members/{cast.workers[key].pk}/{act}/"


def _invitation(act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/practice/invitations/{cast.invitation.pk}/{act}/"


DEEDS = [
    Deed(
        "change what Willow is called",
        lambda cast: "/willow/practice/details/",
        {"olive"},
        lambda cast: {
            "name": "Willow",
            "kind": "practice",
            "time_zone": "America/Los_Angeles",
            "age_of_majority": "18",
        },
    ),
    Deed("change Cole's roles", _member("cole", "roles"), {"olive"}, lambda cast: {"roles": ["is_biller"]}),
    Deed("change Otto's roles through Willow", _member("otto", "roles"), set(), lambda cast: {"roles": ["is_biller"]}),
    Deed("end Cole's membership", _member("cole", "end"), {"olive"}),
    Deed("leave Willow", lambda cast: "/willow/practice/leave/", WILLOW_OFFICE - {"olive"}),
    Deed(
        "invite somebody to Willow",
        lambda cast: "/willow/practice/invitations/new/",
        {"olive"},
        lambda cast: {"name": "N", "email": "n@mail.example", "roles": ["is_biller"]},
    ),
    Deed("send an invitation again", _invitation("resend"), {"olive"}),
    Deed("withdraw an invitation", _invitation("revoke"), {"olive"}),
    Deed("say who supervises Cole", _member("cole", "supervisor"), {"olive"}, lambda cast: {"supervisor": ""}),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    yield "/otter/practice/leave/", {"otto", "double"}
    yield f"/otter/practice/members/{cast.workers['otto'].pk}/end/", {"double"}
    yield f"/willow/practice/members/{cast.workers['cole'].pk}/supervisor/", {"olive"}
    yield f"/otter/practice/members/{cast.workers['otto'].pk}/supervisor/", {"otto", "double"}
