"""What becomes of each row."""

import pytest

from heartwood.areas.transfer import columns, reading
from heartwood.areas.transfer.people import Person, Reader
from heartwood.areas.transfer.plan import Acquaintance, Known, Outcome, Verdict, counted, plan
from heartwood.areas.transfer.tests import lists

CLARA = Known("Clara Reyes", "clara@mail.example", "1987-12-24", "035550142", client_pk="clara")


def somebody(line: int, name: str, **facts: str) -> Person:
    first, _, last = name.partition(" ")
    return Person(line, {"first_name": first, "last_name": last, **facts})


def verdict(person: Person, *known: Known) -> Verdict:
    acquaintance = Acquaintance()
    for one in known:
        acquaintance.add(one)
    return plan([person], acquaintance, {})[0]


@pytest.mark.parametrize(
    ("person", "outcome"),
    [
        (somebody(2, "Clara Reyes", born_on="1987-12-24"), Outcome.THERE),
        (somebody(2, "REYES clara", born_on="1987-12-24", email="new@mail.example"), Outcome.THERE),
        (somebody(2, "Clara Reyes", email="clara@mail.example"), Outcome.THERE),
        (somebody(2, "Clara Reyes", phone="+1 503-555-0142"), Outcome.THERE),
        (somebody(2, "Clara Reyes"), Outcome.THERE),
        (somebody(2, "Clara Reyes", phone="+1 971-555-0199"), Outcome.LOOKS_LIKE),
        (somebody(2, "Clara Reyes", born_on="1960-01-01"), Outcome.ADD),
        (somebody(2, "Clara Reyes", born_on="1960-01-01", email="clara@mail.example"), Outcome.LOOKS_LIKE),
        (somebody(2, "Ben Reyes", email="clara@mail.example"), Outcome.LOOKS_LIKE),
        (somebody(2, "Clara Reyes-Lopez", born_on="1987-12-24"), Outcome.LOOKS_LIKE),
        (somebody(2, "Ada Wolf", born_on="1987-12-24"), Outcome.ADD),
        (somebody(2, "Ada Wolf"), Outcome.ADD),
    ],
)
def test_who_is_known_already(person: Person, outcome: Outcome) -> None:
    found = verdict(person, CLARA)

    assert found.outcome == outcome
    assert found.is_added == (outcome == Outcome.ADD)


def test_the_rows_above_are_known_too() -> None:
    people = [somebody(2, "Ada Wolf", email="a@mail.example"), somebody(3, "Ada Wolf", email="a@mail.example")]

    first, second = plan(people, Acquaintance(), {})

    assert (first.outcome, second.outcome) == (Outcome.ADD, Outcome.THERE)
    assert second.like is not None
    assert second.like.words == "line 2, Ada Wolf"


def test_two_of_one_name_without_details_are_a_question_and_can_both_be_added() -> None:
    people = [somebody(2, "Ada Wolf"), somebody(3, "Ada Wolf")]

    assert plan(people, Acquaintance(), {})[1].outcome == Outcome.LOOKS_LIKE
    assert [v.is_added for v in plan(people, Acquaintance(), {"3": True})] == [True, True]


def test_siblings_with_their_mothers_mail_are_both_added_if_that_is_chosen_and_the_mail_stays_single() -> None:
    people = [somebody(2, "Ada Wolf", email="mum@mail.example"), somebody(3, "Bea Wolf", email="mum@mail.example")]

    chosen = plan(people, Acquaintance(), {"3": True})

    assert [v.is_added for v in chosen] == [True, True]
    assert [v.without_email for v in chosen] == [False, True]


def test_a_row_that_is_left_out_by_choice_is_not_known_to_those_below() -> None:
    people = [somebody(2, "Ada Wolf"), somebody(3, "Ada Wolf")]

    assert [v.is_added for v in plan(people, Acquaintance(), {"2": False})] == [False, True]


def test_a_practice_list_with_its_mistakes() -> None:
    table = columns.without_what_is_not_ours(reading.read(lists.practice_list()))
    guessed = columns.guessed(table.headings, table.rows, month_first=True)
    assert guessed[lists.PHONE_COLUMN].field == ""
    guessed[lists.PHONE_COLUMN].field = "phone"

    verdicts = plan(Reader(guessed, region="US").people(table), Acquaintance(), {})

    assert counted(verdicts) == {
        Outcome.ADD: lists.GOOD,
        Outcome.ADD_IN_PART: lists.BAD_EMAIL + lists.BAD_BIRTH,
        Outcome.THERE: lists.REPEATED,
        Outcome.LOOKS_LIKE: lists.ALIKE,
        Outcome.WRONG: lists.NAMELESS,
    }
    assert len(verdicts) == lists.ROWS
