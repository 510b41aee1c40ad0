"""Excel workbooks: looked at from outside first, then read in a process that can do no harm."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from heartwood.areas.transfer.limits import (
    MAX_CELLS,
    MAX_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    BadFile,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)

READER = Path(__file__).with_name("workbook_reader.py")
SECONDS = 60  # by the clock, on a busy machine; the process itself ends after 20 of its own
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 400  # long lists of equal cells reach 100; a bomb of zeros has 1,000
MAX_ENTRIES = 1_000
TITLE_ROWS = 25  # rows beside those of the list: titles, headings, totals
LIMITS = {
    "rows": MAX_ROWS + TITLE_ROWS,
    "columns": MAX_COLUMNS,
    "cells": MAX_CELLS,
    "characters": MAX_CHARACTERS,
    "text": 30_000_000,
}


def rows_of(content: bytes) -> tuple[list[list[Any]], list[str]]:
    """The rows of the first sheet that has any, each with its number, and what the reader noticed. Raises BadFile."""
    _look_from_outside(content)
    answer = _read_apart(content)
    return answer["rows"], list(_notes(answer))


def _notes(answer: dict[str, Any]) -> Iterator[str]:
    if answer["sheets"] > 1:
        yield _("The workbook has %(number)s sheets. “%(sheet)s” was read, the others were not.") % {
            "number": answer["sheets"],
            "sheet": answer["sheet"],
        }
    if answer["formulas"]:
        yield _(
            "Some cells hold formulas whose results were never saved. They count as empty here. To keep them, open the"
            " list in Excel, save it, and choose it again."
        )


def is_zip(content: bytes) -> bool:
    return content.startswith(b"PK")


def protected() -> str:
    return _(
        "This workbook is protected by a password. Open it, save a copy without the password, and choose the copy."
    )


def damaged() -> BadFile:
    return BadFile(_("This workbook is damaged. Open it in Excel, save it again as XLSX or CSV, and choose that file."))


def _look_from_outside(content: bytes) -> None:
    """Raises BadFile where it is no workbook, or one that is made to do harm. Archives inside it are never opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _insist_on_a_workbook(archive)
            entries = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise damaged() from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile(protected())
    unpacked = sum(entry.file_size for entry in entries)  # zipfile reads no further than this, whatever follows
    swollen = any(entry.file_size > MAX_RATIO * max(entry.compress_size, 1024) for entry in entries)
    strange = any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or swollen or strange:
        raise BadFile(_("This file unpacks to far more than a list of clients. Save your list as CSV instead."))


def _insist_on_a_workbook(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise BadFile(_("This is a binary workbook (XLSB). In Excel choose “Save as” and “Excel workbook (.xlsx)”."))
    if "mimetype" in names and b"opendocument" in archive.open("mimetype").read(200):
        raise BadFile(
            _("This is an OpenDocument file (ODS). In LibreOffice choose “Save as” and “Excel 2007–365 (.xlsx)”.")
        )
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise BadFile(_("This is a Numbers file. In Numbers choose File, “Export to”, and “CSV” or “Excel”."))
    if "word/document.xml" in names:
        raise BadFile(_("This is a Word document. Copy the table into Excel and save it as XLSX or CSV."))
    raise BadFile(_("This is a ZIP archive. Unpack it first and choose the list inside."))


def _read_apart(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", str(READER), json.dumps(LIMITS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, env={}, check=True)  # noqa: S603
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise BadFile(_("This workbook takes too long to read. Save your list as CSV, and choose that file.")) from None
    match answer.get("problem"):
        case None:
            return answer
        case "rows":
            raise too_many_rows()
        case "columns":
            raise too_many_columns()
        case "cells":
            raise too_many_cells()
        case "forbidden":
            raise BadFile(_("This workbook holds what no list needs. Save it as CSV, and choose that file."))
        case _:
            raise damaged()
