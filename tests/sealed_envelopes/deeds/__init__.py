"""Every deed of the house, a file for each room: where it is done, what is sent, and who may. Written by hand, not from
the rules."""

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds import (
    around_clients,
    clients,
    consent,
    documents,
    homework,
    journals,
    notes,
    notices,
    reviews,
    sessions,
    summary,
    team,
    transfer,
)
from tests.sealed_envelopes.deeds.deed import Deed as Deed

ROOMS = (
    around_clients,
    clients,
    consent,
    documents,
    homework,
    journals,
    notes,
    notices,
    reviews,
    sessions,
    summary,
    team,
    transfer,
)
DEEDS = [deed for room in ROOMS for deed in room.DEEDS]


def needing_no_words(cast: Cast) -> set[tuple[str, str]]:
    """Address and doer of deeds that an empty form does: archiving, taking all access away, leaving, exporting."""
    tried = [
        (deed.address(cast), deed.doers) for deed in DEEDS if not deed.facts(cast) or deed.name == "export clients"
    ]
    listed = [done for room in ROOMS for done in room.done_by_an_empty_form(cast)]
    return {(address, doer) for address, doers in [*tried, *listed] for doer in doers}
