"""Who is called for a client in an emergency, and what clients correct about themselves."""

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from heartwood.areas.clients.models import ProfileChange, Relationship
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice

NEW_CONTACT = {"name": "Tove Amberly", "kind": "friend", "phone": "(971) 555-0177", "email": ""}
CLARA_IN_FULL = {
    "first_name": "Clara",
    "last_name": "Reyes",
    "pronouns": "they/them",
    "phone": "+1 503-555-0100",
    "address": "7 Hawkbit Row\nPortland",
}


def emergency(client, rest: str = "") -> str:
    return f"/willow/clients/{client.pk}/emergency/{rest}"


def visits_of(client, verb: str) -> int:
    return Line.objects.as_system("test").filter(client=client.pk, verb=verb, kind=Line.Kind.VISIT).count()


def told(person, kind: str) -> int:
    return Notice.objects.visible_to(person.viewer).unseen().filter(kind=kind).count()


# The emergency contact, for staff


def test_it_is_nowhere_on_the_record_until_it_is_opened_and_opening_is_written_down(cast, thea) -> None:
    """S1.17, S1.D9."""
    clara = cast.clients["clara"]
    record = thea.page("client", clara.pk)
    assert "Emergency contact" in record
    assert "Rosalind" not in record
    assert visits_of(clara, "clients.open_emergency_contact") == 0

    part = thea.browser.get(emergency(clara), headers={"HX-Request": "true"}).content.decode()

    assert "Rosalind Quenby" in part
    assert "+1 971-555-0161" in part
    assert "<main" not in part
    assert visits_of(clara, "clients.open_emergency_contact") == 1
    assert "opened the emergency contact" in thea.page("client-trail", clara.pk)


def test_without_javascript_it_is_a_page(cast, thea) -> None:
    clara = cast.clients["clara"]
    assert f'href="{emergency(clara)}"' in thea.page("client", clara.pk)

    page = thea.page("client-emergency", clara.pk)

    assert "<main" in page
    assert "Rosalind Quenby" in page


def test_who_sees_it_and_who_keeps_it(cast, everyone) -> None:
    """Practitioners with access keep it, administrators look; nobody else learns anything."""
    clara = cast.clients["clara"]
    for key in ("fran", "bo", "cole", "sol", "otto"):
        assert everyone[key].get(emergency(clara)).status_code == 404
    assert "Emergency contact" not in everyone["fran"].page("client", clara.pk)

    assert "Rosalind" in everyone["olive"].get(emergency(clara)).content.decode()
    assert everyone["olive"].post(emergency(clara, "add/"), NEW_CONTACT).status_code == 404
    assert everyone["thea"].post(emergency(clara, "add/"), NEW_CONTACT).status_code == 302


def test_it_is_added_changed_and_removed_and_what_was_stays_readable(cast, thea) -> None:
    dev = cast.clients["dev"]
    thea.post(emergency(dev, "add/"), NEW_CONTACT)
    contact = next(
        contact for contact in dev.relationships.visible_to(thea.viewer) if contact.name == NEW_CONTACT["name"]
    )
    assert contact.phone == "+1 971-555-0177"

    thea.post(emergency(dev, f"{contact.pk}/"), NEW_CONTACT | {"phone": "+1 971-555-0178"})
    assert "+1 971-555-0178" in thea.page("client-emergency", dev.pk)

    thea.get(emergency(dev, f"{contact.pk}/remove/"))
    assert dev.relationships.visible_to(thea.viewer).count() == 2  # asking changes nothing
    thea.post(emergency(dev, f"{contact.pk}/remove/"))

    page = thea.page("client-emergency", dev.pk)
    assert dev.relationships.visible_to(thea.viewer).count() == 1
    assert "Tove Amberly, Friend, +1 971-555-0177" in page
    assert "Tove" not in thea.page("client-changes", dev.pk)  # that page is no way round the visit


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"phone": ""}, "Enter a phone or an e-mail, so that they can be reached."),
        ({"name": ""}, "This field is required."),
        ({"kind": "enemy"}, "Select a valid choice."),
        ({"email": "at home"}, "Enter a valid email address."),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_typed_is_lost(cast, thea, facts: dict, sentence: str) -> None:
    answer = thea.post(emergency(cast.clients["dev"], "add/"), NEW_CONTACT | {"name": "Tove Amberly"} | facts)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert ("Tove Amberly" in page) == (facts.get("name") != "")


def test_a_contact_of_one_client_is_not_changed_through_another(cast, thea) -> None:
    stranger = cast.contacts["clara"]

    assert thea.post(emergency(cast.clients["dev"], f"{stranger.pk}/"), NEW_CONTACT).status_code == 404
    assert thea.post(emergency(cast.clients["dev"], f"{stranger.pk}/remove/")).status_code == 404


def test_the_database_cannot_read_it(cast, thea) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, email FROM clients_relationship")
        rows = b"|".join(bytes(value) for row in cursor.fetchall() for value in row)
        cursor.execute("SELECT before, after FROM clients_profilechange")
        rows += b"|".join(bytes(value) for row in cursor.fetchall() for value in row)

    for secret in (b"Rosalind", b"971-555", b"quenby", b"she/her"):
        assert secret not in rows


# In the portal


def test_clara_corrects_her_details_and_the_team_sees_what_it_was(cast, clara, everyone) -> None:
    """S2.29."""
    thea, olive, cole = (everyone[key] for key in ("thea", "olive", "cole"))
    before = told(thea, "clients.profile_changed")

    answer = clara.post(clara.viewer.address("profile"), CLARA_IN_FULL)

    assert answer.url == clara.viewer.address("settings")
    assert "Hawkbit Row" in clara.page("settings")
    for person in (thea, olive):
        page = person.page("client-changes", cast.clients["clara"].pk)
        for words in ("Address", "Quillfern Lane", "Hawkbit Row", "they/them", "Clara Reyes", "in the portal"):
            assert words in page
    assert told(thea, "clients.profile_changed") == before + 1
    assert told(olive, "clients.profile_changed") == before + 1
    assert told(cole, "clients.profile_changed") == 0
    for key in ("cole", "fran", "bo", "otto"):
        assert everyone[key].get(f"/willow/clients/{cast.clients['clara'].pk}/changes/").status_code == 404


def test_the_notice_says_that_something_changed_and_not_what(cast, clara, thea, mailoutbox) -> None:
    clara.post(clara.viewer.address("profile"), CLARA_IN_FULL)
    for job in DBTaskResult.objects.ready():
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])

    (letter,) = [letter for letter in mailoutbox if letter.to == ["thea@willow.example"]]
    for secret in ("Clara", "Reyes", "Hawkbit", "they/them"):
        assert secret not in letter.subject + letter.body


def test_saving_without_a_change_tells_nobody(cast, clara, thea) -> None:
    client = cast.clients["clara"]
    before = ProfileChange.objects.visible_to(thea.viewer).filter(client=client).count()
    same = {fact: getattr(client, fact) for fact in ("first_name", "last_name", "pronouns", "phone", "address")}

    clara.post(clara.viewer.address("profile"), same)

    assert ProfileChange.objects.visible_to(thea.viewer).filter(client=client).count() == before


def test_what_staff_correct_is_kept_too_and_tells_nobody(cast, thea, olive) -> None:
    before = told(olive, "clients.profile_changed")

    thea.post(
        f"/willow/clients/{cast.clients['dev'].pk}/edit/",
        {
            "first_name": "Dev",
            "last_name": "Patel",
            "state": "waiting",
            "born_on": "1990-05-01",
            "agreement": "asked_for",
        },
    )

    page = olive.page("client-changes", cast.clients["dev"].pk)
    for words in ("Date of birth", "1 May 1990", "Waiting list", "Active", "Thea Lindqvist"):
        assert words in page
    assert told(olive, "clients.profile_changed") == before


def test_the_profile_is_called_as_the_client_is(cast, clara) -> None:
    clara.post(clara.viewer.address("profile"), CLARA_IN_FULL | {"first_name": "Clementine"})

    assert "Clementine Reyes" in clara.page("inbox")


def test_a_client_changes_nothing_that_is_the_practices(cast, clara) -> None:
    client = cast.clients["clara"]
    clara.post(clara.viewer.address("profile"), CLARA_IN_FULL | {"email": "x@y.example", "state": "archived"})

    after = type(client).objects.visible_to(clara.viewer).get()
    assert (after.email, after.state) == ("clara@mail.example", "active")


def test_clara_names_somebody_and_thea_is_told(cast, clara, thea) -> None:
    before = told(thea, "clients.emergency_contact_changed")

    clara.post(clara.viewer.address("emergency-add"), NEW_CONTACT)

    assert "Tove Amberly" in clara.page("emergency")
    assert "Tove Amberly" in clara.page("relationships")
    assert told(thea, "clients.emergency_contact_changed") == before + 1
    (contact,) = [c for c in Relationship.objects.visible_to(clara.viewer) if c.name == "Tove Amberly"]
    clara.post(clara.viewer.address("emergency-change", contact.pk), NEW_CONTACT | {"kind": "partner"})
    assert "Partner" in clara.page("emergency")
    clara.post(clara.viewer.address("emergency-remove", contact.pk))
    assert "Tove Amberly" not in clara.page("emergency")


def test_each_profile_keeps_its_own(cast, everyone) -> None:
    """S3.D8: what stands in one record is not in the other."""
    nadia = everyone["nadia"]
    contact = cast.contacts["nadia_with_cole"]
    first, second = (f"/portal/{cast.profiles[key].code}/settings/" for key in ("nadia", "nadia_with_cole"))

    assert "Samir Ousel" in nadia.get(f"{second}emergency/").content.decode()
    assert "Samir Ousel" not in nadia.get(f"{first}emergency/").content.decode()
    assert nadia.get(f"{first}emergency/{contact.pk}/").status_code == 404
    nadia.post(f"{first}profile/", {"first_name": "Nadia", "last_name": "Haddad", "phone": "+1 971-555-0199"})
    assert "0199" not in nadia.get(second).content.decode()


def test_a_change_is_copied_to_another_profile_only_where_it_is_ticked(cast, everyone) -> None:
    """S3.D8: offered, never done by itself; neither team reads of the other."""
    nadia, thea, cole = (everyone[key] for key in ("nadia", "thea", "cole"))
    here, there = (cast.profiles[key] for key in ("nadia", "nadia_with_cole"))
    facts = {"first_name": "Nadia", "last_name": "Haddad", "phone": "+1 971-555-0199", "address": "9 Sedgeholm Way"}

    answer = nadia.post(f"/portal/{here.code}/settings/profile/", facts)
    offer = nadia.get(answer.url).content.decode()
    assert "Change it elsewhere too?" in offer
    assert "Sedgeholm Way" in offer
    assert "checked" not in offer

    nadia.post(answer.url, {})
    assert "Sedgeholm" not in nadia.get(f"/portal/{there.code}/settings/").content.decode()
    nadia.post(answer.url, {"profiles": [str(there.pk)]})
    assert "Sedgeholm" in nadia.get(f"/portal/{there.code}/settings/").content.decode()
    assert "Sedgeholm" in cole.page("client-changes", there.client_id)
    stranger = cast.profiles["clara"]
    assert nadia.post(answer.url, {"profiles": [str(stranger.pk)]}).status_code == 422  # no choice of hers
    assert "Sedgeholm" not in thea.page("client", stranger.client_id)


def test_a_guardian_who_only_sees_what_is_shared_changes_nothing(cast, everyone) -> None:
    grace, access = everyone["grace"], cast.profiles["kit"]
    with act(grace.viewer, "clients.test", access):
        access.can_manage = False
        access.save()

    settings = grace.page("settings")
    assert "Your details" not in settings
    assert "Halvard" not in grace.page("relationships")
    for page in ("profile", "emergency", "emergency-add"):
        assert grace.get(grace.viewer.address(page)).status_code == 404
