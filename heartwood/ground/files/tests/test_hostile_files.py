"""Whatever is uploaded is refused, or comes out harmless; soon, and in little memory."""

import io
import stat
import sys
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict
from PIL import Image

from heartwood.areas.documents.models import Document
from heartwood.ground.files import cleaning
from heartwood.ground.files.forms import FilesForm
from heartwood.ground.files.limits import LATER, Refused
from heartwood.ground.files.names import LONGEST
from heartwood.ground.files.serving import APART, served
from heartwood.ground.files.tests.corpus import SECRET, everything

LONGEST_WAIT = 20  # seconds on a machine that has other things to do; alone it is below three
MOST_MEMORY = 256 * 1024  # KB

STANDS_BESIDE = """#!{python} -IS
import os, subprocess, sys
reader = subprocess.Popen([{python!r}, *sys.argv[1:]])
_, status, used = os.wait4(reader.pid, 0)
open({notes!r}, "a").write(f"{{used.ru_maxrss}}\\n")
os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
"""


@pytest.fixture
def peaks(tmp_path, monkeypatch):
    """How much memory each reader has used at most. A small process measures it: a large one would lend its own size
    to its children."""
    beside, notes = tmp_path / "python", tmp_path / "peaks"
    beside.write_text(STANDS_BESIDE.format(python=sys.executable, notes=str(notes)))
    beside.chmod(beside.stat().st_mode | stat.S_IXUSR)
    notes.touch()
    monkeypatch.setattr(cleaning, "PYTHON", str(beside))
    return lambda: [int(line) for line in notes.read_text().split()]


@pytest.mark.once
def test_everything_hostile_is_refused_or_comes_out_harmless(cast, clara, peaks, capsys):
    corpus = everything()
    outcomes, slowest = {"refused": 0, "neutral": 0}, 0.0
    for number, file in enumerate(corpus):
        began = time.monotonic()
        document = taken(clara, cast.clients["clara"], file)
        took = time.monotonic() - began
        slowest = max(slowest, took)
        assert took < LONGEST_WAIT, file.name
        outcomes["refused" if document is None else "neutral"] += 1
        if document:
            assert_harmless(document, f"{number} {file.name[:60]!r}")

    peak = max(peaks())
    with capsys.disabled():
        print(
            f"\n{sum(outcomes.values())}/{len(corpus)} hostile files: {outcomes['refused']} refused,"
            f" {outcomes['neutral']} neutral, 0 metadata; slowest {slowest:.1f} s, peak {peak // 1024} MB"
        )
    assert len(corpus) >= 60
    assert min(outcomes.values()) > 20
    assert peak < MOST_MEMORY


def taken(clara, client, file):
    """What became of it: a document that is ready, or nothing."""
    upload = SimpleUploadedFile("x", file.content)
    upload._name = file.name  # as a browser sent it, before Django takes the folders off
    form = FilesForm({}, MultiValueDict({"uploads": [upload]}))
    if not form.is_valid():
        (reason,) = form.errors["uploads"]
        assert reason.startswith("“"), "it names the file"
        return None
    try:
        (document,) = Document.objects.upload(clara.viewer, client, form.cleaned_data["uploads"])
    except Refused:
        return None
    document.make_safe()
    if document.is_refused:
        assert document.why_refused
        assert document.refusal in LATER
        assert document.parts == {}
        return None
    return document


def assert_harmless(document, file):
    assert document.is_ready, file
    name = document.name
    assert len(name) <= LONGEST + 5, file
    assert not set(name) & set('\0\r\n/\\<>"\u202e\u200b\u200d\ufeff'), file
    assert name.endswith(document.kind.suffixes[0]), file
    answer = served(RequestFactory().get("/"), document)
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # not answer.close(), which would end the connection of the test too
        close()
    assert {header: answer[header] for header in APART} == APART, file
    assert "\n" not in answer["Content-Disposition"], file
    if not document.is_picture:
        assert answer["Content-Disposition"].startswith("attachment"), file
        assert answer["Content-Type"] == "application/pdf", file
        assert_its_pages_are_painted(document, file)
        return
    assert answer["Content-Type"] in ("image/jpeg", "image/png"), file
    for part in document.parts:
        with document.opened(part) as opened:
            assert_painted_anew(opened.read(), file)
    assert_painted_anew(content, file)


def assert_its_pages_are_painted(document, file):
    document.paint_pages()
    assert document.pages is not None, file
    for part in set(document.parts) - {"whole"}:
        with document.opened(part) as opened:
            assert_painted_anew(opened.read(), file)


def assert_painted_anew(content, file):
    for trace in (SECRET, SECRET.decode().encode("utf-16le"), b"<script", b"<?php", b"PK\x03\x04", b"%PDF", b"Exif"):
        assert trace not in content, (file, trace)
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert not dict(picture.getexif()), file
        left = set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not left, (file, left)
        assert getattr(picture, "n_frames", 1) == 1, file
