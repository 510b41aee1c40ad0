"""How a file leaves the house."""

import random
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.areas.documents.models import Document

pytestmark = pytest.mark.once

SIZE = 300_000
CONTENT = b"%PDF-1.4\n" + random.Random(3).randbytes(SIZE - 9)


@pytest.fixture
def file(cast, thea):
    """Where Thea finds a PDF of five chunks."""
    upload = SimpleUploadedFile("Größe & “Zahl”.pdf", CONTENT)
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [upload])
    return thea.viewer.address("client-document-file", document.pk)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_it_is_shut_off_from_the_house_and_kept_nowhere(file, thea) -> None:
    answer = thea.get(file)

    assert body(answer) == CONTENT
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith("''Gr%C3%B6%C3%9Fe%20%26%20%E2%80%9CZahl%E2%80%9D.pdf")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_picture_shows_and_a_document_is_downloaded(cast, thea, file) -> None:
    picture = thea.get(thea.viewer.address("client-document-file", cast.documents["river"].pk))

    document = thea.get(file)

    assert body(picture).startswith(b"\xff\xd8")
    assert picture["Content-Disposition"].startswith("inline")
    assert body(document) == CONTENT
    assert document["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=65530-65550", 65530, 65551),
        ("bytes=299999-", 299_999, SIZE),
        ("bytes=-5", SIZE - 5, SIZE),
        ("bytes=-999999999", 0, SIZE),
        ("bytes=100-99999999999", 100, SIZE),
    ],
)
def test_a_range_is_answered_with_just_that(file, thea, asked, start, stop) -> None:
    answer = thea.browser.get(file, headers={"Range": asked})

    assert answer.status_code == 206
    assert body(answer) == CONTENT[start:stop]
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert answer["Content-Length"] == str(stop - start)


@pytest.mark.parametrize("asked", ["bytes=300000-", "bytes=-0", "bytes=999999-1000000"])
def test_a_range_past_the_end_is_refused(file, thea, asked) -> None:
    answer = thea.browser.get(file, headers={"Range": asked})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=1", "  "])
def test_what_is_no_single_range_is_answered_with_all(file, thea, asked) -> None:
    answer = thea.browser.get(file, headers={"Range": asked})

    assert answer.status_code == 200
    assert body(answer) == CONTENT


def test_a_range_of_something_older_is_answered_with_all(file, thea) -> None:
    answer = thea.browser.get(file, headers={"Range": "bytes=0-9", "If-Range": '"older"'})

    assert answer.status_code == 200
    assert body(answer) == CONTENT


def test_head_says_how_much_there_is_and_sends_nothing(file, thea) -> None:
    answer = thea.browser.head(file)

    assert answer.status_code == 200
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Accept-Ranges"] == "bytes"
    assert body(answer) == b""


def test_only_looking_is_answered(file, thea) -> None:
    assert thea.post(file).status_code == 405


def test_a_large_file_needs_no_more_memory_than_a_small_one(cast, thea) -> None:
    large = SimpleUploadedFile("large.pdf", b"%PDF-" + bytes(20_000_000))
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [large])
    answer = thea.get(thea.viewer.address("client-document-file", document.pk))

    tracemalloc.start()
    size = sum(len(portion) for portion in answer.streaming_content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 20_000_005
    assert peak < 1_000_000
