"""Documents as people use them: dropped, waited for, looked at; on a phone, and without JavaScript."""

import base64
import re
from itertools import cycle

import pytest
from playwright.sync_api import Page, expect

from heartwood.cast.papers import letter, river
from tests.harness.browser import assert_accessible, assert_good_for_everybody

pytestmark = pytest.mark.browser

DROP = """([name, content]) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name));
  const drop = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
  document.querySelector("file-drop").dispatchEvent(drop);
}"""


def open_documents_of_clara(page: Page) -> None:
    page.goto("/willow/clients/?q=clara")
    page.get_by_role("link", name="Clara Reyes").click()
    page.get_by_label("Parts of the record").get_by_role("link", name="Documents").click()


def test_thea_drops_a_picture_and_it_appears_by_itself(visitor) -> None:
    page = visitor("thea@willow.example")
    open_documents_of_clara(page)
    assert_accessible(page)

    page.evaluate(DROP, ["Pondside.jpg", base64.b64encode(river(600, 400)).decode()])

    expect(page.get_by_text("The file was uploaded.")).to_be_visible()
    row = page.get_by_role("listitem").filter(has_text="Pondside.jpg")
    expect(row.locator("img")).to_have_count(1, timeout=30_000)  # a worker has painted it, the page has looked again
    expect(row.get_by_text("Being prepared")).to_have_count(0)
    page.get_by_role("link", name="Pondside.jpg").click()
    picture = page.get_by_role("img", name="Pondside.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 600
    assert_accessible(page)


def test_what_cannot_be_taken_is_said_at_the_field(visitor) -> None:
    page = visitor("thea@willow.example", allow=["422"])
    open_documents_of_clara(page)
    field = page.get_by_label("Files")

    field.set_input_files([{"name": "page.html", "mimeType": "text/html", "buffer": b"<html>"}])
    expect(page.get_by_text("“page.html” is of a kind that is not taken here.")).to_be_visible()

    page.locator("file-drop").evaluate("drop => (drop.dataset.largest = 10)")
    page.get_by_label("Files").set_input_files([{"name": "long.pdf", "mimeType": "", "buffer": letter("Long")}])
    expect(page.get_by_text("“long.pdf” is larger than 25 MB.")).to_be_visible()
    expect(page.get_by_text("page.html", exact=True)).to_have_count(0)


def test_clara_uploads_on_her_phone_without_javascript(visitor) -> None:
    """S2.24, S2.26: several at once, then one of them comes back as it was."""
    page = visitor("clara@mail.example", width=390, java_script_enabled=False)
    page.get_by_role("link", name="Documentation").click()
    files = [{"name": f"{name}.pdf", "mimeType": "", "buffer": letter(name)} for name in ("Sedgeholm", "Reedmere")]

    page.get_by_label("Files").set_input_files(files)
    page.get_by_role("button", name="Upload").click()

    expect(page.get_by_text("2 files were uploaded.")).to_be_visible()
    page.get_by_role("link", name="Sedgeholm.pdf").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "Sedgeholm.pdf"
    assert download.value.path().read_bytes() == letter("Sedgeholm")


def test_the_portals_pages_are_accessible_on_a_phone(visitor) -> None:
    page = visitor("clara@mail.example", width=390)
    looks = cycle([[(390, "light")], [(390, "dark")]])
    page.get_by_role("link", name="Documentation").click()
    assert_good_for_everybody(page, looks)

    page.get_by_role("link", name=re.compile("Osierdale")).click()

    assert_good_for_everybody(page, looks)
    page.get_by_role("link", name="Remove").click()
    assert_good_for_everybody(page, looks)
