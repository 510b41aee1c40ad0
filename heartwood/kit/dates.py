"""Times as people say them, in the reader's zone. The filters of the same names wrap these words in <time>."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.dateformat import time_format as time_in_words
from django.utils.translation import get_language, gettext, ngettext, pgettext


def moment(when: datetime) -> str:
    """Sat 28 Nov, 10:00; with the year when it is not this year's."""
    local = _local(when)
    return _moment(_on_the_wall(local), not _is_this_year(local), get_language() or "")


def day(on: date) -> str:
    """28 Nov; with the year when it is not this year's."""
    local = _local(on).date() if isinstance(on, datetime) else on
    return _day(local, not _is_this_year(local), get_language() or "")


def clock(when: datetime) -> str:
    """10:00."""
    return _clock(_on_the_wall(_local(when)).time(), get_language() or "")


def ago(when: datetime) -> str:
    """5 minutes ago, yesterday, 4 days ago; after a week, on 14 Nov."""
    passed = timezone.now() - when
    minutes = int(passed.total_seconds() // 60)
    days = (timezone.localdate() - _local(when).date()).days
    if passed < timedelta(0) or days >= 7:
        return gettext("on %(day)s") % {"day": day(when)}
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if days == 0 or minutes < 6 * 60:
        return ngettext("%(n)d hour ago", "%(n)d hours ago", minutes // 60) % {"n": minutes // 60}
    if days == 1:
        return gettext("yesterday")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def zone_in_words(name: str) -> str:
    """Los Angeles time, for America/Los_Angeles."""
    if "/" not in name:
        return name
    return gettext("%(city)s time") % {"city": name.rsplit("/", 1)[-1].replace("_", " ")}


# A list says the same few hours again and again, and to put one into words costs as much as its row.


@lru_cache(maxsize=4096)
def _moment(on_the_wall: datetime, with_year: bool, language: str) -> str:
    form = pgettext("date format", "D j M Y, H:i") if with_year else pgettext("date format", "D j M, H:i")
    return in_words(on_the_wall, form)


@lru_cache(maxsize=4096)
def _day(on: date, with_year: bool, language: str) -> str:
    return in_words(on, pgettext("date format", "j M Y") if with_year else pgettext("date format", "j M"))


@lru_cache(maxsize=4096)
def _clock(on_the_wall: time, language: str) -> str:
    return time_in_words(on_the_wall, pgettext("date format", "H:i"))


def _on_the_wall(local: datetime) -> datetime:
    """What a clock there shows: the same hour elsewhere is another moment and the same words."""
    return local.replace(tzinfo=None)


def _local(when: datetime) -> datetime:
    return when.astimezone(timezone.get_current_timezone()) if when.tzinfo else when


def _is_this_year(on: date) -> bool:
    return on.year == datetime.now(timezone.get_current_timezone()).year
