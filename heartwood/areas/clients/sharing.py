"""What is shared with a client, as each room hands it over to the page that gathers it: prepared strings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from heartwood.kit.dates import day

MOST = 50  # of a kind; the rest is behind a link


@dataclass(frozen=True)
class Shared:
    """One thing in force. `stop` is where a form ends that; empty where the viewer may not."""

    icon: str
    title: str
    since: str
    address: str
    stop: str = ""

    @classmethod
    def of(cls, record: Any, icon: str, title: str, address: str, stop: str = "") -> "Shared":
        return cls(icon, title, day(record.shared_at), address, stop)


@dataclass(frozen=True)
class Kind:
    """All things of a kind, the latest first."""

    title: str
    rows: list[Shared]
    all_of_them: str = ""  # where there are more
    stop_words: str = ""
    note: str = ""  # who reads it

    @classmethod
    def of(cls, title: str, rows: Iterable[Shared], all_of_them: str, stop_words: str = "", note: str = "") -> "Kind":
        """From one row more than are shown."""
        rows = list(rows)
        return cls(title, rows[:MOST], all_of_them if len(rows) > MOST else "", stop_words=stop_words, note=note)
