"""The calendar as it is drawn: columns of days, and in them stretches from one o'clock until another.

All by the reader's own clock. A stretch says `data-from="09:25" data-until="10:15"`, and the stylesheet knows where
that is: no style is written into the page.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from uuid import UUID

from django.utils import timezone
from django.utils.dateformat import format as in_words
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heartwood.areas.appointments.free_times import Span
from heartwood.areas.appointments.models import Appointment
from heartwood.areas.appointments.office.rows import who_comes
from heartwood.kit import dates

DAY = timedelta(days=1)
STEP = 5  # minutes: as fine as it is drawn
USUALLY = (8, 18)  # the hours that are always shown
MOST_LANES = 6
CLOCK, NEXT_CLOCK = "{clock}", "{next clock}"


@dataclass
class Stretch:
    """From one o'clock until another of a day. Of those that overlap, each has a lane."""

    since: str
    until: str
    lane: int = 0
    lanes: int = 1

    @property
    def place(self) -> SafeString:
        """Where it is drawn, for the stylesheet."""
        return SafeString(
            f'data-from="{self.since}" data-until="{self.until}" data-lane="{self.lane}" data-lanes="{self.lanes}"'
        )


@dataclass
class Block(Stretch):
    """A session, or what else is in its way."""

    kind: str = "session"
    colour: str = ""
    title: str = ""
    words: str = ""
    label: str = ""
    address: str = ""
    move: str = ""  # where it is moved; empty if it cannot be
    is_pending: bool = False
    is_over: bool = False

    @property
    def classes(self) -> str:
        kinds = {self.kind: True, self.colour: self.colour, "pending": self.is_pending, "over": self.is_over}
        return " ".join(["block", *(f"block--{kind}" for kind, is_so in kinds.items() if is_so)])


@dataclass
class Column:
    """A day; where several practitioners stand side by side, one for each."""

    on: date
    title: str
    is_today: bool
    practitioner: UUID | None = None
    name: str = ""
    open: list[Stretch] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    slots: str = ""
    now: str = ""
    is_chosen: bool = False

    @cached_property
    def midnights(self) -> tuple[datetime, datetime]:
        return moment_at(self.on, time()), moment_at(self.on + DAY, time())

    def add(self, span: Span, draw: Callable[[], Block]) -> None:
        """As much of it as lies on this day; what does not is not drawn."""
        if clipped := self.stretch(span):
            block = draw()
            block.since, block.until = clipped
            self.blocks.append(block)

    def stretch(self, span: Span) -> tuple[str, str] | None:
        """Its part of this day, by the reader's clock."""
        midnight, next_midnight = self.midnights
        if span.ends_at <= midnight or span.starts_at >= next_midnight:
            return None
        since = 0 if span.starts_at <= midnight else _minutes(localtime(span.starts_at))
        until = 24 * 60 if span.ends_at >= next_midnight else _minutes(localtime(span.ends_at))
        since, until = since // STEP * STEP, -(-until // STEP) * STEP
        return (_clock(since), _clock(max(until, since + STEP))) if since < 24 * 60 else None

    def share_out(self) -> None:
        """Give lanes to blocks that overlap, so that none hides another."""
        self.blocks.sort(key=lambda block: (block.since, block.until))
        for group in _overlapping(self.blocks):
            ends: list[str] = []
            for block in group:
                lane = next((n for n, end in enumerate(ends) if end <= block.since), len(ends))
                ends[lane : lane + 1] = [block.until]
                block.lane = min(lane, MOST_LANES - 1)
            for block in group:
                block.lanes = min(len(ends), MOST_LANES)


def block_of(address: str, session: Appointment, *, may_move: bool, is_proposal: bool = False) -> Block:
    who = who_comes(session)
    state = _("New time proposed") if is_proposal else session.state_in_words
    when = session.proposed_starts_at if is_proposal and session.proposed_starts_at else session.starts_at
    clocks = f"{dates.clock(when)}–{dates.clock(when + session.length)}"
    label = f"{who}, {clocks}, {session.service.name}, {session.practitioner.user.name}, {state}"
    return Block(
        since="",
        until="",
        kind="proposal" if is_proposal else "session",
        colour=session.service.colour,
        title=who,
        words=f"{clocks} · {session.service.name}",
        label=label,
        address=address,
        move=f"{address}move/" if may_move and session.is_open and not is_proposal else "",
        is_pending=session.state == session.State.REQUESTED,
        is_over=not is_proposal and session.ends_at <= timezone.now(),
    )


def slots_of(column: Column, hours: tuple[int, int], book: str) -> SafeString:
    """The empty half hours, each of which can be booked. A week has more than a hundred, so they are written in one
    go."""
    first, last = hours
    clocks = [_clock(half * 30) for half in range(first * 2, last * 2 + 1)]
    whom = f"&with={column.practitioner}" if column.practitioner else ""
    words = _("Book on %(day)s at %(clock)s") % {"day": column.title, "clock": CLOCK}
    slot = format_html(
        '<a class="slot" href="{}" tabindex="-1" aria-label="{}" data-from="{}" data-until="{}"></a>',
        f"{book}?on={column.on.isoformat()}&at={CLOCK}{whom}",
        words,
        CLOCK,
        NEXT_CLOCK,
    )
    return SafeString(
        "".join(slot.replace(CLOCK, since).replace(NEXT_CLOCK, until) for since, until in pairwise(clocks))
    )


def hours_shown(columns: Iterable[Column]) -> tuple[int, int]:
    """The usual ones, and as many more as something needs."""
    stretches = [stretch for column in columns for stretch in (*column.blocks, *column.open)]
    first = min([USUALLY[0], *(int(stretch.since[:2]) for stretch in stretches)])
    last = max([USUALLY[1], *(-(-_as_minutes(stretch.until) // 60) for stretch in stretches)])
    return first, last


def moment_at(on: date, clock: time) -> datetime:
    """That o'clock of the reader's."""
    return datetime.combine(on, clock, timezone.get_current_timezone())


def title_of(on: date) -> str:
    """Mon 23 Nov."""
    return in_words(on, pgettext("date format", "D j M"))


def _overlapping(blocks: Collection[Block]) -> Iterator[list[Block]]:
    """Groups of neighbours, each of which overlaps another of its group."""
    group: list[Block] = []
    ends = ""
    for block in blocks:
        if group and block.since >= ends:
            yield group
            group = []
        group.append(block)
        ends = max(ends, block.until) if len(group) > 1 else block.until
    if group:
        yield group


def _minutes(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _as_minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
