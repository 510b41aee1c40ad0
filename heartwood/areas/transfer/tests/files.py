"""Files as people have them: odd but good, and bad in many ways."""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import openpyxl

HEADINGS = "First Name,Last Name,E-mail,Phone,Date of Birth"
CLARA = "Clara,Reyes,clara@mail.example,503-555-0142,12/24/1987"
DEV = "Dev,Patel,dev@mail.example,503-555-0143,01/02/1990"
SIMPLE = f"{HEADINGS}\n{CLARA}\n{DEV}\n"


def workbook(rows: Iterable[Sequence[Any]], **sheets: Iterable[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    first = book.active
    for row in rows:
        first.append(list(row))
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def clara_in_excel() -> bytes:
    return workbook(
        [
            ["First Name", "Last Name", "Phone", "DOB", "Client since"],
            ["Clara", "Reyes", 5035550142, datetime(1987, 12, 24), 43832],
        ]
    )


def archive(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part of it replaced, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
_SHEET_BEGINS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_SHEET_ENDS = b"</sheetData></worksheet>"


def sheet_of(content: bytes) -> bytes:
    return _SHEET_BEGINS + content + _SHEET_ENDS


def bomb_of_zeros() -> bytes:
    return with_part(clara_in_excel(), SHEET, sheet_of(b" " * 210_000_000))


def bomb_that_lies_about_its_size() -> bytes:
    """The directory says 1,000 bytes; the deflated stream holds 200 million."""
    bomb = bytearray(with_part(clara_in_excel(), SHEET, sheet_of(b" " * 50_000_000)))
    real = struct.pack("<I", 50_000_000 + len(_SHEET_BEGINS) + len(_SHEET_ENDS))
    while (at := bomb.find(real)) >= 0:
        bomb[at : at + 4] = struct.pack("<I", 1000)
    return bytes(bomb)


def billion_laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_part(
        clara_in_excel(),
        "xl/sharedStrings.xml",
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "lol">{lines}]><sst><si><t>&l9;</t></si></sst>'.encode(),
    )


def file_from_outside() -> bytes:
    return with_part(
        clara_in_excel(),
        "xl/sharedStrings.xml",
        b'<!DOCTYPE sst [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>',
    )


def many_empty_cells() -> bytes:
    """Four million cells in a file of 60 KB: each would become an object."""
    return with_part(clara_in_excel(), SHEET, sheet_of(b"<row>" + b"<c/>" * 4_100_000 + b"</row>"))


def many_strings() -> bytes:
    """Millions of shared texts that no cell uses."""
    strings = b"<si><t>a</t></si>" * 2_100_000
    return with_part(
        clara_in_excel(),
        "xl/sharedStrings.xml",
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + strings + b"</sst>",
    )


def a_row_far_away() -> bytes:
    return with_part(
        clara_in_excel(),
        SHEET,
        sheet_of(b'<row r="1999999999"><c r="A1999999999" t="inlineStr"><is><t>x</t></is></c></row>'),
    )


def a_bomb_inside_a_workbook() -> bytes:
    return with_part(clara_in_excel(), "xl/embeddings/inner.zip", archive(zeros=b"0" * 10_000_000))
