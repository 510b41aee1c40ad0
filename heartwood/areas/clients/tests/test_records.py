"""The client record: added, read, corrected, put away, and shared between practitioners."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heartwood.areas.clients.models import AccessGrant, Client, EmailTaken
from heartwood.ground.audit.models import Line

ADD = "/willow/clients/add/"


def the_one_called(person, last_name: str) -> Client:
    return Client.objects.visible_to(person.viewer).get(last_name=last_name)


def who_has_access(client: Client, person) -> set[str]:
    return {grant.member.user.name for grant in client.grants.visible_to(person.viewer).by_name()}


# Adding


def test_only_a_name_is_needed_and_the_practitioner_has_access_at_once(thea, cole) -> None:
    """S3.09, S3.10, S3.B6."""
    answer = thea.post(ADD, {"last_name": "Sole", "state": "active"})

    sole = the_one_called(thea, "Sole")
    assert answer.url == f"/willow/clients/{sole.pk}/"
    assert thea.get(answer.url).status_code == 200
    assert who_has_access(sole, thea) == {"Thea Lindqvist"}
    assert cole.get(answer.url).status_code == 404


def test_a_nameless_client_is_refused_at_the_field_and_nothing_typed_is_lost(thea) -> None:
    answer = thea.post(ADD, {"phone": "503 555 0199", "state": "active"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a first or a last name." in page
    assert 'value="503 555 0199"' in page


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"born_on": "2999-01-01"}, "This day lies in the future."),
        ({"born_on": "0199-01-01"}, "Is the year right?"),
        ({"born_on": "yesterday"}, "Enter a valid date."),
        ({"email": "clara at home"}, "Enter a valid email address."),
        ({"first_name": "x" * 101}, "at most 100 characters"),
        ({"state": "archived"}, "Select a valid choice."),
        ({"first_name": "Nul\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_explained_at_the_field(thea, facts: dict[str, str], sentence: str) -> None:
    answer = thea.post(ADD, {"last_name": "Odd", "state": "active"} | facts)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Client.objects.visible_to(thea.viewer).filter(last_name="Odd").exists()


def test_the_front_desk_adds_for_a_practitioner(cast, fran, cole) -> None:
    fran.post(ADD, {"last_name": "Desk", "state": "waiting", "practitioner": str(cole.member.pk)})

    assert who_has_access(the_one_called(cole, "Desk"), cole) == {"Cole Mbeki"}


def test_a_practitioner_of_another_organization_is_no_choice(cast, olive, otto) -> None:
    answer = olive.post(ADD, {"last_name": "Astray", "state": "active", "practitioner": str(otto.member.pk)})

    assert answer.status_code == 422
    assert "Otto" not in answer.content.decode()


def test_the_same_name_twice_is_fine(thea) -> None:
    """S3.12: a second record of the same person has the same name and no e-mail."""
    thea.post(ADD, {"first_name": "Clara", "last_name": "Reyes", "state": "active"})

    assert Client.objects.visible_to(thea.viewer).filter(last_name="Reyes").count() == 2


def test_the_same_email_twice_is_refused_and_points_to_the_self_relationship(cast, thea, olive) -> None:
    """S3.D4. Whoever can set up a second profile is led there."""
    for person, way_on in ((thea, "“Self”"), (olive, "second-profile/")):
        answer = person.post(ADD, {"last_name": "Twin", "email": "CLARA@mail.example", "state": "active"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'href="/willow/clients/{cast.clients["clara"].pk}/"' in page
        assert way_on in page
    with pytest.raises(EmailTaken):
        cast.clients["dev"].change(thea.viewer, email="clara@mail.example")


def test_a_refused_email_does_not_tell_of_a_record_one_may_not_see(cole, olive) -> None:
    """Cole is not told that Clara is Thea's client (docs/decisions/0004)."""
    answer = cole.post(ADD, {"last_name": "Twin", "email": "clara@mail.example", "state": "active"})

    assert answer.status_code == 302
    assert Client.objects.visible_to(olive.viewer).filter(email="clara@mail.example").count() == 2


# Reading


def test_the_record_shows_each_reader_what_they_may_see(cast, thea, fran, bo) -> None:
    """S1.02, S1.03, S1.04, S1.08, S3.03."""
    clara = cast.clients["clara"]
    facts = ["Clara", "Reyes", "Started", "14 Mar", "clara@mail.example", "+1 503-555-0100", "Quillfern"]

    assert [fact for fact in facts if fact not in thea.page("client", clara.pk)] == []
    assert {fact for fact in facts if fact not in fran.page("client", clara.pk)} == {"Started", "14 Mar", "Quillfern"}
    assert {fact for fact in facts if fact not in bo.page("client", clara.pk)} == {
        "Started", "14 Mar", "clara@mail.example", "+1 503-555-0100",
    }  # fmt: skip
    assert "Manage Access" not in fran.page("client", clara.pk)


def test_a_record_asks_the_same_few_questions_however_much_hangs_on_it(cast, olive) -> None:
    clara = cast.clients["clara"]
    olive.page("client", clara.pk)
    with CaptureQueriesContext(connection) as few:
        olive.page("client", clara.pk)
    everybody = list(cast.firms["willow"].members.current().practitioners())
    clara.give_access(olive.viewer, everybody, None)
    with CaptureQueriesContext(connection) as many:
        olive.page("client", clara.pk)

    assert len(few) == len(many) <= 12


# Correcting and putting away


def test_a_correction_is_saved_and_written_down(cast, thea) -> None:
    clara = cast.clients["clara"]
    thea.post(
        f"/willow/clients/{clara.pk}/edit/",
        {
            "first_name": "Clara",
            "last_name": "Reyes Soto",
            "phone": "5035550177",
            "state": "active",
            "agreement": "asked_for",
            "remark": "on the phone today",
        },
    )

    changed = the_one_called(thea, "Reyes Soto")
    assert (changed.phone, changed.name_plain) == ("+1 503-555-0177", "clara reyes soto")
    assert Line.objects.as_system("test").filter(verb="clients.change", client=clara.pk, who=thea.user).exists()


def test_a_change_says_whether_the_client_agreed_and_who_may_reads_it_later(cast, thea, olive, fran) -> None:
    """S1.22. Without an answer nothing is changed, and what was typed stands there still."""
    clara = cast.clients["clara"]
    edit = f"/willow/clients/{clara.pk}/edit/"
    facts = {"first_name": "Clara", "last_name": "Reyes", "pronouns": "they/them", "state": "active"}

    refused = thea.post(edit, facts)

    assert refused.status_code == 422
    assert "Choose what is true for this change" in refused.content.decode()
    assert 'value="they/them"' in refused.content.decode()
    assert the_one_called(thea, "Reyes").pronouns == "she/her"

    thea.post(edit, facts | {"agreement": "agreed", "remark": "in our session"})
    thea.post(edit, facts | {"pronouns": "they / them", "agreement": "correction"})

    for reader in (thea, olive):
        page = reader.page("client-changes", clara.pk)
        assert "They were asked, and agree: in our session" in page
        assert "It only corrects a slip" in page
    assert "Pronouns" in page
    assert fran.get(edit).status_code == 404


def test_saving_without_having_changed_anything_asks_nothing(cast, thea) -> None:
    clara = cast.clients["clara"]
    page = thea.get(f"/willow/clients/{clara.pk}/edit/")
    facts = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    changes = Line.objects.as_system("test").filter(verb="clients.change", client=clara.pk)
    before = changes.count()

    assert thea.post(f"/willow/clients/{clara.pk}/edit/", facts).status_code == 302
    assert changes.count() == before


def test_two_who_correct_different_facts_do_not_undo_each_other(cast, thea, olive) -> None:
    clara = cast.clients["clara"]
    stale = Client.objects.visible_to(olive.viewer).get(pk=clara.pk)

    clara.change(thea.viewer, phone="+1 503-555-0177")
    stale.change(olive.viewer, last_name="Soto")

    assert the_one_called(thea, "Soto").phone == "+1 503-555-0177"


def test_an_archived_record_leaves_the_list_and_comes_back(cast, thea) -> None:
    clara = cast.clients["clara"]

    thea.post(f"/willow/clients/{clara.pk}/archive/")
    assert "Clara Reyes" not in thea.page("clients").split("results")[-1]
    assert "In the archive" in thea.page("client", clara.pk)

    thea.post(f"/willow/clients/{clara.pk}/bring-back/")
    assert "Clara Reyes" in thea.page("clients")


def test_correcting_an_archived_record_does_not_bring_it_back(cast, olive) -> None:
    omar = cast.clients["omar_siddiqui"]
    edit = f"/willow/clients/{omar.pk}/edit/"
    assert 'name="state"' not in olive.get(edit).content.decode()

    olive.post(edit, {"first_name": "Omar", "last_name": "Sidiqi", "agreement": "correction"})

    assert the_one_called(olive, "Sidiqi").is_archived


# Manage Access


def test_exactly_the_chosen_practitioners_have_access(cast, olive, thea, cole) -> None:
    """S3.04 to S3.06, S3.D2: revoking works at their next request, and each change is written down."""
    clara = cast.clients["clara"]
    record, access = f"/willow/clients/{clara.pk}/", f"/willow/clients/{clara.pk}/access/"
    assert "Manage Access" in olive.get(record).content.decode()
    assert "Cole Mbeki" in olive.get(access).content.decode()

    olive.post(access, {"practitioners": [str(cole.member.pk)], "primary": str(cole.member.pk)})

    assert (cole.get(record).status_code, thea.get(record).status_code) == (200, 404)
    lines = Line.objects.as_system("test").of_kind("act").filter(client=clara.pk, who=olive.user)
    verbs = set(lines.values_list("verb", flat=True))
    assert verbs >= {"clients.grant_access", "clients.manage_access", "clients.revoke_access"}


def test_the_primary_practitioner_manages_access_and_another_does_not(cast, everyone, thea) -> None:
    """S3.D3."""
    access = f"/willow/clients/{cast.clients['clara'].pk}/access/"

    assert thea.get(access).status_code == 200
    assert everyone["double"].get(access).status_code == 404


def test_who_leads_must_have_access(cast, olive, thea, cole) -> None:
    access = f"/willow/clients/{cast.clients['clara'].pk}/access/"

    answer = olive.post(access, {"practitioners": [str(thea.member.pk)], "primary": str(cole.member.pk)})

    assert answer.status_code == 422
    assert "Give Cole Mbeki access too, or choose somebody who has it." in answer.content.decode()


def test_whoever_takes_their_own_access_away_is_back_at_the_list(cast, thea) -> None:
    answer = thea.post(f"/willow/clients/{cast.clients['clara'].pk}/access/", {"primary": ""})

    assert answer.url == "/willow/clients/"


def test_an_owner_only_record_does_not_exist_for_anybody_else(cast, thea, olive, everyone) -> None:
    """Q15."""
    clara = cast.clients["clara"]
    record = f"/willow/clients/{clara.pk}/"

    thea.post(f"{record}access/owner-only/")

    assert {key for key, person in everyone.items() if person.get(record).status_code == 200} == {"thea"}
    assert "Clara" not in olive.page("clients", q="clara").split("results")[-1]
    assert "Owner-only" in thea.page("client", clara.pk)

    thea.post(f"{record}access/open/")

    assert olive.get(record).status_code == 200
    assert everyone["double"].get(record).status_code == 404  # their access does not come back by itself
    assert AccessGrant.objects.visible_to(olive.viewer).filter(client=clara).count() == 1


def test_a_facilitators_new_records_are_owner_only_from_the_start(everyone) -> None:
    felix = everyone["felix"]
    assert re.search(r'name="owner_only"[^>]* checked', felix.get("/lantern/clients/add/").content.decode())

    felix.post(
        "/lantern/clients/add/",
        {"last_name": "Quiet", "state": "active", "owner_only": "on", "practitioner": str(felix.member.pk)},
    )

    assert the_one_called(felix, "Quiet").owner == felix.member


def test_the_database_itself_keeps_one_primary_practitioner_and_a_name(cast, olive, thea, cole) -> None:
    from django.db import IntegrityError, transaction

    from heartwood.ground.audit.acting import act

    clara = cast.clients["clara"]
    for broken in (
        AccessGrant(client=clara, member=cole.member, is_primary=True),
        AccessGrant(client=clara, member=thea.member),
        Client(organization=clara.organization),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), act(olive.viewer, "test", clara):
            broken.save(force_insert=True)
