"""What `make test` tells on one engine alone, and in one look alone, is told."""

import pytest

from tests.harness.databases import EVERYTHING, PROOFS, ROOMS, has_its_turn, story_and_look


def test_between_the_two_engines_no_story_is_left_out(pytestconfig: pytest.Config) -> None:
    """Where a story has two looks it is told in one; every other one is told on SQLite, on PostgreSQL, or on both."""
    everything = pytestconfig.stash[EVERYTHING]
    told = {
        story_and_look(item)[0]
        for item in everything
        if has_its_turn(item, postgresql=False) or has_its_turn(item, postgresql=True)
    }

    assert {story_and_look(item)[0] for item in everything} - told == set()


def test_the_walks_the_deeds_and_what_commits_are_told_on_both(pytestconfig: pytest.Config) -> None:
    once = {
        item.nodeid
        for item in pytestconfig.stash[EVERYTHING]
        if not (has_its_turn(item, postgresql=False) and has_its_turn(item, postgresql=True))
    }
    asking = [item for item in pytestconfig.stash[EVERYTHING] if "db" in getattr(item, "fixturenames", ())]

    for item in asking:
        if not any(map(item.get_closest_marker, ("once", "on_sqlite"))) and "browser" not in item.fixturenames:
            is_told_in_turn = item.nodeid.startswith((*ROOMS, *PROOFS))
            assert is_told_in_turn or item.nodeid not in once, item.nodeid
