"""Every deed, tried by everybody: whoever may not do it is turned away, and nothing has changed."""

import pytest

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.deeds import DEEDS, Deed, needing_no_words
from tests.sealed_envelopes.routes import every_route
from tests.sealed_envelopes.walking import attempt, faults_in_doing


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_a_deed_is_done_by_those_who_may_and_by_nobody_else(
    deed: Deed, cast: Cast, everyone: dict[str, Person]
) -> None:
    assert faults_in_doing(deed, cast, everyone.values()) == []


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_sending_nothing_anywhere_changes_nothing_but_where_a_deed_needs_no_words(
    cast: Cast, walkers: list[Person]
) -> None:
    """Every address of the house takes an empty POST from everybody. Only the deeds listed may write anything."""
    listed = needing_no_words(cast)
    written = {
        (person.key, route.name)
        for route in every_route()
        for address in route.filled(cast)
        for person in walkers
        if (address, person.key) not in listed and attempt(person, address).wrote
    }

    assert sorted(written) == []
