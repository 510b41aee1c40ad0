"""Thea puts a client's documents in order. The client never learns of it."""

import pytest

from heartwood.areas.documents.models import Document, Folder
from heartwood.ground.vault.keys import shred


def of_clara(person, page, cast):
    return person.page(page, cast.clients["clara"].pk)


def test_a_folder_is_made_filled_renamed_and_emptied_by_the_keyboard_alone(cast, thea, paper) -> None:
    """The name is asked for, and the way is always a form or a link."""
    clara = cast.clients["clara"]
    made = thea.post(thea.viewer.address("client-folder-add", clara.pk), {"name": "Reports"})
    assert "This folder is empty" in thea.get(made["Location"]).content.decode()
    folder = next(one for one in Folder.objects.by_name(thea.viewer, clara) if one.name == "Reports")
    plan = cast.documents["plan"]

    question = thea.page("client-document-move", plan.pk)
    assert "Letters, Alderfen" in question
    thea.post(thea.viewer.address("client-document-move", plan.pk), {"folder": str(folder.pk)})
    assert "Larkmoor" in thea.page("client-folder", folder.pk)
    assert "Larkmoor" in of_clara(thea, "client-documents", cast), "the whole list still holds everything"

    thea.post(f"{thea.viewer.address('client-documents-add', clara.pk)}?folder={folder.pk}", {"uploads": [paper()]})
    assert "paper.pdf" in thea.page("client-folder", folder.pk)

    thea.post(thea.viewer.address("client-folder-rename", folder.pk), {"name": "Plans"})
    assert "Plans" in thea.page("client-folder", folder.pk)
    thea.post(thea.viewer.address("client-document-move", plan.pk), {"folder": ""})
    assert "Larkmoor" not in thea.page("client-folder", folder.pk)


def test_an_empty_folder_stays_and_one_is_removed_without_losing_what_lies_in_it(cast, thea) -> None:
    letters, empty = cast.folders["letters"], cast.folders["empty"]
    assert "To be signed, Ferrisholt" in of_clara(thea, "client-documents", cast)
    assert "It is empty." in thea.page("client-folder-remove", empty.pk)
    assert "One document lies in it. It stays in the record" in thea.page("client-folder-remove", letters.pk)

    thea.post(thea.viewer.address("client-folder-remove", letters.pk))

    page = of_clara(thea, "client-documents", cast)
    assert "Alderfen" not in page
    assert "Harrowgill" in page
    assert Document.objects.visible_to(thea.viewer).get(pk=cast.documents["referral"].pk).folder_id is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("letters, ALDERFEN", "There is a folder of this name already."),
        ("", "This field is required."),
        ("x" * 81, "at most 80 characters"),
    ],
)
def test_a_name_that_will_not_do_is_said_at_its_field(name, sentence, cast, thea) -> None:
    address = thea.viewer.address("client-folder-add", cast.clients["clara"].pk)
    answer = thea.post(address, {"name": name})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    renamed = thea.post(
        thea.viewer.address("client-folder-rename", cast.folders["letters"].pk), {"name": "Letters, alderfen"}
    )
    assert renamed.status_code == 302, "only in other letters: that is no other folder"


def test_nothing_is_moved_into_another_clients_folder(cast, thea) -> None:
    other = Folder.objects.make(thea.viewer, cast.clients["nadia"], "Of Nadia")
    plan = cast.documents["plan"]

    answer = thea.post(thea.viewer.address("client-document-move", plan.pk), {"folder": str(other.pk)})

    assert answer.status_code == 422
    assert Document.objects.visible_to(thea.viewer).get(pk=plan.pk).folder_id is None


def test_clara_sees_what_is_shared_and_no_folder(cast, thea, clara) -> None:
    cast.documents["plan"].move(thea.viewer, cast.folders["letters"])

    page = clara.page("documentation")

    assert "Larkmoor" in page
    assert "Alderfen" not in page
    assert not Folder.objects.visible_to(clara.viewer).exists()
    assert clara.get(clara.viewer.address("document-remove", cast.documents["plan"].pk)).status_code == 404


def test_when_the_client_was_shredded_the_page_stands(cast, thea) -> None:
    shred(f"clients.Client:{cast.clients['clara'].pk}")
    page = of_clara(thea, "client-documents", cast)
    assert "A folder whose name nobody can read any more" in page
    assert "Alderfen" not in page


def test_pages_ask_few_questions(cast, thea, django_assert_max_num_queries) -> None:
    clara, letters = cast.clients["clara"].pk, cast.folders["letters"].pk
    referral = cast.documents["referral"].pk
    for page, record in (("client-documents", clara), ("client-folder", letters), ("client-document-move", referral)):
        thea.page(page, record)
        with django_assert_max_num_queries(12):
            thea.page(page, record)
