"""Times as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone, translation

from heartwood.kit import dates

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def it_is_november_in_portland():
    with time_machine.travel(NOW, tick=False), timezone.override("America/Los_Angeles"):
        yield


def test_a_moment_is_told_in_the_readers_zone():
    when = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)

    html = Template("{{ when|moment }}").render(Context({"when": when}))

    assert html == '<time datetime="2026-11-28T18:00:00-08:00">Sat 28 Nov, 18:00</time>'
    with timezone.override("Europe/Istanbul"):
        assert dates.moment(when) == "Sun 29 Nov, 05:00"


def test_the_year_is_said_when_it_is_another():
    new_year = datetime(2027, 1, 1, 7, 0, tzinfo=UTC)

    assert dates.moment(new_year) == "Thu 31 Dec, 23:00"
    assert dates.day(new_year) == "31 Dec"
    with timezone.override("Europe/Berlin"):
        assert dates.moment(new_year) == "Fri 1 Jan 2027, 08:00"
    assert dates.day(date(2025, 2, 3)) == "3 Feb 2025"


def test_months_are_said_in_the_readers_language():
    with translation.override("de"):
        assert dates.day(date(2026, 10, 3)).startswith("3. Ok")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(hours=11), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=8), "on 13 Nov"),
        (timedelta(days=-1), "on 22 Nov"),
    ],
)
def test_how_long_ago(passed, words):
    assert dates.ago(NOW - passed) == words


def test_nothing_is_said_of_a_time_that_is_not_there():
    assert Template("{{ when|moment }}{{ when|day }}{{ when|ago }}{{ when|clock }}").render(Context()) == ""
