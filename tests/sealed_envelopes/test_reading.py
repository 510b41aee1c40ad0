"""The sealed envelopes: every address of the house, opened by everybody."""

from pathlib import Path

import pytest

from heartwood.cast.building import Cast
from heartwood.ground.access.law import law_in_words
from tests.everyone import Person
from tests.sealed_envelopes.markers import envelopes
from tests.sealed_envelopes.routes import every_route
from tests.sealed_envelopes.sampling import Sample
from tests.sealed_envelopes.visiting import faults_in_visiting
from tests.sealed_envelopes.walking import Envelopes, walk_reading

ACCESS = Path(__file__).parents[2] / "docs" / "access.md"


def test_the_law_is_printed_as_it_is() -> None:
    assert law_in_words() in ACCESS.read_text(), "manage.py access prints what belongs at the end of docs/access.md"


def test_the_number_of_combinations_is_told_as_it_is(cast: Cast, everyone: dict[str, Person]) -> None:
    addresses = sum(len(list(route.filled(cast))) for route in every_route())

    assert f"**{addresses * len(everyone):,} combinations, 0 leaks, 0 wrong denials.**" in ACCESS.read_text()


@pytest.mark.once
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_sample_leaves_out_no_address_and_nobody(cast: Cast, everyone: dict[str, Person], method: str) -> None:
    """Every address is asked for, and where a route answers, by everybody whose place it has."""
    sample = Sample(cast, everyone)
    for route in every_route():
        addresses = list(route.filled(cast, method))
        chosen = {key: sample.of(route, addresses, person, method) for key, person in everyone.items()}

        assert {address for those in chosen.values() for address in those} == set(addresses), route.name
        for person in everyone.values() if route.answers(method) else []:
            at_home = [sample.belongs(person, route, address) for address in chosen[person.key]]
            assert any(at_home) or not any(sample.belongs(person, route, address) for address in addresses), route.name


def test_a_marker_within_a_longer_one_is_found_where_it_stands_by_itself() -> None:
    sealed = Envelopes({"Wispwater": {"clara"}, "the Wispwater letter": {"thea"}, "Yarrowick": {"clara"}})

    assert sealed.within("She read the Wispwater letter.") == {"the Wispwater letter"}
    assert sealed.within("Wispwater. The end of the Wispwater letter.") == {"Wispwater", "the Wispwater letter"}


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_nobody_reads_what_is_not_theirs_and_whoever_reads_a_record_leaves_one_line(
    cast: Cast, everyone: dict[str, Person], walkers: list[Person], in_full: bool, capsys
) -> None:
    """Nothing leaks and nothing breaks. Whoever may read an envelope finds it somewhere, so that a house that shows
    nothing to anybody does not pass. What is not yours looks, byte for byte, like what never was. And whoever opens a
    client's record, or a part of it, is written down once. In full every combination of an address and a person;
    otherwise a sample of them (sampling.py), and of these the lines of one address of each route."""
    sealed = Envelopes(envelopes(cast))

    walk = walk_reading(
        walkers, every_route(in_full=in_full), cast, sealed, None if in_full else Sample(cast, everyone)
    )

    denied = {(walker.key, marker) for walker in walkers for marker in sealed.of(walker) - walk.found_by(walker)}
    with capsys.disabled():
        print(f"\n{len(walk.visited)} combinations, {len(walk.leaks)} leaks, {len(denied)} wrong denials")
    assert sorted(walk.broken) == []
    assert sorted(walk.keyless) == [], "{% csrf_token %} of the kit writes the key that every form needs"
    assert sorted(walk.bare) == []
    assert sorted(walk.leaks) == []
    assert sorted(denied) == [], sorted(denied)
    assert {person: bodies for person, bodies in walk.refusals.items() if len(bodies) != 1} == {}
    opened = walk.opened if in_full else {(who.key, route): (who, route, at) for who, route, at in walk.opened}.values()
    assert faults_in_visiting(cast, opened) == []
