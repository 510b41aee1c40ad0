"""A job: a function that runs later, in a worker, until it has succeeded."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar, overload

from django_tasks.base import Task

P = ParamSpec("P")
T = TypeVar("T")

SOME = 12  # tries: about three hours
FOR_DAYS = 100  # tries: about four days, for what depends on somebody else's server

_SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rhythm:
    """When something is repeated: a slot begins at each beat."""

    period: timedelta
    offset: timedelta = timedelta()

    def slot(self, now: datetime) -> datetime:
        """The beginning of the slot that `now` lies in."""
        return now - (now - _BEGINNING - self.offset) % self.period


def every(**period: int) -> Rhythm:
    """`every(minutes=10)`."""
    return Rhythm(timedelta(**period))


def daily(clock: str) -> Rhythm:
    """`daily("03:00")`, in UTC."""
    hours, minutes = clock.split(":")
    return Rhythm(timedelta(days=1), timedelta(hours=int(hours), minutes=int(minutes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    tries: int = SOME


REPEATED: list[tuple[Job[[], Any], Rhythm]] = []


@overload
def job(function: Callable[P, T]) -> Job[P, T]: ...
@overload
def job(*, tries: int = SOME) -> Callable[[Callable[P, T]], Job[P, T]]: ...
@overload
def job(*, tries: int = SOME, repeats: Rhythm) -> Callable[[Callable[[], T]], Job[[], T]]: ...
def job(function: Any = None, *, tries: int = SOME, repeats: Rhythm | None = None) -> Any:
    """Above a function: `send.enqueue(id)` has it run later, and again until it succeeds or was tried `tries` times."""

    def made(function: Callable[P, T]) -> Job[P, T]:
        made = Job(func=function, tries=tries)
        if repeats:
            REPEATED.append((made, repeats))  # type: ignore[arg-type]  # the overload has seen that it takes nothing
        return made

    return made(function) if function else made


def pause_after(tries: int) -> timedelta:
    """Twice as long after each try; and not quite the same for all that failed together."""
    longest = min(_SHORTEST_PAUSE * (1 << min(tries - 1, 20)), _LONGEST_PAUSE)
    return longest * random.uniform(0.75, 1.0)  # noqa: S311
