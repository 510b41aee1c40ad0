"""Reads one iCalendar file from standard input and prints, as JSON, when its owner is busy.

A calendar comes from a stranger. Whatever it does to a parser (entries that repeat every second for ever, dates that
never were), it does here: in a process of its own, with little memory and little time, which knows nothing of the rest
of the house.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

Span = tuple[datetime, datetime]


class TooMuch(Exception):
    """More than anybody's calendar holds."""


def read(content: bytes, since: datetime, until: datetime, zone: ZoneInfo, most: int) -> list[Span]:
    calendar = Calendar.from_ical(content)
    if calendar.name != "VCALENDAR":
        raise ValueError("This is something else.")
    calendar.subcomponents = [part for part in calendar.subcomponents if part.name != "VEVENT" or "DTSTART" in part]
    events = recurring_ical_events.of(calendar, skip_bad_series=True).between(since, until)
    spans = list(islice(_spans(events, zone), most + 1))
    if len(spans) > most:
        raise TooMuch
    return list(_joined(span for span in spans if span[1] > since and span[0] < until))


def _spans(events: Iterable[Event], zone: ZoneInfo) -> Iterator[Span]:
    for event in events:
        if event.get("TRANSP") == "TRANSPARENT" or event.get("STATUS") == "CANCELLED":
            continue
        begins, ends = _moment(event.start, zone), _moment(event.end, zone)
        if begins < ends:
            yield begins, ends


def _moment(when: date, zone: ZoneInfo) -> datetime:
    """A whole day is a day where the practitioner is; and so is an hour without a zone."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time())
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Stretches that touch or overlap become one."""
    current: Span | None = None
    for begins, ends in sorted(spans):
        if current and begins <= current[1]:
            current = (current[0], max(current[1], ends))
            continue
        if current:
            yield current
        current = (begins, ends)
    if current:
        yield current


def main() -> dict[str, object]:
    asked = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    since, until = (datetime.fromtimestamp(asked[edge], UTC) for edge in ("since", "until"))
    try:
        busy = read(sys.stdin.buffer.read(), since, until, ZoneInfo(asked["zone"]), asked["stretches"])
    except (TooMuch, MemoryError, RecursionError):
        return {"problem": "too_large"}
    except Exception:  # whatever a stranger's file makes a parser say
        return {"problem": "unreadable"}
    return {"busy": [(int(begins.timestamp()), int(ends.timestamp())) for begins, ends in busy]}


if __name__ == "__main__":
    print(json.dumps(main()))  # noqa: T201
