"""Each page beside its floor and a bare view, and beside itself in a small town: asked in turns, in one run."""

import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bench.asking import Asked
from bench.installs import Door, Install
from bench.pages import PAGES, Page


@dataclass(frozen=True)
class Effort:
    """How long one is ready to wait: how often each is asked in a round, and how many rounds."""

    at_once: tuple[int, ...] = (1, 8, 32)
    times: int = 8
    rounds: int = 3
    crowds: int = 1  # rounds with more than one caller, where nothing is compared


@dataclass
class Figures:
    """What was heard of one target at one number of callers."""

    times: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)  # of each round
    processor: list[float] = field(default_factory=list)
    size: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p99(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.99)]

    @property
    def cpu(self) -> float:
        return statistics.median(self.processor)

    def as_facts(self) -> dict[str, Any]:
        return {
            "p50": self.p50,
            "p99": self.p99,
            "cpu": self.cpu,
            "asked": len(self.times),
            "bytes": self.size,
            "wrong": len(self.wrong),
        }


def measure(installs: list[Install], effort: Effort, say: Any = print) -> list[dict[str, Any]]:
    """The first install is the small town."""
    measured = []
    for page in PAGES:
        say(f"{installs[0].engine}: {page.name}", flush=True)
        measured += measure_page(page, installs, effort)
    return measured


def measure_page(page: Page, installs: list[Install], effort: Effort) -> list[dict[str, Any]]:
    town = installs[0]
    asked_of = {install.records: page.asked(install.keys) for install in installs}
    size = max(warm(install, page, asked_of[install.records]) for install in installs)
    found: dict[tuple[str, int, int], Figures] = defaultdict(Figures)
    alone, *crowds = effort.at_once
    for nth in range(effort.rounds):
        targets = [target for install in installs for target in targets_of(install, page, size, asked_of)]
        for name, records, door, asked in targets[nth % 2 :] + targets[: nth % 2]:
            note(found[name, records, alone], door, asked, alone, effort.times)
    for callers in crowds * effort.crowds:
        for install in installs:
            asked = asked_of[install.records]
            note(found["house", install.records, callers], install.door, asked, callers, effort.times // 4)
    return [facts_of(page, install, found, effort, town) for install in installs]


def warm(install: Install, page: Page, asked: Iterator[Asked]) -> int:
    """Once for each of its threads; and how many bytes come."""
    heard, _ = install.door.ask(*([one] for one in islice(asked, 8)))
    install.floors.ask(*([one] for one in islice(page.floors(install.keys), 8)))
    if heard.wrong:
        print(f"{page.name}: {heard.wrong[0]}")
    return int(statistics.median(heard.sizes))


def targets_of(
    install: Install, page: Page, size: int, asked: dict[int, Iterator[Asked]]
) -> Iterator[tuple[str, int, Door, Iterator[Asked]]]:
    yield "bare", install.records, install.floors, page.bare(install.keys, size)
    yield "floor", install.records, install.floors, page.floors(install.keys)
    if page.admins:
        yield "admin", install.records, install.floors, page.in_the_admin(install.keys)
    yield "house", install.records, install.door, asked[install.records]


def note(figures: Figures, door: Door, asked: Iterator[Asked], callers: int, times: int) -> None:
    heard, processor = door.ask(*(list(islice(asked, times)) for _ in range(callers)))
    figures.times += heard.times
    figures.medians.append(statistics.median(heard.times))
    figures.processor.append(processor)
    figures.size = int(statistics.median(heard.sizes))
    figures.wrong += heard.wrong


def facts_of(page: Page, install: Install, found: Any, effort: Effort, town: Install) -> dict[str, Any]:
    def of(name: str, callers: int, records: int = install.records) -> Figures:
        figures: Figures = found[name, records, callers]
        return figures

    alone = effort.at_once[0]
    house = of("house", alone)
    return {
        "page": page.name,
        "engine": install.engine,
        "records": install.records,
        "bytes": house.size,
        "house": {callers: of("house", callers).as_facts() for callers in effort.at_once},
        "floor": of("floor", alone).as_facts(),
        "bare": of("bare", alone).as_facts(),
        "to_bare": ratio(house.medians, of("bare", alone).medians),
        "to_floor": ratio(house.medians, of("floor", alone).medians),
        "to_admin": ratio(house.medians, of("admin", alone).medians) if page.admins else None,
        "cpu_to_bare": house.cpu / max(of("bare", alone).cpu, 0.1),
        "cpu_to_floor": house.cpu / max(of("floor", alone).cpu, 0.1),
        "growth": ratio(house.medians, of("house", alone, town.records).medians),
        "cpu_growth": house.cpu / of("house", alone, town.records).cpu,
    }


def ratio(these: list[float], those: list[float]) -> float:
    """Of each round, since a round is asked in turns; and of these the one in the middle."""
    return statistics.median(one / other for one, other in zip(these, those, strict=True))
