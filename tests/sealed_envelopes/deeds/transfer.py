"""Deeds with lists that come in and go out."""

from collections.abc import Callable, Iterator

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import WILLOW_OFFICE, Deed


def _import(number: int, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/clients/import/{cast.imports[number].pk}/{act}/"


DEEDS = [
    Deed(
        "export clients",
        lambda cast: "/willow/clients/export/",
        WILLOW_OFFICE - {"fran", "bo", "moved"},
        lambda cast: {"as": "csv"},
    ),
    Deed(
        "say what the columns of a list hold", _import(0, "columns"), {"thea"}, lambda cast: {"field-0": "first_name"}
    ),
    Deed("take a list over", _import(1, "run"), {"thea"}),
    Deed("give a list up", _import(1, "abandon"), {"thea"}),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for firm, practitioners in {
        "lantern": {"felix"},
        "otter": {"otto", "double"},
        "cedar": {"sasha"},
        "birch": {"bruno"},
    }.items():
        yield f"/{firm}/clients/export/", practitioners
    for waiting in cast.imports:
        for act in ("columns", "preview", "run", "abandon"):
            yield f"/willow/clients/import/{waiting.pk}/{act}/", {"thea"}
