"""Every address that shows a client record, opened by everybody: exactly one line says who looked."""

import pytest

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.visiting import faults_in_visiting


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_whoever_reads_a_client_record_leaves_exactly_one_line(cast: Cast, walkers: list[Person]) -> None:
    assert faults_in_visiting(cast, walkers) == []
