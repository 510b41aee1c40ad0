"""Numbers and searches tell no more than pages do."""

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.counting import faults_in_counting, faults_in_searching


def test_a_list_counts_what_its_reader_may_see(cast: Cast, everyone: dict[str, Person]) -> None:
    assert faults_in_counting(cast, everyone.values()) == []


def test_a_search_finds_nobody_by_what_the_searcher_may_not_see(cast: Cast, everyone: dict[str, Person]) -> None:
    assert faults_in_searching(cast, [everyone["bo"], everyone["fran"], everyone["cole"]]) == []
