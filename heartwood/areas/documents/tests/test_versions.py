"""A document is replaced by a newer one; the older stays, for the practice alone."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.areas.documents.models import Document
from heartwood.cast.papers import letter
from heartwood.ground.notifications.models import Notice


def renew(person, document, *uploads):
    return person.post(person.viewer.address("client-document-renew", document.pk), {"uploads": list(uploads)})


def newest(thea, document):
    return Document.objects.visible_to(thea.viewer).newest().get(series=document.series)


def names(page):
    return set(re.findall("Larkmoor|Wintermead|newer", page))


def content(person, page, document):
    return b"".join(person.get(person.viewer.address(page, document.pk)).streaming_content)


def test_the_older_stays_readable_and_the_client_sees_the_newest_alone(cast, thea, clara) -> None:
    plan, older = cast.documents["plan"], cast.documents["older"]
    assert names(clara.page("documentation")) == {"Larkmoor"}
    assert clara.get(clara.viewer.address("document", older.pk)).status_code == 404
    assert clara.get(clara.viewer.address("document-file", older.pk)).status_code == 404

    answer = renew(thea, plan, SimpleUploadedFile("newer.pdf", letter("Newer")))

    newer = newest(thea, plan)
    assert answer["Location"] == thea.viewer.address("client-document", newer.pk)
    assert names(clara.page("documentation")) == {"newer"}
    assert clara.get(clara.viewer.address("document", plan.pk)).status_code == 404
    assert content(clara, "document-file", newer) == letter("Newer")
    told = Notice.objects.visible_to(clara.viewer).filter(kind="documents.shared", died_at=None)
    assert {notice.record for notice in told} == {newer.pk}
    assert names(thea.page("client-documents", plan.client_id)) == {"newer"}, "the list holds each document once"
    page = thea.page("client-document", plan.pk)
    assert "An older version" in page
    assert thea.viewer.address("client-document", newer.pk) in page
    assert content(thea, "client-document-file", plan) == letter(
        "Sleep plan", "Lights out at eleven, the telephone stays in the kitchen.", "Fennelbrook"
    )


def test_what_is_not_shared_stays_so_and_nobody_is_told(cast, thea, clara, paper) -> None:
    told = Notice.objects.visible_to(clara.viewer).count()

    renew(thea, cast.documents["referral"], paper("newer.pdf"))

    newer = newest(thea, cast.documents["referral"])
    assert not newer.is_shared
    assert newer.folder_id == cast.folders["letters"].pk
    assert Notice.objects.visible_to(clara.viewer).count() == told
    assert "newer" not in clara.page("documentation")


def test_an_older_one_is_taken_up_as_a_new_version(cast, thea, clara) -> None:
    older = cast.documents["older"]

    thea.post(thea.viewer.address("client-document-take-up", older.pk))

    again = newest(thea, older)
    assert again.pk not in (older.pk, cast.documents["plan"].pk)
    assert content(clara, "document-file", again) == content(thea, "client-document-file", older)
    assert Document.objects.visible_to(thea.viewer).versions_of(older).count() == 3
    assert names(clara.page("documentation")) == {"Wintermead"}


def test_what_cannot_be_taken_is_said_and_nothing_has_changed(cast, thea, paper) -> None:
    plan = cast.documents["plan"]

    for uploads, sentence in (
        ((), "Choose a file."),
        ((paper(), paper()), "Choose one file"),
        ((SimpleUploadedFile("page.html", b"<html>"),), "is of a kind that is not taken here"),
    ):
        answer = renew(thea, plan, *uploads)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert newest(thea, plan) == plan


def test_only_the_newest_is_changed(cast, thea, paper) -> None:
    older = cast.documents["older"]
    for page in ("client-document-renew", "client-document-share", "client-document-move", "client-document-remove"):
        assert thea.post(thea.viewer.address(page, older.pk), {"uploads": [paper()]}).status_code == 404, page
    assert thea.post(thea.viewer.address("client-document-take-up", cast.documents["plan"].pk)).status_code == 404


def test_removing_it_removes_all_its_versions(
    cast, thea, clara, django_capture_on_commit_callbacks, django_assert_max_num_queries
) -> None:
    plan = cast.documents["plan"]
    thea.page("client-document", plan.pk)
    with django_assert_max_num_queries(12):
        thea.page("client-document", plan.pk)
    assert "with all its versions" in thea.page("client-document-remove", plan.pk)

    with django_capture_on_commit_callbacks(execute=True):
        thea.post(thea.viewer.address("client-document-remove", plan.pk))

    assert not Document.objects.visible_to(thea.viewer).filter(series=plan.series).exists()
    assert names(thea.page("client-documents", plan.client_id)) == set()
