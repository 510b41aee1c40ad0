"""Every deed, tried by everybody: whoever may not do it is turned away, and nothing has changed."""

from types import ModuleType

import pytest

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.deeds import ROOMS, needing_no_words
from tests.sealed_envelopes.routes import every_route
from tests.sealed_envelopes.sampling import Sample
from tests.sealed_envelopes.walking import attempt, attempt_twice, faults_in_doing

# Their answer is what was asked for: a file, or an address that is shown once.
SHOW_A_PAGE = {"export clients", "make a calendar address as Clara", "make a calendar address at work"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_a_deed_is_done_by_those_who_may_and_by_nobody_else(
    room: ModuleType, cast: Cast, walkers: list[Person]
) -> None:
    assert [fault for deed in room.DEEDS for fault in faults_in_doing(deed, cast, walkers)] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.rpartition(".")[2])
def test_a_form_that_is_sent_twice_is_done_once(room: ModuleType, cast: Cast, walkers: list[Person]) -> None:
    """R8: and the second gets the answer of the first."""
    for deed in room.DEEDS:
        for person in [walker for walker in walkers if walker.key in deed.doers]:
            twice = attempt_twice(person, deed.address(cast), deed.facts(cast))

            first, second = twice.answers
            assert first[0] == 302 or deed.name in SHOW_A_PAGE, (deed.name, person.key, first)
            assert second == first, (deed.name, person.key)
            assert twice.written == 0 or "export" in deed.name, (deed.name, person.key)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_sending_nothing_anywhere_changes_nothing_but_where_a_deed_needs_no_words(
    cast: Cast, everyone: dict[str, Person], walkers: list[Person], in_full: bool
) -> None:
    """Every address of the house takes an empty POST, from everybody under torture, otherwise from a sample of them.
    Only the deeds listed may write anything."""
    listed, sample = needing_no_words(cast), Sample(cast, everyone)
    written = set()
    for route in every_route(in_full=in_full):
        addresses = list(route.filled(cast, "POST"))
        for person in walkers:
            for address in addresses if in_full else sample.of(route, addresses, person, "POST"):
                if (address, person.key) not in listed and attempt(person, address).wrote:
                    written.add((person.key, route.name))

    assert sorted(written) == []
