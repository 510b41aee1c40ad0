"""A client record's documents: who lays them there, who sees them, how they go."""

import io
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from heartwood.areas.documents.models import Document
from heartwood.ground.audit.models import Line
from heartwood.ground.files import cleaning, jobs
from heartwood.ground.files.limits import kinds_of_files
from heartwood.ground.notifications.models import Notice
from heartwood.ground.vault import files
from heartwood.ground.vault.keys import shred


def content_of(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def queries(look) -> int:
    with CaptureQueriesContext(connection) as asked:
        look()
    return len(asked)


def names_of_files() -> set[str]:
    return {name for name, _ in files.place().names()}


def test_clara_sees_a_document_once_thea_shares_it_and_no_longer(cast, thea, clara) -> None:
    """S2.22, S2.D1: what is not shared is not there at all; taken back, it is gone at the next click (Q17)."""
    referral = cast.documents["referral"]
    address = clara.viewer.address("document-file", referral.pk)
    assert "Harrowgill" not in clara.page("documentation")
    assert clara.get(address).status_code == 404

    thea.post(thea.viewer.address("client-document-share", referral.pk))

    assert "Harrowgill" in clara.page("documentation")
    assert b"Cloudberrow" in content_of(clara.get(address))

    thea.post(thea.viewer.address("client-document-stop-sharing", referral.pk))

    assert "Harrowgill" not in clara.page("documentation")
    assert "Harrowgill" not in clara.page("dashboard")
    assert clara.get(address).status_code == 404


def test_sharing_is_told_and_the_mail_says_that_and_never_what(cast, thea, clara, do_the_jobs) -> None:
    """Q13: something waits; neither name nor kind stands in the mail."""
    cast.documents["referral"].share(thea.viewer)
    do_the_jobs()

    (letter,) = mail.outbox
    assert letter.to == ["clara@mail.example"]
    assert "Something was shared with you" in letter.subject
    assert not re.search("Harrowgill|document|referral|Willow|Thea", letter.subject + letter.body)
    notice = Notice.objects.visible_to(clara.viewer).get(kind="documents.shared", record=cast.documents["referral"].pk)
    assert notice.address == clara.viewer.address("document", cast.documents["referral"].pk)


def test_who_was_told_too_early_is_not_told_any_more(cast, thea, clara) -> None:
    referral = cast.documents["referral"]
    referral.share(thea.viewer)
    referral.stop_sharing(thea.viewer)

    assert not Notice.objects.visible_to(clara.viewer).filter(record=referral.pk).exists()


def test_what_clara_uploads_reaches_those_with_access_and_nobody_else(cast, everyone, clara, paper) -> None:
    """S2.24: her practitioners are told, and see it as hers; the administrator, the scheduler, the biller do not."""
    clara.post(clara.viewer.address("documentation-add"), {"uploads": [paper("Tansyford.pdf")]})
    (uploaded,) = [row for row in Document.objects.as_system("test") if row.name == "Tansyford.pdf"]

    assert "uploaded" in str(clara.browser.session.items())
    assert "Tansyford" not in str(clara.browser.session.items()), "a session lies in the database in clear"
    page = f"/willow/documents/{uploaded.pk}/"
    readers = {key for key, person in everyone.items() if person.get(page).status_code == 200}

    assert readers == {"thea", "double"}
    assert "From the client" in text(everyone["thea"].page("client-documents", cast.clients["clara"].pk))
    told = Notice.objects.as_system("test").filter(record=uploaded.pk).values_list("person__name", flat=True)
    assert set(told) == {"Thea Lindqvist", "Double Person"}


def test_an_upload_in_one_profile_never_lands_in_the_other(cast, everyone, thea, cole, paper) -> None:
    """S3.D5, S3.23: Nadia is two clients; what she uploads to Cole, Thea does not learn of."""
    nadia, profile = everyone["nadia"], cast.profiles["nadia_with_cole"]
    nadia.post(f"/portal/{profile.code}/documentation/add/", {"uploads": [paper("Withycombe.pdf")]})

    assert "Withycombe" in cole.page("client-documents", cast.clients["nadia_with_cole"].pk)
    assert "Withycombe" not in thea.page("client-documents", cast.clients["nadia"].pk)
    assert "Withycombe" in nadia.get(f"/portal/{profile.code}/documentation/").content.decode()
    assert "Withycombe" not in nadia.get(f"/portal/{cast.profiles['nadia'].code}/documentation/").content.decode()


def test_a_clients_own_is_theirs_to_remove_and_nobody_elses(cast, thea, clara, picture) -> None:
    """S2.D10, S3.B13."""
    (own,) = Document.objects.upload(clara.viewer, cast.clients["clara"], [picture("Reedmace.jpg")])
    own.make_safe()
    parts = set(own.parts.values())
    assert len(parts) == 3
    assert parts <= names_of_files()
    assert thea.post(thea.viewer.address("client-document-remove", own.pk)).status_code == 404

    assert "gone for good" in clara.page("document-remove", own.pk)
    clara.post(clara.viewer.address("document-remove", own.pk))

    assert "Reedmace" not in clara.page("documentation")
    assert "Reedmace" not in thea.page("client-documents", cast.clients["clara"].pk)
    assert not parts & names_of_files()


def test_a_picture_waits_until_it_was_painted_anew(cast, thea, picture, do_the_jobs) -> None:
    client = cast.clients["clara"]
    here = thea.viewer.address("client-documents", client.pk)
    thea.post(thea.viewer.address("client-documents-add", client.pk), {"uploads": [picture("Pondside.heic")]})
    waiting = next(row for row in Document.objects.visible_to(thea.viewer) if row.is_waiting)
    file = thea.viewer.address("client-document-file", waiting.pk)

    page = thea.page("client-documents", client.pk)
    assert "Being prepared" in page
    assert f'hx-get="{here}" hx-trigger="load delay:2s"' in " ".join(page.split())
    assert "Share with the client" not in thea.page("client-document", waiting.pk)
    assert thea.get(file).status_code == 404

    do_the_jobs()

    page = thea.page("client-documents", client.pk)
    assert "Being prepared" not in page
    assert "load delay" not in page
    assert "Pondside.jpg" in page
    cleaned = content_of(thea.get(file))
    assert b"Phone of the cast" not in cleaned
    assert not dict(Image.open(io.BytesIO(cleaned)).getexif())


def test_a_picture_that_cannot_be_used_says_why(cast, thea, do_the_jobs) -> None:
    client = cast.clients["clara"]
    broken = SimpleUploadedFile("torn.jpg", b"\xff\xd8\xff\xe0" + b"torn" * 100)
    thea.post(thea.viewer.address("client-documents-add", client.pk), {"uploads": [broken]})
    do_the_jobs()

    page = text(thea.page("client-documents", client.pk))

    assert "Refused" in page
    assert "This picture is damaged or not complete." in page
    refused = next(row for row in Document.objects.visible_to(thea.viewer) if row.is_refused)
    assert refused.parts == {}
    assert thea.get(thea.viewer.address("client-document-file", refused.pk)).status_code == 404


def test_a_picture_is_upright(cast, thea) -> None:
    """Its upper half is red, as seen by whoever took it with the telephone turned."""
    seen = Image.new("RGB", (60, 40), "blue")
    seen.paste("red", (0, 0, 60, 20))
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it right
    seen.transpose(Image.Transpose.ROTATE_90).save(turned, "PNG", exif=exif)
    upload = SimpleUploadedFile("turned.png", turned.getvalue())
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [upload])

    document.make_safe()

    with document.opened() as opened:
        upright = Image.open(io.BytesIO(opened.read()))
    assert upright.size == (60, 40)
    assert upright.getpixel((30, 5)) == (255, 0, 0)
    assert upright.getpixel((30, 35)) == (0, 0, 255)


def test_preparing_twice_and_preparing_what_is_gone_changes_nothing(cast, thea, picture, monkeypatch) -> None:
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [picture()])
    document.make_safe()
    prepared, before = dict(document.parts), names_of_files()

    jobs.make_safe.call(Document._meta.label, str(document.pk))

    assert Document.objects.visible_to(thea.viewer).get(pk=document.pk).parts == prepared
    assert names_of_files() == before

    (gone,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [picture()])
    late = Document.objects.visible_to(thea.viewer).get(pk=gone.pk)
    painted = cleaning.painted

    def slowly(*picture):
        gone.remove(thea.viewer)
        return painted(*picture)

    monkeypatch.setattr(cleaning, "painted", slowly)
    jobs.make_safe.call(Document._meta.label, str(late.pk))
    assert names_of_files() == before


def test_all_are_taken_or_none_and_each_mistake_is_named(cast, thea, paper) -> None:
    client = cast.clients["clara"]
    before, lying = Document.objects.visible_to(thea.viewer).count(), names_of_files()
    bad = [SimpleUploadedFile("page.html", b"<html>"), SimpleUploadedFile("empty.pdf", b"")]

    answer = thea.post(thea.viewer.address("client-documents-add", client.pk), {"uploads": [paper(), *bad]})

    assert answer.status_code == 422
    page = text(answer.content.decode())
    assert "“page.html” is of a kind that is not taken here." in page
    assert "“empty.pdf” is empty." in page
    assert Document.objects.visible_to(thea.viewer).count() == before
    assert names_of_files() == lying


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("LARGEST_FILE", 300, "“paper.pdf” is larger than"),
        ("MOST_FILES_PER_RECORD", 3, "There is room for 3 files here."),
        ("ROOM_PER_ORGANIZATION", 2000, "The practice has used up its room for files"),
    ],
)
def test_each_limit_has_its_sentence_and_leaves_nothing_behind(
    cast, thea, paper, settings, setting, value, sentence
) -> None:
    lying = names_of_files()
    address = thea.viewer.address("client-documents-add", cast.clients["clara"].pk)
    setattr(settings, setting, value)

    answer = thea.post(address, {"uploads": [paper()]})

    assert answer.status_code == 422
    assert sentence in text(answer.content.decode())
    assert names_of_files() == lying


def test_a_picture_of_too_many_pixels_is_refused(cast, thea, picture, settings) -> None:
    settings.MOST_MEGAPIXELS = 0
    (document,) = Document.objects.upload(thea.viewer, cast.clients["clara"], [picture()])

    document.make_safe()

    assert "more than 0 million pixels" in document.why_refused


def test_more_than_ten_at_once_are_too_many(cast, thea, paper) -> None:
    address = thea.viewer.address("client-documents-add", cast.clients["clara"].pk)

    answer = thea.post(address, {"uploads": [paper(f"{number}.pdf") for number in range(11)]})

    assert "Choose at most 10 files at once." in answer.content.decode()


def test_if_saving_fails_no_file_remains(cast, thea, paper, monkeypatch) -> None:
    before = names_of_files()
    monkeypatch.setattr(Document, "tell_practitioners", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        Document.objects.upload(thea.viewer, cast.clients["clara"], [paper()])

    assert names_of_files() == before
    assert not Document.objects.visible_to(thea.viewer).filter(parts={}).exists()


def test_a_removal_that_is_rolled_back_keeps_its_file(cast, thea) -> None:
    """A committed row always has its file."""
    plan = Document.objects.visible_to(thea.viewer).get(pk=cast.documents["plan"].pk)
    with transaction.atomic():
        plan.remove(thea.viewer)
        transaction.set_rollback(True)

    again = Document.objects.visible_to(thea.viewer).get(pk=cast.documents["plan"].pk)
    with again.opened() as opened:
        assert b"Fennelbrook" in opened.read()


def test_the_sweep_leaves_every_row_its_file(cast, thea, monkeypatch) -> None:
    rows = (row for kind in kinds_of_files() for row in kind._base_manager.all())
    kept = {name for row in rows for name in row.parts.values()}
    monkeypatch.setattr(jobs, "GRACE", -jobs.GRACE)  # as if all of it had lain here for long

    jobs.sweep.call()

    assert names_of_files() == kept


def test_shredding_a_client_makes_names_and_files_unreadable(cast, thea) -> None:
    client, plan = cast.clients["clara"], cast.documents["plan"]
    shred(f"clients.Client:{client.pk}")

    page = thea.page("client-documents", client.pk)
    file = thea.get(thea.viewer.address("client-document-file", plan.pk))

    assert "Larkmoor" not in page
    assert "A file that nobody can open any more" in page
    assert file.status_code == 410
    assert b"cannot be opened any more" in file.content


def test_one_opening_is_one_line_however_many_ranges_were_asked_for(cast, thea) -> None:
    plan = cast.documents["plan"]
    for part in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        answer = thea.browser.get(thea.viewer.address("client-document-file", plan.pk), headers={"Range": part})
        assert b"".join(answer.streaming_content)

    lines = Line.objects.as_system("test").filter(verb="documents.open", record=f"documents.Document:{plan.pk}")

    assert [(line.who, line.client) for line in lines] == [(thea.user, plan.client_id)]


def test_what_clara_opens_of_her_own_is_not_written_down_and_what_grace_opens_of_kits_is(
    cast, everyone, cole, clara, paper
) -> None:
    (letter,) = Document.objects.upload(cole.viewer, cast.clients["kit"], [paper()])
    letter.share(cole.viewer)
    clara.page("document", cast.documents["plan"].pk)
    grace = everyone["grace"]
    grace.page("document", letter.pk)

    visits = Line.objects.as_system("test").of_kind(Line.Kind.VISIT).filter(verb="documents.open")

    assert [line.who for line in visits] == [grace.user]


def test_chips_narrow_the_list(cast, thea) -> None:
    client = cast.clients["clara"]
    found = {
        which: set(re.findall("Osierdale|Harrowgill|Larkmoor", thea.page("client-documents", client.pk, which=which)))
        for which in ("", "from-client", "shared", "kept-here", "nonsense")
    }

    assert found == {
        "": {"Osierdale", "Harrowgill", "Larkmoor"},
        "from-client": {"Osierdale"},
        "shared": {"Larkmoor"},
        "kept-here": {"Harrowgill"},
        "nonsense": {"Osierdale", "Harrowgill", "Larkmoor"},
    }


def test_the_record_of_an_administrator_without_access_shows_no_documents(cast, olive, thea) -> None:
    """Domain: an administrator has clinical access only if they are a practitioner and have a grant."""
    client = cast.clients["clara"]

    assert "Documents" in thea.page("client", client.pk)
    assert "Documents" not in olive.page("client", client.pk)
    assert olive.get(olive.viewer.address("client-documents", client.pk)).status_code == 404


def test_a_page_asks_as_often_for_three_documents_as_for_thirty(cast, thea, clara, paper) -> None:
    client = cast.clients["clara"]
    pages = [
        (thea, "client", client.pk),
        (thea, "client-documents", client.pk),
        (thea, "client-document", cast.documents["plan"].pk),
        (clara, "documentation"),
        (clara, "dashboard"),
        (clara, "document", cast.documents["plan"].pk),
    ]
    for person, *page in pages:  # from now on each is the same visit
        person.page(*page)
    few = [queries(lambda: person.page(*page)) for person, *page in pages]  # noqa: B023
    for number in range(27):
        (more,) = Document.objects.upload(thea.viewer, client, [paper(f"{number}.pdf")])
        more.share(thea.viewer)

    many = [queries(lambda: person.page(*page)) for person, *page in pages]  # noqa: B023

    assert many == few
    assert max(many) <= 12, many
