"""The pages of a PDF, painted: looked at in the browser, without a program that it could do something to."""

import io
import re

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from playwright.sync_api import expect

from heartwood.areas.documents.models import Document
from heartwood.cast.papers import letter
from heartwood.ground.files import cleaning, jobs
from tests.everyone import Person
from tests.harness.browser import assert_accessible


def pdf_of(pages: int, password: str = "") -> bytes:
    document, target = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page(page_size=(300, 400))
    document.save(target, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return target.getvalue()


def status(person: Person, address: str) -> int:
    answer = person.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)  # to its end, which closes the file
    return answer.status_code


@pytest.fixture
def uploaded(cast, thea):
    """A document of Clara's, laid there by Thea, with all that is done to it while nobody waits."""

    def upload(content: bytes) -> Document:
        file = SimpleUploadedFile("Brackenford.pdf", content)
        (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [file])
        assert "A preview is being made" in thea.page("client-document", document.pk)
        jobs.paint_pages.call(document._meta.label, str(document.pk))
        return Document.objects.visible_to(thea.viewer).get(pk=document.pk)

    return upload


def test_thea_looks_at_the_pages_of_a_pdf(thea, uploaded) -> None:
    document = uploaded(pdf_of(3))

    page = thea.page("client-document", document.pk)

    assert re.findall(r'alt="(Page \d of \d)"', page) == ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"]
    answer = thea.get(thea.viewer.address("client-document-page", document.pk, 2))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("image/jpeg", "inline")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as picture:
        assert picture.size == (1050, 1400)
    assert status(thea, thea.viewer.address("client-document-page", document.pk, 4)) == 404
    assert status(thea, thea.viewer.address("client-document-thumb", document.pk)) == 200


def test_of_a_long_one_the_first_ten_are_shown(thea, uploaded) -> None:
    document = uploaded(pdf_of(12))

    page = thea.page("client-document", document.pk)

    assert len(re.findall(r'alt="Page \d+ of 12"', page)) == 10
    assert "The first 10 pages of 12." in page


@pytest.mark.parametrize("content", [pdf_of(1, password="Sesame"), b"%PDF-1.7\nnothing else"], ids=["locked", "broken"])
def test_one_that_nobody_can_look_into_says_so_and_can_be_downloaded(thea, uploaded, content) -> None:
    document = uploaded(content)

    page = thea.page("client-document", document.pk)

    assert "There is no preview of this document" in page
    file = thea.get(thea.viewer.address("client-document-file", document.pk))
    assert b"".join(file.streaming_content) == content


def test_its_pages_are_for_whom_it_is_for(cast, everyone, thea, clara) -> None:
    """S2.22: as the file, so each page and the small picture."""
    referral = cast.documents["referral"]
    pages = [f"/willow/documents/{referral.pk}/{part}/" for part in ("pages/1", "thumb")]
    theirs = [
        clara.viewer.address("document-page", referral.pk, 1),
        clara.viewer.address("document-thumb", referral.pk),
    ]

    readers = {key for key, person in everyone.items() if {status(person, page) for page in pages} == {200}}
    assert readers == {"thea", "double"}
    assert {status(clara, address) for address in theirs} == {404}

    referral.share(thea.viewer)
    assert {status(clara, address) for address in theirs} == {200}

    referral.stop_sharing(thea.viewer)
    assert {status(clara, address) for address in theirs} == {404}


def test_painted_twice_at_once_no_file_is_left_over(cast, thea, paper, monkeypatch) -> None:
    """The second finds the work done, and throws away what it has made."""
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [paper()])
    late = Document.objects.visible_to(thea.viewer).get(pk=document.pk)
    document.paint_pages()

    late.paint_pages()

    kept = Document.objects.visible_to(thea.viewer).get(pk=document.pk)
    assert kept.parts == document.parts
    assert not set(late.parts.values()) - set(kept.parts.values())


def test_what_takes_too_long_is_not_shown(cast, thea, paper, monkeypatch) -> None:
    monkeypatch.setattr(cleaning, "PATIENCE", 0.01)
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [paper()])

    document.paint_pages()

    assert (document.pages, set(document.parts)) == (0, {"whole"})


@pytest.mark.browser
@pytest.mark.parametrize(("width", "theme"), [(1360, "light"), (390, "dark")])
def test_in_the_browser_the_preview_appears_by_itself(visitor, width, theme) -> None:
    page = visitor("clara@mail.example", width=width, theme=theme)
    page.get_by_role("link", name="Documentation").first.click()
    plan = {"name": "Brackenford.pdf", "mimeType": "", "buffer": letter("Two words")}
    page.get_by_label("Files").set_input_files([plan])
    expect(page.get_by_text("The file was uploaded.")).to_be_visible()
    page.get_by_role("link", name="Brackenford.pdf").first.click()

    preview = page.get_by_role("img", name="Page 1 of 1")
    expect(preview).to_be_visible(timeout=30_000)
    expect(preview).to_have_js_property("naturalWidth", 1082)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
