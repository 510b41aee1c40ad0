"""Which sentences are chosen, and where they begin and end."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from heartwood.areas.notes.models import SessionNote
from heartwood.areas.summary.choosing import MOST, choose
from heartwood.areas.summary.sources import Source
from heartwood.areas.summary.splitting import sentences_in

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)


def source(number: int = 0, **texts: str) -> Source:
    layout = [{"key": key, "label": key} for key in texts]
    at = FIRST + timedelta(weeks=number)
    return Source(SessionNote(layout=layout, body=texts, started_at=at, fingerprint=f"f{number}"))


def chosen(*sources: Source) -> list[str]:
    return [said.sentence.text for said in choose(sources)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("She slept. He did not!", ["She slept.", "He did not!"]),
        ("Dr. Lind rang at 3.30 p.m. about it. Fine.", ["Dr. Lind rang at 3.30 p.m. about it.", "Fine."]),
        ("- slept well\n- ate  \n\n* went out", ["slept well", "ate", "went out"]),
        ("“I am tired.” She laughed.", ["“I am tired.”", "She laughed."]),
        ("Asked J. R. about it", ["Asked J. R. about it"]),
        (" \n - \n", []),
    ],
)
def test_a_sentence_is_what_people_take_for_one(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentences_in(text)] == sentences


def test_what_comes_back_counts_more_and_what_is_said_again_is_passed_over() -> None:
    told = chosen(
        source(0, subjective="The Sunday visits weigh on him. A neighbour sold a red bicycle."),
        source(1, subjective="Sunday visits again weigh on him. Rain fell on Tuesday afternoon."),
        source(2, subjective="He stayed away from the visits. Bought yellow paint somewhere."),
        source(3, subjective="His father rang and asked about Sunday. Coffee tasted odd today."),
    )

    assert "Sunday visits again weigh on him." in told
    assert "The Sunday visits weigh on him." not in told


def test_what_was_said_of_safety_is_never_left_out() -> None:
    many = [source(n, subjective=". ".join(f"Word{n}{k} walked slowly home" for k in "abcdefgh")) for n in range(20)]
    many[3] = source(3, objective="No suicidal thoughts since the summer. Calm and on time.")

    told = chosen(*many)

    assert "No suicidal thoughts since the summer." in told
    assert len(told) <= MOST


def test_the_last_plan_counts_and_older_ones_have_had_their_time() -> None:
    told = chosen(
        *(
            source(
                n,
                assessment=f"Topic{n} became lighter again. Second{n} thing held firm.",
                plan=f"Try exercise{n} at home daily.",
            )
            for n in range(9)
        )
    )

    assert "Try exercise8 at home daily." in told
    assert "Try exercise0 at home daily." not in told


def test_a_hundred_long_notes_take_no_time_to_speak_of() -> None:
    """So that it needs no job: each has 400 words. Two seconds are for a bad day."""
    words = [f"word{number % 97}{'ab'[number % 2]}" for number in range(400)]
    text = " ".join(f"{' '.join(words[at : at + 10])}." for at in range(0, 400, 10))
    notes = [source(number, subjective=text, plan=f"Plan number {number} for later.") for number in range(100)]

    begun = time.process_time()
    assert choose(notes)
    assert time.process_time() - begun < 2
