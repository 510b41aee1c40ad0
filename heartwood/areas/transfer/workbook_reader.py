"""Reads one Excel workbook from standard input and prints the rows of its first sheet that has any, as JSON.

A workbook is a ZIP of XML from a stranger. Whatever it does to a parser, it does here: in a process of its own, with
little memory and little time. Nothing but the standard library is needed, and what is read is dropped as it goes by,
so a bomb has nothing to fill. (openpyxl took 38 µs a cell on the same machine, seven times as long, and built a tree.)
"""

import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from datetime import date, timedelta
from typing import Any
from xml.parsers import expat

MEMORY = 256 * 1024 * 1024
SECONDS = 20

DAYS = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}  # the formats of dates that every Excel knows by number
NOT_THE_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')

Attributes = dict[str, str]


class TooMuch(Exception):
    """What of: rows, columns or cells."""


class Forbidden(Exception):
    """Excel writes no document types. They bring entities that grow, and files from outside."""


class LocalNames(dict[str, str]):
    """“x:row” and “row” are one thing."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def read(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = Book(archive)
        strings = SharedStrings(archive, limits).texts
        days = Styles(archive).days
        for title, part in book.sheets:
            sheet = Sheet(archive, part, strings, days, book.day_zero, limits)
            if sheet.rows:
                return {"sheet": title, "sheets": len(book.sheets), "rows": sheet.rows}
    return {"sheet": "", "sheets": len(book.sheets), "rows": []}


class Part:
    """One XML file of the workbook, read from beginning to end. What it lacks is empty."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._forbid
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        self.local = LocalNames()
        if name in archive.namelist():
            with archive.open(name) as part:
                while chunk := part.read(65_536):
                    parser.Parse(chunk)
                parser.Parse(b"", True)

    def begin(self, name: str, given: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...

    def _forbid(self, *args: object) -> None:
        raise Forbidden


class Relations(Part):
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.targets: dict[str, str] = {}
        super().__init__(archive, "xl/_rels/workbook.xml.rels")

    def begin(self, name: str, given: Attributes) -> None:
        if self.local[name] == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", given.get("Target", "")))
            self.targets[given.get("Id", "")] = target.lstrip("/")


class Book(Part):
    """The sheets that can be seen, in their order."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.day_zero = date(1899, 12, 30)
        self._targets = Relations(archive).targets
        super().__init__(archive, "xl/workbook.xml")

    def begin(self, name: str, given: Attributes) -> None:
        local = self.local[name]
        if local == "workbookPr" and given.get("date1904") in ("1", "true"):
            self.day_zero = date(1904, 1, 1)
        elif local == "sheet" and given.get("state", "visible") == "visible":
            relation = next((value for key, value in given.items() if self.local[key] == "id"), "")
            self.sheets.append((given.get("name", ""), self._targets.get(relation, "")))


class Styles(Part):
    """Which formats of cells show days. A number is a date only by its format."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.days: set[str] = set()
        self._formats = set(DAYS)
        self._in_cell_formats = False
        self._place = 0
        super().__init__(archive, "xl/styles.xml")

    def begin(self, name: str, given: Attributes) -> None:
        local = self.local[name]
        if local == "numFmt" and re.search("[ydYD]", NOT_THE_FORMAT.sub("", given.get("formatCode", ""))):
            self._formats.add(int(given["numFmtId"]))
        elif local == "cellXfs":
            self._in_cell_formats = True
        elif local == "xf" and self._in_cell_formats:
            if int(given.get("numFmtId", "0")) in self._formats:
                self.days.add(str(self._place))
            self._place += 1

    def end(self, name: str) -> None:
        if self.local[name] == "cellXfs":
            self._in_cell_formats = False


class SharedStrings(Part):
    """Texts that cells refer to by number. A text may come in pieces; how it is pronounced is not part of it."""

    def __init__(self, archive: zipfile.ZipFile, limits: dict[str, int]) -> None:
        self.texts: list[str] = []
        self._limits = limits
        self._pieces: list[str] = []
        self._listens = self._is_pronunciation = False
        self._characters = 0
        super().__init__(archive, "xl/sharedStrings.xml")

    def begin(self, name: str, given: Attributes) -> None:
        local = self.local[name]
        if local == "si":
            self._pieces = []
        elif local == "rPh":
            self._is_pronunciation = True
        elif local == "t":
            self._listens = not self._is_pronunciation

    def text(self, text: str) -> None:
        if self._listens:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        local = self.local[name]
        if local == "t":
            self._listens = False
        elif local == "rPh":
            self._is_pronunciation = False
        elif local == "si":
            text = "".join(self._pieces)[: self._limits["characters"] + 1]
            self._characters += len(text)
            if len(self.texts) >= self._limits["cells"] or self._characters > self._limits["text"]:
                raise TooMuch("cells")
            self.texts.append(text)


class Sheet(Part):
    """The rows that are not blank: each its number, then its cells as text."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        name: str,
        strings: list[str],
        days: set[str],
        day_zero: date,
        limits: dict[str, int],
    ) -> None:
        self.rows: list[list[Any]] = []
        self._strings, self._days, self._day_zero, self._limits = strings, days, day_zero, limits
        self._seen: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._number = self._cells = self._places = self._characters = 0
        self._row: list[str] = []
        self._listens_to: list[str] | None = None
        self._start_cell({})
        super().__init__(archive, name)

    def begin(self, name: str, given: Attributes) -> None:
        local = self.local[name]
        if local == "c":
            self._places += 1
            if self._places > self._limits["rows"] * self._limits["columns"]:
                raise TooMuch("cells")
            self._start_cell(given)
        elif local == "v" or local == "t":
            self._listens_to = self._pieces
        elif local == "f":
            self._has_formula = True
            self._listens_to = self._formula
        elif local == "row":
            self._number = int(given.get("r", self._number + 1))
            self._row = []

    def text(self, text: str) -> None:
        if self._listens_to is not None:
            self._listens_to.append(text)

    def end(self, name: str) -> None:
        local = self.local[name]
        if local == "v" or local == "t" or local == "f":
            self._listens_to = None
        elif local == "c":
            self._end_cell()
        elif local == "row":
            self._end_row()

    def _start_cell(self, given: Attributes) -> None:
        self._kind = given.get("t", "n")
        self._style = given.get("s", "")
        self._reference = given.get("r", "")
        self._pieces: list[str] = []
        self._formula: list[str] = []
        self._has_formula = False
        self._listens_to = None

    def _end_cell(self) -> None:
        text = self._as_text("".join(self._pieces))
        if not text and self._has_formula:
            text = f"={''.join(self._formula)}"  # never calculated: shown as written, so that it is not overlooked
        text = text[: self._limits["characters"] + 1]
        place = self._column(self._reference) if self._reference else len(self._row)
        if not text and self._reference:
            return
        if place >= self._limits["columns"]:
            if text:
                raise TooMuch("columns")
            return
        self._row.extend([""] * (place + 1 - len(self._row)))
        self._row[place] = self._seen.setdefault(text, text)
        self._cells += bool(text)
        self._characters += len(text)
        if self._cells > self._limits["cells"] or self._characters > self._limits["text"]:
            raise TooMuch("cells")

    def _end_row(self) -> None:
        if any(self._row):
            if len(self.rows) >= self._limits["rows"]:
                raise TooMuch("rows")
            self.rows.append([self._number, *self._row])
        self._row = []

    def _as_text(self, value: str) -> str:
        if not value or self._kind == "e":  # #N/A says nothing about anybody
            return ""
        if self._kind == "s":
            return self._strings[int(value)]
        if self._kind == "b":
            return "yes" if value == "1" else "no"
        if self._kind == "n":
            return self._number_as_text(value)
        return value.removesuffix("T00:00:00") if self._kind == "d" else value

    def _number_as_text(self, value: str) -> str:
        if self._style in self._days:
            try:
                return str(self._day_zero + timedelta(days=int(float(value))))
            except (OverflowError, ValueError):
                return value
        if value.isdecimal():
            return value
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(number)

    def _column(self, reference: str) -> int:
        """“AB12” is in the 28th column, counted from 0 as 27."""
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            number = 0
            for letter in letters.upper()[:4]:
                number = number * 26 + ord(letter) - 64
            self._columns[letters] = number - 1
        return self._columns[letters]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    limits: dict[str, int] = json.loads(sys.argv[1])
    try:
        answer = read(sys.stdin.buffer.read(), limits)
    except TooMuch as what:
        answer = {"problem": str(what)}
    except MemoryError:
        answer = {"problem": "cells"}
    except Forbidden:
        answer = {"problem": "forbidden"}
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, ValueError, LookupError):
        answer = {"problem": "damaged"}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
