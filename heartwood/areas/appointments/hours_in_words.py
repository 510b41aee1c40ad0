"""Hours as people write them: “9:00-12:00, 13:00-18:00”, “9-12, 1pm-6pm”, or nothing."""

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext as _

CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:h|uhr)?\s*([ap]m)?"
SPAN = re.compile(rf"{CLOCK}\s*(?:-|–|—|to|bis|a|à)\s*{CLOCK}", re.IGNORECASE)

Hours = list[tuple[time, time]]


class NotUnderstood(ValueError):
    """Its text is a sentence for people."""


def hours_from(words: str) -> Hours:
    """Raises NotUnderstood."""
    hours = sorted(_span(part.strip()) for part in re.split(r"[,;]|\b(?:and|und|y|et)\b", words) if part.strip())
    for earlier, later in pairwise(hours):
        if later[0] < earlier[1]:
            raise NotUnderstood(_("These hours overlap: %(hours)s.") % {"hours": in_words([earlier, later])})
    return hours


def in_words(hours: Iterable[tuple[time, time]]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)


def _span(part: str) -> tuple[time, time]:
    found = SPAN.fullmatch(part)
    if not found:
        raise NotUnderstood(_("“%(part)s” is not understood. Write hours such as 9:00–12:00.") % {"part": part})
    opens, closes = _clock(*found.groups()[:3]), _clock(*found.groups()[3:])
    if closes <= opens:
        raise NotUnderstood(_("“%(part)s” ends before it begins.") % {"part": part})
    return opens, closes


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    number = int(hour)
    if half:
        number = number % 12 + (12 if half.lower() == "pm" else 0)
    try:
        return time(number, int(minute or 0))
    except ValueError:
        raise NotUnderstood(_("%(hour)s is no hour of the day.") % {"hour": hour}) from None
