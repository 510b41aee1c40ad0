"""Files of every kind go in. Out comes a table, or a sentence that helps."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from heartwood.areas.transfer import workbook
from heartwood.areas.transfer.limits import MAX_BYTES, BadFile
from heartwood.areas.transfer.reading import read
from heartwood.areas.transfer.tests import files
from heartwood.areas.transfer.tests.files import CLARA, DEV, HEADINGS, SIMPLE

CLARA_ROW = CLARA.split(",")
DEV_ROW = DEV.split(",")

ODD_BUT_GOOD = {
    "utf-8": SIMPLE.encode(),
    "utf-8 with a mark": SIMPLE.encode("utf-8-sig"),
    "utf-16 with a mark": SIMPLE.encode("utf-16"),
    "utf-16 without a mark": SIMPLE.encode("utf-16-le"),
    "utf-16, the other way round": SIMPLE.encode("utf-16-be"),
    "semicolons": SIMPLE.replace(",", ";").encode(),
    "tabs": SIMPLE.replace(",", "\t").encode(),
    "bars": SIMPLE.replace(",", "|").encode(),
    "sep=": b"sep=;\r\n" + SIMPLE.replace(",", ";").encode(),
    "lines of an old Mac": SIMPLE.replace("\n", "\r").encode(),
    "lines of Windows": SIMPLE.replace("\n", "\r\n").encode(),
    "everything quoted": "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in SIMPLE.splitlines()
    ).encode(),
    "blanks after the commas": SIMPLE.replace(",", ", ").replace("First Name, Last", "First Name,Last").encode(),
    "blank lines": f"\n\n{HEADINGS}\n\n{CLARA}\n,,,,\n   \n{DEV}\n\n".encode(),
    "lines above the headings": f"Client list of Willow Practice\nExported 22/11/2026\n\n{SIMPLE}".encode(),
    "headings that come again": f"{HEADINGS}\n{CLARA}\n{HEADINGS}\n{DEV}\n".encode(),
    "a total below": f"{SIMPLE}Total,2\n".encode(),
    "empty columns": "\n".join(f",{line},,," for line in SIMPLE.splitlines()).encode(),
    "a quotation mark inside": f"{HEADINGS}\n{CLARA}\n{DEV}\n".replace("Clara,", '"Clara",').encode(),
    "invisible letters": SIMPLE.replace("Clara", "\u200bClara\u00a0").replace("First", "\ufeffFirst").encode(),
    '="zeros"': SIMPLE.replace("503-555-0142", '="503-555-0142"').encode(),
    "apostrophes against formulas": SIMPLE.replace("503-555-0142", "'+503").encode().replace(b"'+503", b"503-555-0142"),
    "excel": files.workbook([line.split(",") for line in SIMPLE.splitlines()]),
    "excel, second sheet": files.workbook([], Clients=[line.split(",") for line in SIMPLE.splitlines()]),
    "excel with titles": files.workbook([["Willow"], [], *[line.split(",") for line in SIMPLE.splitlines()]]),
    "excel with a bomb that nobody opens": files.with_part(
        files.workbook([line.split(",") for line in SIMPLE.splitlines()]),
        "xl/embeddings/x.zip",
        files.archive(zeros=b"0" * 1_000_000),
    ),
}


@pytest.mark.parametrize("content", ODD_BUT_GOOD.values(), ids=ODD_BUT_GOOD.keys())
def test_odd_lists_are_read(content: bytes) -> None:
    table = read(content)

    assert table.headings == HEADINGS.split(",")
    assert table.rows == [CLARA_ROW, DEV_ROW]


MANY = f"{HEADINGS}\n" + f"{CLARA}\n" * 20_001

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "blank lines only": (lambda: b"\n\n , \n", "nothing in this file"),
    "headings only": (lambda: HEADINGS.encode(), "no rows below"),
    "no headings": (lambda: f"{CLARA}\n{DEV}\n".encode(), "no headings"),
    "200,000 rows": (lambda: MANY.encode() * 1 + f"{CLARA}\n".encode() * 100_000, "20,000 rows"),
    "20,001 rows": (lambda: MANY.encode(), "20,000 rows"),
    "20,001 rows in excel": (
        lambda: files.workbook([["First name", "Last name"], *[["a", "b"]] * 20_001]),
        "20,000 rows",
    ),
    "201 columns": (
        lambda: (",".join(f"c{n}" for n in range(201)) + "\n" + ",".join("x" * 201)).encode(),
        "200 columns",
    ),
    "201 columns in excel": (lambda: files.workbook([[f"c{n}" for n in range(201)]]), "200 columns"),
    "more than 10 MB": (lambda: b"a,b\n" + b"x" * MAX_BYTES, "10 MB"),
    "an open quotation mark": (lambda: f'{HEADINGS}\n"{CLARA}\n{DEV}\n{CLARA}\n'.encode(), "line 2 a quotation mark"),
    "unknown bytes": (lambda: HEADINGS.encode() + b"\n" + bytes(range(128, 256)) * 4, "encoding"),
    "zeros and ones": (lambda: bytes(range(256)) * 40, "no text"),
    "utf-16 cut off": (lambda: SIMPLE.encode("utf-16")[:-1], "encoding"),
    "old excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "old Excel"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "a pdf": (lambda: b"%PDF-1.7 ...", "PDF"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n...", "picture"),
    "gzip": (lambda: b"\x1f\x8b\x08 ...", "archive"),
    "a web page called .xls": (lambda: b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
    "xml": (lambda: b'<?xml version="1.0"?><Workbook/>', "web page"),
    "json": (lambda: b'[{"name": "Clara"}]', "JSON"),
    "contact cards": (lambda: b"BEGIN:VCARD\nFN:Clara\nEND:VCARD", "vCard"),
    "a zip": (lambda: files.archive(**{"clients.csv": SIMPLE.encode()}), "ZIP archive"),
    "ods": (
        lambda: files.archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<a/>"}),
        "OpenDocument",
    ),
    "numbers": (lambda: files.archive(**{"Index/Document.iwa": b"x"}), "Numbers"),
    "xlsb": (lambda: files.archive(**{"xl/workbook.bin": b"x"}), "XLSB"),
    "word": (lambda: files.archive(**{"word/document.xml": b"<a/>"}), "Word"),
    "half a workbook": (lambda: files.clara_in_excel()[:2000], "damaged"),
    "a workbook of nonsense": (
        lambda: files.with_part(files.clara_in_excel(), "xl/workbook.xml", b"<a/>"),
        "damaged",
    ),
    "a sheet that is no xml": (lambda: files.with_part(files.clara_in_excel(), files.SHEET, b"Name;Phone"), "damaged"),
    "an empty workbook": (lambda: files.workbook([]), "nothing in this file"),
    "a bomb of blanks": (files.bomb_of_zeros, "unpacks to far more"),
    "a bomb that lies about its size": (files.bomb_that_lies_about_its_size, "damaged"),
    "a billion laughs": (files.billion_laughs, "no list needs"),
    "a file from outside": (files.file_from_outside, "no list needs"),
    "a thousand entries": (
        lambda: files.archive(**{"xl/workbook.xml": b"<a/>", **{f"xl/{n}.xml": b"<a/>" for n in range(1001)}}),
        "unpacks to far more",
    ),
    "one formula, never calculated": (lambda: files.workbook([["=A2"]]), "nothing in this file"),
}


@pytest.mark.parametrize(("made", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_files_get_a_sentence_that_helps(made: Callable[[], bytes], sentence: str) -> None:
    content = made()
    began = time.monotonic()

    with pytest.raises(BadFile, match=sentence):
        read(content)

    assert time.monotonic() - began < 15


@pytest.mark.parametrize("bomb", [files.many_empty_cells, files.many_strings, files.a_row_far_away])
def test_a_workbook_made_to_fill_the_memory_gets_no_more_than_its_share(bomb: Callable[[], bytes]) -> None:
    """The process that reads it may have 256 MB and 20 seconds; the one that answers people hardly notices."""
    measured = (
        "import runpy, sys; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "finally: print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    began = time.monotonic()

    done = subprocess.run(
        [sys.executable, "-I", "-c", measured, str(workbook.READER), json.dumps(workbook.LIMITS)],
        input=bomb(),
        capture_output=True,
        timeout=90,
        check=False,
    )

    assert time.monotonic() - began < 60
    assert len(done.stdout) < 1000
    assert done.returncode < 0 or int(done.stderr.split()[-1]) < 280 * 1024  # where it wants more, it is gone


def test_formulas_are_told_and_never_calculated() -> None:
    table = read(files.workbook([["First name", "Last name"], ["Clara", '=CONCAT("Re","yes")'], ["=1+1", None]]))

    assert table.rows == [["Clara"]]
    assert "formulas whose results were never saved" in table.notes[0]


def test_excel_dates_and_numbers_become_text() -> None:
    assert read(files.clara_in_excel()).rows == [["Clara", "Reyes", "5035550142", "1987-12-24", "43832"]]


@pytest.mark.parametrize(
    ("encoding", "names", "told"),
    [
        ("cp1252", "Müller,José\nLefèvre,Zoë\nGrüß,Inés", "Windows (Western European)"),
        ("mac_roman", "Müller,José\nLefèvre,Zoë\nGrüß,Inés", "Mac (Western European)"),
        ("cp850", "Müller,José\nLefèvre,Zoë\nGrüß,Inés", "DOS (Western European)"),
        ("cp1250", "Wałęsa,Łucja\nŻak,Święta\nNovák,Jiří", "Windows (Central European)"),
        ("cp1254", "Şahin,Elif\nYıldız,Ayşe\nGüneş,Çağrı", "Windows (Turkish)"),
        ("cp1251", "Иванова,Анна\nСмирнов,Пётр\nКузнецова,Мария", "1251"),
    ],
)
def test_old_encodings_are_recognised_and_told(encoding: str, names: str, told: str) -> None:
    table = read(f"Last name,First name\n{names}\n".encode(encoding))

    assert table.rows == [line.split(",") for line in names.split("\n")]
    assert told in table.notes[0]
    assert names.split(",")[0] in table.notes[0]  # a word to judge by


def test_letters_that_were_scrambled_before_are_mended_and_told() -> None:
    table = read("First name,Last name\nJosÃ©,MÃ¼ller\nZoÃ«,Ã\x81lvarez\nAda,Ãvila\n".encode())

    assert table.rows == [["José", "Müller"], ["Zoë", "Álvarez"], ["Ada", "Ãvila"]]
    assert "“JosÃ©” is read as “José”" in table.notes[0]


def test_long_cells_are_cut_and_quoted_lines_kept_together() -> None:
    table = read(f'Name,Address\nClara Reyes,"12 Elm St\nPortland, OR"\nDev Patel,"{"x" * 3000}"\n'.encode())

    assert table.rows[0] == ["Clara Reyes", "12 Elm St\nPortland, OR"]
    assert len(table.rows[1][1]) == 2000
    assert table.lines == [2, 4]
    assert "2,000 characters" in table.notes[0]


def test_the_reader_of_workbooks_knows_nothing_of_heartwood() -> None:
    assert "heartwood" not in Path(workbook.READER).read_text().lower().replace("nothing of heartwood", "")
