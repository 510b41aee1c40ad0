"""What is shared with whom: one page of a client record, for staff and for the client."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from heartwood.areas.documents.models import Document
from heartwood.areas.notes.models import ChartNote
from heartwood.cast import papers
from heartwood.ground.audit.models import Line

PRIVATE = ("Duskwillow", "Oxlipmere", "Harebellrun", "Harrowgill", "Mossgarth", "Wispwater", "Yarrowick", "Cloverstead")


def page_of(person, page: str, client) -> str:
    return person.page(page, client.pk)


def test_staff_see_who_and_what_each_as_far_as_they_may(cast, thea, olive, everyone) -> None:
    clara = cast.clients["clara"]
    note = cast.notes["clara -2"]
    note.share(thea.viewer)

    people, things = page_of(thea, "client-sharing", clara), page_of(thea, "client-sharing-items", clara)

    for words in ("Thea Lindqvist", "primary practitioner", "Clara Reyes", "In the portal since", "Manage Access"):
        assert words in people
    assert thea.viewer.address("client-portal-end", clara.pk, cast.profiles["clara"].pk) in people
    assert "Larkmoor sleep plan.pdf" in things
    assert thea.viewer.address("note-stop-sharing", note.pk) in things
    for secret in PRIVATE:
        assert secret not in people + things
    # An administrator sees the people, and nothing of what is written.
    assert "Thea Lindqvist" in page_of(olive, "client-sharing", clara)
    assert "sharing/items/" not in page_of(olive, "client-sharing", clara)
    assert olive.get(olive.viewer.address("client-sharing-items", clara.pk)).status_code == 404
    for key in ("cole", "fran", "bo", "sol", "otto"):
        for name in ("client-sharing", "client-sharing-items"):
            assert everyone[key].get(reverse(f"office:{name}", args=["willow", clara.pk])).status_code == 404
    written = Line.objects.as_system("test").filter(client=clara.pk, verb="clients.open_sharing")
    assert set(written.values_list("who", flat=True)) == {thea.user.pk, olive.user.pk}


def test_each_thing_is_ended_there_and_one_stays_on_the_page(cast, thea, clara) -> None:
    record = cast.clients["clara"]
    note, plan = cast.notes["clara -2"], cast.documents["plan"]
    note.share(thea.viewer)
    remark = ChartNote.objects.visible_to(thea.viewer).in_force().filter(client=record).first()
    remark.share(thea.viewer)
    cast.summaries["clara"].share(thea.viewer, cast.summaries["clara"].versions.visible_to(thea.viewer).last())
    back = thea.viewer.address("client-sharing", record.pk)
    stops = {
        thea.viewer.address("client-document-stop-sharing", plan.pk): clara.viewer.address("document", plan.pk),
        thea.viewer.address("note-stop-sharing", note.pk): clara.viewer.address("note", note.pk),
        thea.viewer.address("chart-note-stop-sharing", remark.pk): clara.viewer.address("chart-note", remark.pk),
        thea.viewer.address("client-summary-stop-sharing", record.pk): clara.viewer.address(
            "summary", cast.summaries["clara"].pk
        ),
    }
    for stop, read in stops.items():
        assert stop in page_of(thea, "client-sharing-items", record)
        assert clara.get(read).status_code == 200

        assert thea.post(stop, {"back": back}).url == back

        assert clara.get(read).status_code == 404
        assert stop not in page_of(thea, "client-sharing-items", record)
    assert "Nothing is shared." in page_of(thea, "client-sharing-items", record)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_out_of_the_house(cast, thea, elsewhere: str) -> None:
    plan = cast.documents["plan"]

    answer = thea.post(thea.viewer.address("client-document-stop-sharing", plan.pk), {"back": elsewhere})

    assert answer.url == thea.viewer.address("client-document", plan.pk)


def test_clara_sees_the_same_and_her_own_journal(cast, clara, thea) -> None:
    people, things = clara.page("relationships-sharing"), clara.page("relationships-sharing-items")
    journal = clara.page("relationships-sharing-journal")

    assert "Thea Lindqvist" in people
    assert "Clara Reyes (you)" in people
    assert "Larkmoor sleep plan.pdf" in things
    assert "stop-sharing" not in things  # what the practice shares, the practice ends
    for secret in PRIVATE:
        assert secret not in people + things + journal
    entry = cast.entries["river"]
    keep = clara.viewer.address("journal-keep-private", entry.pk)
    assert keep in journal
    session = thea.viewer.address("journal-entry", entry.pk)
    assert thea.get(session).status_code == 200

    back = clara.viewer.address("relationships-sharing")
    assert clara.post(keep, {"back": back}).url == back

    assert keep not in clara.page("relationships-sharing-journal")
    assert thea.get(session).status_code == 404


def test_one_profile_says_nothing_of_the_other(cast, everyone, cole, thea) -> None:
    """S3.23, S3.D1, S3.D5: one login, two profiles, two practitioners."""
    nadia, second = everyone["nadia"], cast.profiles["nadia_with_cole"]
    upload = SimpleUploadedFile("Ferndale plan.pdf", papers.letter("A plan"))
    (document,) = Document.objects.upload(cole.viewer, second.client, [upload])
    document.make_safe()
    document.share(cole.viewer)

    def there(page: str) -> str:
        return nadia.get(reverse(f"portal:{page}", args=[second.code])).content.decode()

    assert "Ferndale" in there("relationships-sharing-items")
    assert "Ferndale" not in nadia.page("relationships-sharing-items")
    assert "Cole Mbeki" in there("relationships-sharing")
    assert "Thea" not in there("relationships-sharing") + there("relationships-sharing-items")
    assert "Cole" not in nadia.page("relationships-sharing") + nadia.page("relationships-sharing-items")
    # Cole sees her as any other contact: a name, a kind, no way to reach her, no link to the first record.
    page = page_of(cole, "client-sharing", second.client)
    assert "Self" in page
    for secret in ("nadia@mail.example", str(cast.clients["nadia"].pk), "Thea"):
        assert secret not in page
    assert thea.get(thea.viewer.address("client-sharing", second.client_id)).status_code == 404


def test_a_private_entry_of_one_login_is_not_told_to_another(cast, everyone) -> None:
    """Q14: private to whoever wrote it, not to the profile."""
    joon, grace = everyone["joon"], everyone["grace"]
    joon.profile.change_terms(joon.viewer, can_manage=True, may_see=["bookings", "documents"])

    assert "Bramblecote" in grace.page("journal")
    for page in ("journal", "relationships-sharing", "relationships-sharing-journal", "dashboard-latest"):
        assert "Bramblecote" not in joon.page(page)


@pytest.mark.parametrize("page", ["client-sharing", "client-sharing-items"])
def test_the_page_for_staff_asks_little(cast, thea, page: str, django_assert_max_num_queries) -> None:
    page_of(thea, page, cast.clients["clara"])

    with django_assert_max_num_queries(12):
        page_of(thea, page, cast.clients["clara"])
