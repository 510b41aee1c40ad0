"""The rows of an import as its preview shows them: counted, narrowed, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from heartwood.areas.transfer.plan import Outcome, Verdict, counted
from heartwood.kit import dates
from heartwood.kit.templatetags.kit import badge

_TONES = {Outcome.ADD: "leaf", Outcome.ADD_IN_PART: "clay", Outcome.LOOKS_LIKE: "clay", Outcome.WRONG: "alarm"}


@dataclass(frozen=True)
class Filter:
    label: str
    url: str
    is_current: bool
    count: int


class Preview:
    SIZE = 50

    def __init__(self, verdicts: list[Verdict], asked: Mapping[str, str], base: str) -> None:
        self._verdicts = verdicts
        self._base = base
        self.counts = counted(verdicts)
        self.show = asked.get("show", "") if asked.get("show", "") in list(Outcome) else ""
        self._shown = [verdict for verdict in verdicts if self.show in ("", verdict.outcome)]
        self._page = min(max(_number(asked.get("page", "")), 1), self._pages)

    @property
    def added(self) -> int:
        return sum(verdict.is_added for verdict in self._verdicts)

    @property
    def rows(self) -> list["Row"]:
        begin = (self._page - 1) * self.SIZE
        return [Row(verdict) for verdict in self._shown[begin : begin + self.SIZE]]

    @property
    def filters(self) -> list[Filter]:
        every = Filter(_("All rows"), self._base, not self.show, len(self._verdicts))
        return [every, *(self._filter(outcome) for outcome in Outcome if self.counts[outcome])]

    @property
    def here(self) -> str:
        return self._address(self._page)

    @property
    def previous(self) -> str:
        return self._address(self._page - 1) if self._page > 1 else ""

    @property
    def next(self) -> str:
        return self._address(self._page + 1) if self._page < self._pages else ""

    @property
    def words(self) -> str:
        begin = (self._page - 1) * self.SIZE
        end = min(begin + self.SIZE, len(self._shown))
        return _("%(begin)s–%(end)s of %(all)s") % {
            "begin": intcomma(begin + 1),
            "end": intcomma(end),
            "all": intcomma(len(self._shown)),
        }

    @property
    def _pages(self) -> int:
        return max(-(-len(self._shown) // self.SIZE), 1)

    def _filter(self, outcome: Outcome) -> Filter:
        return Filter(outcome.label, f"{self._base}?show={outcome}", self.show == outcome, self.counts[outcome])

    def _address(self, page: int) -> str:
        asked = {"show": self.show} if self.show else {}
        query = urlencode(asked | ({"page": str(page)} if page > 1 else {}))
        return f"{self._base}?{query}" if query else self._base


class Row:
    """One row of the list, and what becomes of it, in words."""

    def __init__(self, verdict: Verdict) -> None:
        facts = verdict.person.facts
        self.line = verdict.person.line
        self.name = verdict.person.name or _("No name")
        self.born = _day(facts.get("born_on", ""))
        self.contact = [facts[name] for name in ("email", "phone") if name in facts]
        self.state = badge(verdict.outcome.label, tone=_TONES.get(verdict.outcome, ""))
        self.because = verdict.person.wrong or verdict.because
        self.like = verdict.like
        self.gaps = verdict.person.gaps if verdict.outcome != Outcome.THERE else []
        self.may_choose = verdict.may_choose
        self.is_added = verdict.is_added


def _day(iso: str) -> str:
    return dates.day(date.fromisoformat(iso)) if iso else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1
