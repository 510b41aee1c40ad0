"""A look at a calendar elsewhere: fetched with care, read apart, and of all that only when somebody is busy."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from heartwood.areas.appointments import fetching

READER = Path(__file__).with_name("calendar_reader.py")
LIMITS = {"seconds": 10, "memory": 512 * 1024 * 1024, "stretches": 10_000}
PATIENCE = 4  # times as long by the clock, on a busy machine, as the process has seconds of its own

Busy = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Answer:
    """`busy` is None where nothing is new, or something went wrong: then `problem` says what."""

    busy: Busy | None = None
    version: str = ""
    problem: str = ""


def look(address: str, version: str, since: datetime, until: datetime, zone: tzinfo) -> Answer:
    try:
        fetched = fetching.fetch(address, version)
        if fetched is None:
            return Answer(version=version)
        return Answer(busy_times(fetched.content, since, until, zone), fetched.version)
    except fetching.NotFetched as failure:
        return Answer(problem=failure.problem)


def busy_times(content: bytes, since: datetime, until: datetime, zone: tzinfo) -> Busy:
    """Read in a process that can do no harm. Raises NotFetched."""
    asked = LIMITS | {"since": since.timestamp(), "until": until.timestamp(), "zone": str(zone)}
    command = [sys.executable, "-I", str(READER), json.dumps(asked)]
    longest = PATIENCE * LIMITS["seconds"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=longest, env={}, check=True)  # noqa: S603
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise fetching.NotFetched("too_large") from None
    if "problem" in answer:
        raise fetching.NotFetched(answer["problem"])
    return [(datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)) for begins, ends in answer["busy"]]
