"""Deeds with summaries."""

from collections.abc import Callable, Iterator

from heartwood.areas.summary.models import Version
from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import Deed, of_client
from tests.sealed_envelopes.markers import leading

CLARAS_PRACTITIONERS = {"thea", "double"}
ONE_SENTENCE = {
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "1",
    "form-0-name": "n1",
    "form-0-text": "Other words.",
}


def _versions(cast: Cast, key: str) -> list[Version]:
    found = Version.objects.as_system("the walk").filter(summary=cast.summaries[key])
    return list(found.newest_first())


def _take_up(key: str, place: int, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/summary/{_versions(cast, key)[place].pk}/take-up/"


def _newest(cast: Cast) -> str:
    return str(_versions(cast, "clara")[0].pk)


DEEDS = [
    Deed("refresh a summary", of_client("clara", "summary/refresh"), CLARAS_PRACTITIONERS),
    Deed("refresh a summary through another practice", of_client("clara", "summary/refresh", "otter"), set()),
    Deed("begin a summary", of_client("kit", "summary/refresh"), {"cole"}),
    Deed(
        "change a summary",
        of_client("clara", "summary/edit"),
        CLARAS_PRACTITIONERS,
        lambda cast: {"seen": _newest(cast), "begun_with": _newest(cast), **ONE_SENTENCE},
    ),
    Deed("take up an older summary", _take_up("clara", -1), CLARAS_PRACTITIONERS),
    Deed("take up a summary through another practice", _take_up("clara", -1, "otter"), set()),
    Deed(
        "share a summary",
        of_client("clara", "summary/share"),
        CLARAS_PRACTITIONERS,
        lambda cast: {"version": _newest(cast)},
    ),
    Deed("stop sharing a summary", of_client("clara", "summary/stop-sharing"), CLARAS_PRACTITIONERS),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key, client in cast.clients.items():
        doers = leading(key) | ({"double"} if key == "clara" else set())
        yield f"/{client.organization.slug}/clients/{client.pk}/summary/refresh/", doers
    for key in cast.summaries:
        doers = leading(key) | ({"double"} if key == "clara" else set())
        yield of_client(key, "summary/stop-sharing")(cast), doers
        for place in range(len(_versions(cast, key))):
            yield _take_up(key, place)(cast), doers
