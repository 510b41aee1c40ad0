"""Whom to call in need: nobody watches a journal."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from heartwood.ground.accounts.models import Organization
from heartwood.ground.accounts.regions import phone_region

NUMBERS = Path(__file__).with_name("help_lines.toml")


@dataclass(frozen=True)
class HelpLine:
    name: str
    number: str

    @property
    def to_dial(self) -> str:
        return self.number.replace(" ", "")


@dataclass(frozen=True)
class Help:
    emergency: HelpLine | None
    lines: tuple[HelpLine, ...] = ()


def help_at(organization: Organization) -> Help:
    """By the country of the practice. A practice's own numbers would be asked for here, before ours."""
    found = _numbers().get(phone_region(organization))
    if found is None:
        return Help(emergency=None)
    lines = tuple(HelpLine(line["name"], line["number"]) for line in found["lines"])
    return Help(HelpLine("", found["emergency"]), lines)


@cache
def _numbers() -> dict[str, Any]:
    return tomllib.loads(NUMBERS.read_text())
