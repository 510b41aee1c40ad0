"""Jobs for the tests. Module level, as every job."""

import os
import random
import time
from pathlib import Path

from django.utils.timezone import now

from heartwood.ground.jobs.job import job
from heartwood.ground.jobs.models import Slot

DONE: list[str] = []


class Refused(Exception):
    """The other side does not answer."""


@job(tries=3)
def knock(door: str) -> None:
    DONE.append(door)
    if door != "open":
        raise Refused(f"{door} did not open")


@job
def write(key: str, diary: str) -> None:
    """An effect that is looked for first, and the diary of who was at it when."""
    note(diary, f"begin {key} {os.getpid()}")
    time.sleep(random.random() / 50)
    Slot.objects.get_or_create(name=f"effect {key}", defaults={"at": now()})
    time.sleep(random.random() / 50)
    note(diary, f"end {key} {os.getpid()}")


def note(diary: str, line: str) -> None:
    with Path(diary).open("a") as paper:
        paper.write(f"{line}\n")  # one write, so that lines of several processes do not mix


@job
def greet() -> None:
    DONE.append("hello")
