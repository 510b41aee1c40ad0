"""What weighs: eight who only write, a whole town on an ordinary morning, photographs."""

import itertools
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from bench.asking import Asked, Heard
from bench.installs import Install
from bench.pages import PAGES, Keys, journal_entries, photo, save_a_note

WRITERS, NOTES_EACH = 8, 20
NOTES_A_SECOND, FOR_SECONDS = 40, 15.0
ENTRIES = 5
ASKS_A_SECOND = 0.05  # of one practitioner in the busy hour, with the clients' visits and a share of the front desk
CALLERS = 48  # ready to ask: more than are ever waiting at once
MIX = {
    "client list, 50 rows": 20,
    "search": 10,
    "client page": 35,
    "calendar week": 20,
    "saving a note": 15,
}

dice = random.Random(11)


def writers(install: Install) -> dict[str, Any]:
    """Saturating: each begins the next note as soon as the one before is saved."""
    notes = save_a_note(install.keys)
    heard, _ = install.door.ask(*(list(islice(notes, NOTES_EACH)) for _ in range(WRITERS)))
    return told(heard) | {"a_second": len(heard.times) / heard.seconds}


def ordinary_writers(install: Install) -> dict[str, Any]:
    """So many notes a second in all, written when somebody has finished one."""
    notes = save_a_note(install.keys)
    arrivals = (replace(next(notes), at=at) for at in _moments(NOTES_A_SECOND, FOR_SECONDS))
    return told(install.door.ask(*_spread(arrivals, WRITERS))[0])


def morning(install: Install, practitioners: int, seconds: float) -> dict[str, Any]:
    """An open loop: people ask when they want to, whether or not others still wait, and waiting counts from then."""
    return told(install.door.ask(*_spread(_arrivals(install.keys, practitioners * ASKS_A_SECOND, seconds)))[0])


def morning_with_backup(install: Install, practitioners: int, seconds: float) -> dict[str, Any]:
    """As long as the morning, at most: of a million records one takes half an hour."""
    backup = install.begin("manage.py", "backup")
    try:
        return morning(install, practitioners, seconds)
    finally:
        backup.terminate()
        backup.wait()


def photos(install: Install) -> dict[str, Any]:
    """A journal entry with three photographs from a telephone, of twelve megapixels each, beside one of words alone."""
    from_a_telephone = [photo(4032, 3024)] * 3
    words, pictures = journal_entries(install.keys, []), journal_entries(install.keys, from_a_telephone)
    times: dict[str, list[float]] = {"words": [], "photos": []}
    for _ in range(ENTRIES):
        times["words"] += install.door.ask([next(words)])[0].times
        times["photos"] += install.door.ask([next(pictures)])[0].times
        time.sleep(2 * len(from_a_telephone))  # a job makes them smaller, which would be in the way
    medians = {what: statistics.median(each) for what, each in times.items()}
    return medians | {"times_as_long": medians["photos"] / medians["words"]}


def told(heard: Heard) -> dict[str, Any]:
    times = sorted(heard.times)
    return {
        "asked": len(times),
        "p50": statistics.median(times),
        "p99": times[int(len(times) * 0.99)],
        "longest": times[-1],
        "wrong": len(heard.wrong),
    }


def _arrivals(keys: Keys, a_second: float, seconds: float) -> Iterator[Asked]:
    """A Poisson process of what is asked on a morning."""
    pages = {page.name: page.asked(keys) for page in PAGES if page.name in MIX}
    for at in _moments(a_second, seconds):
        (name,) = dice.choices(list(MIX), list(MIX.values()))
        yield replace(next(pages[name]), at=at)


def _moments(a_second: float, seconds: float) -> Iterator[float]:
    at = 0.0
    while (at := at + dice.expovariate(a_second)) < seconds:
        yield at


def _spread(arrivals: Iterator[Asked], callers: int = CALLERS) -> list[list[Asked]]:
    """Among so many callers that one is free whenever somebody wants to ask."""
    lists: list[list[Asked]] = [[] for _ in range(callers)]
    for place, asked in zip(itertools.cycle(range(callers)), arrivals, strict=False):
        lists[place].append(asked)
    return [own for own in lists if own]
