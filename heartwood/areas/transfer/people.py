"""From rows to people: what each row says about a client, and which of its cells cannot be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client
from heartwood.areas.transfer import values
from heartwood.areas.transfer.columns import FIELDS, Column, in_order
from heartwood.areas.transfer.table import Row, Table
from heartwood.areas.transfer.values import Unreadable

_STATE_BEFORE_CITY = {"US", "CA", "AU", "NZ", "GB", "IE", ""}  # elsewhere the postal code stands before the city


class Gap(NamedTuple):
    """A cell that is left out, while the rest of the row is taken over."""

    field: str
    cell: str
    why: str

    @property
    def label(self) -> str:
        return str(FIELDS[self.field].label)


@dataclass(slots=True)
class Person:
    """Somebody whom a row names."""

    line: int
    facts: dict[str, str] = field(default_factory=dict)  # as Client has them; days as 1987-03-12
    practitioner: str = ""
    gaps: list[Gap] = field(default_factory=list)
    wrong: str = ""  # why this row cannot be taken over at all
    cells: Row = field(default_factory=list)  # of the columns that were chosen, as they stood in the file

    @property
    def name(self) -> str:
        return f"{self.facts.get('first_name', '')} {self.facts.get('last_name', '')}".strip()

    def as_json(self) -> list[Any]:
        return [self.line, self.facts, self.practitioner, self.gaps, self.wrong, self.cells]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> "Person":
        line, facts, practitioner, gaps, wrong, cells = kept
        return cls(line, facts, practitioner, [Gap(*gap) for gap in gaps], wrong, cells)


class Reader:
    """Reads rows by the columns that were chosen."""

    def __init__(self, columns: Sequence[Column], *, region: str) -> None:
        self._chosen = [column for column in columns if column.field]
        self._by_field = {name: in_order(columns, name) for name in FIELDS}
        self._width = len(columns)
        self._region = region
        self._today = localdate()

    def people(self, table: Table) -> list[Person]:
        return [self._person(line, row) for line, row in zip(table.lines, table.rows, strict=True)]

    def _person(self, line: int, row: Row) -> Person:
        person = Person(line, cells=[row[column.place] for column in self._chosen])
        if len(row) > self._width:
            person.wrong = _(
                "This line has more cells than there are headings. Does a text with a comma lack its quotation marks?"
            )
            return person
        for name in ("email", "phone", "born_on", "started_on", "state", "kind", "pronouns"):
            self._take(person, row, name)
        self._take_address(person, row)
        self._take_name(person, row)
        person.practitioner = "; ".join(self._cells(row, "practitioner"))
        return person

    def _cells(self, row: Row, name: str) -> list[str]:
        return [row[column.place] for column in self._by_field[name] if row[column.place]]

    def _take(self, person: Person, row: Row, name: str) -> None:
        """The first cell for this fact that can be read. Only where none can, it is a gap."""
        gaps = []
        for column in self._by_field[name]:
            cell = row[column.place]
            if not cell:
                continue
            try:
                person.facts[name] = self._read(name, cell, column)
            except Unreadable as unreadable:
                gaps.append(Gap(name, cell, str(unreadable)))
            else:
                return
        person.gaps += gaps

    def _read(self, name: str, cell: str, column: Column) -> str:
        if values.is_formula(cell):
            raise Unreadable(_("This is a formula, and formulas are not calculated"))
        match name:
            case "email":
                return _fitting(name, values.read_email(cell))
            case "phone":
                return values.read_phone(cell, self._region)
            case "born_on":
                return self._day(cell, column, self._today)
            case "started_on":
                return self._day(cell, column, self._today + timedelta(days=366))
            case "state":
                return values.read_state(cell, column.heading)
            case "kind":
                return values.read_kind(cell)
            case _:
                return _fitting(name, _without_lost_letters(cell))

    def _day(self, cell: str, column: Column, latest: date) -> str:
        return values.read_date(cell, column.date_order or "day", latest=latest).isoformat()

    def _take_address(self, person: Person, row: Row) -> None:
        streets = self._cells(row, "address")
        city, region, postcode, country = (
            ", ".join(self._cells(row, name)) for name in ("city", "region", "postcode", "country")
        )
        if region or self._region in _STATE_BEFORE_CITY:
            place = ", ".join(filter(None, (city, f"{region} {postcode}".strip())))
        else:
            place = f"{postcode} {city}".strip()
        address = "\n".join(filter(None, (*streets, place, country)))
        if not address:
            return
        try:
            if any(map(values.is_formula, streets)):
                raise Unreadable(_("This is a formula, and formulas are not calculated"))
            person.facts["address"] = _fitting("address", _without_lost_letters(address))
        except Unreadable as unreadable:
            person.gaps.append(Gap("address", address, str(unreadable)))

    def _take_name(self, person: Person, row: Row) -> None:
        first, middle, last, whole = (
            " ".join(self._cells(row, name)) for name in ("first_name", "middle_name", "last_name", "name")
        )
        if whole and not (first and last):
            split_first, split_last = values.split_name(" ".join(whole.split()))
            first, last = first or split_first, last or split_last
        first, last = " ".join(f"{first} {middle}".split()), " ".join(last.split())
        try:
            if values.is_formula(first) or values.is_formula(last):
                raise Unreadable(_("The name is a formula, and formulas are not calculated."))
            if not any(letter.isalnum() for letter in first + last):
                raise Unreadable(_("There is no name in this row."))
            for name, text in (("first_name", first), ("last_name", last)):
                person.facts[name] = _fitting(name, _without_lost_letters(text))
        except Unreadable as unreadable:
            person.wrong = str(unreadable)


def _fitting(name: str, text: str) -> str:
    """Raises Unreadable where it is longer than the record has room for."""
    most: int | None = getattr(Client._meta.get_field(name), "max_length", None)
    if most and len(text) > most:
        raise Unreadable(_("This is longer than %(number)s characters") % {"number": most})
    return text


def _without_lost_letters(text: str) -> str:
    if "\ufffd" in text:
        raise Unreadable(_("Letters were lost where “�” stands. Correct it in the file"))
    return text
