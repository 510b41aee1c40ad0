"""Reads one Excel workbook from standard input and prints the rows of its first sheet that has any, as JSON.

A workbook comes from a stranger. Whatever it does to a parser, it does here: in a process of its own, with little
memory and little time, which knows nothing of the rest of the house.
"""

import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 256 * 1024 * 1024
SECONDS = 20

# A formula with no value stored beside it: the program that wrote it never calculated.
NEVER_CALCULATED = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
ENTITIES = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)


class TooMuch(Exception):
    """What of: rows, columns or cells."""


class Forbidden(Exception):
    """Excel writes no document types. They bring entities that grow, and files from outside."""


def read(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    formulas = _look_into_parts(content)
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        titles = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        for title in titles:
            if rows := _rows(book.get_sheet_by_name(title), limits):
                return {"sheet": title, "sheets": len(titles), "formulas": formulas, "rows": rows}
    return {"sheet": "", "sheets": len(titles), "formulas": formulas, "rows": []}


def _look_into_parts(content: bytes) -> bool:
    """Does any cell hold a formula that was never calculated? Raises Forbidden."""
    formulas = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            with archive.open(name) as part:
                before = b""
                while chunk := part.read(65_536):
                    if ENTITIES.search(before + chunk):
                        raise Forbidden
                    formulas = formulas or NEVER_CALCULATED.search(before + chunk) is not None
                    before = chunk[-200:]
    return formulas


def _rows(sheet: CalamineSheet, limits: dict[str, int]) -> list[list[Any]]:
    """The rows that are not blank: each its number, then its cells as text, without the blank ones behind the last."""
    if sheet.start is None:
        return []
    _first_row, first_column = sheet.start
    rows: list[list[Any]] = []
    cells = characters = 0
    for number, values in enumerate(sheet.iter_rows(), start=1):
        row = [""] * first_column + [_as_text(value)[: limits["characters"] + 1] for value in values]
        while row and not row[-1]:
            row.pop()
        if not row:
            continue
        cells += len(row) - row.count("")
        characters += sum(map(len, row))
        if len(row) > limits["columns"]:
            raise TooMuch("columns")
        if len(rows) >= limits["rows"]:
            raise TooMuch("rows")
        if cells > limits["cells"] or characters > limits["text"]:
            raise TooMuch("cells")
        rows.append([number, *row])
    return rows


def _as_text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | datetime() | time():
            return value.isoformat()
        case _:
            return str(value)


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
    except (CalamineError, zipfile.BadZipFile, EOFError, OSError, ValueError, LookupError):
        answer = {"problem": "damaged"}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
