"""How files come in: nothing lies about in clear, and nothing is read that is too much anyway."""

import io
import random

import pytest
from django.test import RequestFactory

from heartwood.ground.files.kinds import KINDS
from heartwood.ground.files.names import harmless
from heartwood.ground.files.uploads import Quarantine

SECRET = b"Larkmoor sleep plan. "


def test_what_waits_lies_sealed_and_comes_back_as_often_as_it_is_asked_for() -> None:
    quarantine = Quarantine()
    content = SECRET * 150_000
    for begin in range(0, len(content), 65_536):
        quarantine.put(content[begin : begin + 65_536])

    quarantine._sealed.rollover()
    quarantine._sealed.seek(0)
    assert SECRET not in quarantine._sealed.read(), "it has grown out of the memory onto the disk"
    for _ in range(2):
        quarantine.seek(0)
        assert io.BufferedReader(quarantine).read() == content if _ else quarantine.readall() == content


def test_an_upload_reads_as_it_was_sent(settings) -> None:
    content = random.Random(1).randbytes(3_000_000)

    upload = RequestFactory().post("/", {"file": io.BytesIO(content)}).FILES["file"]

    assert upload.size == len(content)
    assert upload.read(64) == content[:64]
    upload.seek(0)
    assert upload.read() == content
    assert b"".join(upload.chunks()) == content


def test_what_grows_too_large_is_counted_and_not_kept(settings) -> None:
    settings.LARGEST_FILE = 100_000

    upload = RequestFactory().post("/", {"file": io.BytesIO(bytes(500_000))}).FILES["file"]

    assert upload.size == 500_000
    assert len(upload.read()) <= 100_000


def test_a_request_that_is_too_large_is_turned_away_before_it_is_read(cast, thea, settings) -> None:
    settings.LARGEST_UPLOAD = 1_000
    unread = io.BytesIO(bytes(5_000))

    answer = thea.browser.generic(
        "POST",
        thea.viewer.address("client-documents-add", cast.clients["clara"].pk),
        unread.getvalue(),
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413
    assert "Upload them in several steps." in answer.content.decode()


@pytest.mark.parametrize(
    ("brought", "kept"),
    [
        ("Plan.pdf", "Plan.pdf"),
        ("Plan.PDF", "Plan.pdf"),
        ("Plan", "Plan.pdf"),
        ("Plan.v2", "Plan.v2.pdf"),
        ("photo.jpg", "photo.pdf"),
        ("plan.pdf.exe", "plan.pdf.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Thea\\Plan für Zoë.pdf", "Plan für Zoë.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe.pdf"),
        ("plan\0.pdf", "plan.pdf"),
        ("a \t\n b.pdf", "a b.pdf"),
        ('<b>"x"?*|.pdf', "bx.pdf"),
        (".htaccess", "htaccess.pdf"),
        (" . .pdf", "file.pdf"),
        ("\u200b\u200d", "file.pdf"),
        ("Ärztebrief.pdf", "Ärztebrief.pdf"),
    ],
)
def test_names_are_made_harmless_and_stay_readable(brought, kept) -> None:
    assert harmless(brought, KINDS["application/pdf"]) == kept
