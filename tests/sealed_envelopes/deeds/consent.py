"""Deeds with consents."""

from collections.abc import Callable, Iterator
from typing import Any

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import Deed

WORDS = {"text": "I agree.", "months": "12", "publish": "yes"}


def _said(what: str, purpose: str = "notes") -> Callable[[Cast], dict[str, Any]]:
    how = {"what": what, "said_by": "client", "method": "phone", "when": "now"}
    return lambda cast: how | {"wording": cast.purposes[purpose].wording.pk}


def _record(client: str, purpose: str = "notes", firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/clients/{cast.clients[client].pk}/consent/{cast.purposes[purpose].pk}/"


def _own(profile: str, purpose: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/consent/{cast.purposes[purpose].pk}/{act}/"


def _answer(purpose: str, answer: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: {"wording": cast.purposes[purpose].wording.pk, "answer": answer}


DEEDS = [
    Deed("record Clara's consent", _record("clara"), {"thea", "double"}, _said("given")),
    Deed("record it through another practice", _record("clara", firm="otter"), set(), _said("given")),
    Deed("record it for what another practice asks", _record("clara", "otter"), set(), _said("given")),
    Deed(
        "record what one took back",
        _record("clara", "email"),
        {"thea", "double"},
        _said("withdrawn", "email"),
    ),
    Deed("agree", _own("clara", "notes", "answer"), {"clara"}, _answer("notes", "yes")),
    Deed("decline", _own("clara", "notes", "answer"), {"clara"}, _answer("notes", "no")),
    Deed("agree for another", _own("kit", "notes", "answer"), {"grace"}, _answer("notes", "yes")),
    Deed("agree to what another practice asks", _own("clara", "otter", "answer"), set(), _answer("otter", "yes")),
    Deed("take a consent back", _own("clara", "email", "withdraw"), {"clara"}),
    Deed(
        "ask consent for something",
        lambda cast: "/willow/practice/consent/own/",
        {"olive"},
        lambda cast: WORDS | {"name": "Video recording"},
    ),
    Deed(
        "ask for what we have a text for",
        lambda cast: "/otter/practice/consent/suggested/treatment/",
        {"otto", "double"},
        lambda cast: WORDS,
    ),
    Deed(
        "publish a new version",
        lambda cast: f"/willow/practice/consent/{cast.purposes['notes'].pk}/publish/",
        {"olive"},
        lambda cast: WORDS,
    ),
    Deed("ask no more", lambda cast: f"/willow/practice/consent/{cast.purposes['notes'].pk}/retire/", {"olive"}),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for purpose in ("notes", "treatment", "email"):
        yield f"/willow/practice/consent/{cast.purposes[purpose].pk}/retire/", {"olive"}
        yield _own("clara", purpose, "withdraw")(cast), {"clara"}
        yield _own("nadia", purpose, "withdraw")(cast), {"nadia"}
        yield _own("kit", purpose, "withdraw")(cast), {"grace"}
    yield f"/otter/practice/consent/{cast.purposes['otter'].pk}/retire/", {"otto", "double"}
    yield _own("petra", "otter", "withdraw")(cast), {"petra"}
