"""From a file to a table: headings, and rows below them. What the file is, its content tells, never its name."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from heartwood.areas.transfer import columns, workbook
from heartwood.areas.transfer.decoding import text_of, unscrambled
from heartwood.areas.transfer.formulas import armed_again
from heartwood.areas.transfer.limits import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    BadFile,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from heartwood.areas.transfer.table import Row, Table

csv.field_size_limit(MAX_BYTES)


def read(content: bytes) -> Table:
    """The table in a file. Raises BadFile."""
    if len(content) > MAX_BYTES:
        raise BadFile(
            _("This file is larger than 10 MB. Keep the columns that say who the clients are, and delete the rest.")
        )
    _refuse_other_kinds(content)
    if workbook.is_zip(content):
        numbered, notes = workbook.rows_of(content)
    else:
        text, guessed = text_of(content)
        numbered, notes = _rows_of_text(text), list(_doubts_about_letters(text, guessed))
    return _table(_tidied(numbered, notes), notes)


# --- What it is -------------------------------------------------------------------------------------------------


def _refuse_other_kinds(content: bytes) -> None:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise BadFile(_("This file is empty."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        is_protected = "EncryptedPackage".encode("utf-16-le") in content
        raise BadFile(
            workbook.protected()
            if is_protected
            else _("This is a workbook of an old Excel (.xls). Open it, choose “Save as” and “Excel workbook (.xlsx)”.")
        )
    if content.startswith(b"%PDF"):
        raise BadFile(_("This is a PDF. Export the list as CSV or XLSX from the system it comes from."))
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        raise BadFile(_("This is a picture. Export the list as CSV or XLSX from the system it comes from."))
    if content.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        raise BadFile(_("This is an archive. Unpack it first and choose the list inside."))
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<")):
        raise BadFile(
            _("This is a web page, even if its name ends in .xls. Open it in Excel and save it as XLSX or CSV.")
        )
    if start.startswith((b"{", b"[")):
        raise BadFile(_("This is JSON, made for programs. Export the list as CSV or XLSX instead."))
    if start.startswith(b"begin:v"):
        raise BadFile(_("These are contact cards (vCard). Export the contacts as CSV instead."))


# --- Text with separators ----------------------------------------------------------------------------------------

_SEPARATORS = ",;\t|"


def _rows_of_text(text: str) -> list[list[Any]]:
    text, separator = _separator_named_in(text)
    separator = separator or _separator_found_in(text)
    try:
        return list(_numbered(text, separator, strict=True))
    except csv.Error:
        pass  # quotation marks that do not add up: read as well as it goes, but do not let one swallow half the list
    rows = list(_numbered(text, separator, strict=False))
    width = max((len(row) for row in rows), default=1)
    for row in rows:
        if any(len(cell) > MAX_CHARACTERS or _holds_lines(cell, separator, width) for cell in row[1:]):
            raise BadFile(
                _("In line %(line)s a quotation mark opens and never closes. Correct that and choose the file again.")
                % {"line": row[0]}
            )
    return rows


def _holds_lines(cell: str, separator: str, width: int) -> bool:
    return any(line.count(separator) >= max(width - 3, 1) for line in cell.split("\n")[1:])


def _numbered(text: str, separator: str, *, strict: bool) -> Iterator[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=strict)
    cells = found = 0
    line = 1
    for row in reader:
        if any(row):
            found += 1
            cells += len(row) - row.count("")
            if found > MAX_ROWS + workbook.TITLE_ROWS:
                raise too_many_rows()
            if len(row) > MAX_COLUMNS and any(row[MAX_COLUMNS:]):
                raise too_many_columns()
            if cells > MAX_CELLS:
                raise too_many_cells()
            yield [line, *row]
        line = reader.line_num + 1


def _separator_named_in(text: str) -> tuple[str, str]:
    """Excel writes “sep=;” into the first line of some lists."""
    if match := re.match(r"sep=(.)\r?\n", text):
        return text[match.end() :], match[1]
    return text, ""


def _separator_found_in(text: str) -> str:
    """The one that cuts most lines into the same number of cells, and into more than one."""
    sample = text[:60_000]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample

    def evenness(separator: str) -> float:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, skipinitialspace=True)
        widths = Counter(len(row) for row in reader if any(row))
        width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        return times / max(widths.total(), 1) * (1 + min(width, 20) / 20) if width > 1 else 0

    return max(_SEPARATORS, key=evenness)


def _doubts_about_letters(text: str, encoding: str) -> Iterator[str]:
    if not encoding:
        return
    words = list(dict.fromkeys(re.findall(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*", text[:500_000])))[:3]
    yield _(
        "This file does not say in which encoding it was saved. We read it as %(encoding)s, so that it says %(words)s."
        " If that is wrong, save the list as “CSV UTF-8” or XLSX and choose that file."
    ) % {"encoding": encoding, "words": ", ".join(f"“{word}”" for word in words)}


# --- Tidy cells --------------------------------------------------------------------------------------------------

# Control characters, soft hyphens, marks of writing direction, zero widths: nobody sees them, everything stumbles.
_UNSEEN = dict.fromkeys(
    [
        *(code for code in range(0xA0) if (code < 0x20 or code > 0x7E) and chr(code).strip()),
        *(0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ]
)


def tidy(cell: str) -> str:
    cell = cell.strip()
    if cell.isascii() and cell.isprintable():
        if cell.startswith('="') and cell.endswith('"'):
            cell = cell[2:-1]  # how other systems keep Excel from eating the zeros of ="00123"
        return armed_again(cell) if cell.startswith("'") else cell
    lines = (" ".join(line.split()) for line in unscrambled(cell).translate(_UNSEEN).splitlines())
    return armed_again("\n".join(line for line in lines if line))


def _tidied(numbered: Iterable[list[Any]], notes: list[str]) -> Iterator[tuple[int, Row]]:
    repaired: dict[str, str] = {}
    cut = 0
    for line, *cells in numbered:
        row = [tidy(cell) for cell in cells]
        for place, (before, after) in enumerate(zip(cells, row, strict=True)):
            if not before.isascii() and len(repaired) < 1000 and unscrambled(before) != before:
                repaired[before.strip()] = after
            if len(after) > MAX_CHARACTERS:
                row[place] = after[: MAX_CHARACTERS - 1] + "…"
                cut += 1
        while row and not row[-1]:
            row.pop()
        if row:
            yield line, row
    if repaired:
        before, after = next(iter(repaired.items()))
        notes.append(
            _("Letters in this file had been saved wrongly. We mended them: “%(before)s” is read as “%(after)s”.")
            % {"before": before[:60], "after": after[:60]}
        )
    if cut:
        notes.append(
            _("Cells with more than %(number)s characters were cut off. No fact about a client is that long.")
            % {"number": intcomma(MAX_CHARACTERS)}
        )


# --- Headings and rows -------------------------------------------------------------------------------------------

_TOTAL = re.compile(
    r"^(grand )?(totals?|sum|summe|gesamt\w*|suma|total general|nombre total|records?|count|anzahl|page|seite|pagina"
    r"|generated|exported|printed|report|erstellt|gedruckt)\b",
    re.IGNORECASE,
)
_LOOKS_FOR_HEADINGS = 20


def _table(rows: Iterable[tuple[int, Row]], notes: list[str]) -> Table:
    numbered = list(rows)
    if not numbered:
        raise BadFile(_("There is nothing in this file but blank lines."))
    at = _headings_at([row for _line, row in numbered[:_LOOKS_FOR_HEADINGS]])
    line, headings = numbered[at]
    below = [(n, row) for n, row in numbered[at + 1 :] if row != headings]
    if at:
        notes.append(_("The headings stand in line %(line)s. What is above them was left out.") % {"line": line})
    if len(below) < len(numbered) - at - 1:
        notes.append(_("The headings come again further down. Those lines were left out."))
    while (
        below
        and len(headings) > 2
        and len(list(filter(None, below[-1][1]))) <= 2
        and _TOTAL.match(" ".join(below[-1][1]).strip())
    ):
        notes.append(_("Line %(line)s is a total or a footer, and was left out.") % {"line": below.pop()[0]})
    if not below:
        raise BadFile(_("There are headings in this file, but no rows below them."))
    if len(below) > MAX_ROWS:
        raise too_many_rows()
    table = Table(headings, [row for _line, row in below], [n for n, _row in below], notes)
    return _without_empty_columns(table)


def _headings_at(rows: list[Row]) -> int:
    """The row with the most usual names of columns. Where none is usual: the first row that could be headings."""
    usual = [sum(columns.field_of(cell) != "" for cell in row) for row in rows]
    best = max(range(len(rows)), key=lambda place: usual[place])
    if usual[best] >= 2 or (usual[best] and len(rows[best]) <= 2):
        return best
    for place, row in enumerate(rows):
        if len(list(filter(None, row))) >= 2:
            if any(_is_a_fact(cell) for cell in row):
                break
            return place
    raise BadFile(
        _(
            "We found no headings. The first line of the list must name its columns, such as “First name”, “Last name”,"
            " “E-mail”, “Phone”, “Date of birth”. Add that line and choose the file again."
        )
    )


def _is_a_fact(cell: str) -> bool:
    """An e-mail, a date, a number: something about somebody, so not a heading."""
    return "@" in cell or bool(re.search(r"\d{3}|^\d+$|\d[/.-]\d", cell))


def _without_empty_columns(table: Table) -> Table:
    width = len(table.headings)
    kept = [place for place in range(width) if any(len(row) > place and row[place] for row in table.rows)]
    rows = [[row[place] if place < len(row) else "" for place in kept] + row[width:] for row in table.rows]
    headings = [table.headings[place] or _("Column %(number)s") % {"number": place + 1} for place in kept]
    return Table(headings, rows, table.lines, table.notes)
