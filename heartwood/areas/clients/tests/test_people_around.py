"""The people around a client: who they are, what of the portal is theirs, and a second profile of the same person."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils.timezone import localdate

from heartwood.areas.clients.inviting import invite_contact
from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation, Relationship
from heartwood.areas.clients.models.relationship import NotConnected
from heartwood.areas.notes.models import ChartNote
from heartwood.ground.audit.models import Line

A_PASSWORD = "lantern moss quietly 9"
EVERYTHING = ["bookings", "forms", "documents", "messages", "billing"]
TOVE = {"name": "Tove Amberly", "kind": "guardian", "email": "Tove@Amberly.example", "starts_on": "2026-01-05"}


def record(client: Client, rest: str = "") -> str:
    return f"/willow/clients/{client.pk}/{rest}"


def to_add(client: Client, existing: Client | None = None, **asked: str) -> str:
    if existing:
        asked = {"way": "existing", "contact": str(existing.pk)}
    return f"{record(client)}contacts/add/?{urlencode(asked)}"


def around(client: Client, viewer) -> dict[str, Relationship]:
    contacts = Relationship.objects.visible_to(viewer).filter(client=client).select_related("client", "contact")
    return {contact.name: contact for contact in contacts}


def main_of(page: str) -> str:
    return unescape(page[page.index("<main") : page.index("</main>")])


def of(name: str, page: str) -> str:
    """The row about this person, in words; without the day on which Kit comes of age."""
    (row,) = [row for row in main_of(page).split("<tr>") if f"<strong>{name}</strong>" in row and "menu" in row]
    return re.sub(r"Active until \d+ \w+ \d+", "Active", " ".join(re.sub(r"<[^>]+>", " ", row).split()))


def self_of_nadia(cast, olive) -> Relationship:
    return around(cast.clients["nadia_with_cole"], olive.viewer)["Nadia Haddad"]


# The tab


def test_the_portal_is_a_tab_that_shows_who_stands_around_kit(cast, cole) -> None:
    """S2.B4, S3.B8: the mother manages, the father sees documents."""
    kit = cast.clients["kit"]
    assert f'href="{record(kit)}portal/"' in cole.page("client", kit.pk)

    page = cole.page("client-portal", kit.pk)

    assert 'aria-label="Add a contact"' in page
    grace, joon, halvard = (of(name, page) for name in ("Grace Kim", "Joon Kim", "Halvard Wintergreen"))
    assert "Parent Active Yes Bookings, Forms, Documents, Messages, Billing" in grace
    assert "Parent Active No Documents" in joon
    assert "Other relative Emergency contact Not invited. Invite : Halvard Wintergreen – –" in halvard
    assert "halvard@" not in page
    assert "Or invite somebody who stands around them" in page


def test_the_tab_is_for_those_who_may_invite(cast, everyone) -> None:
    clara = cast.clients["clara"]
    assert everyone["olive"].page("client", clara.pk).count("Parts of the record") == 1
    for key in ("thea", "olive"):
        assert f'href="{record(clara)}portal/"' in everyone[key].page("client", clara.pk)
    for key in ("fran", "bo"):
        assert "/portal/" not in everyone[key].page("client", clara.pk)
    for key in ("fran", "bo", "cole", "otto", "clara"):
        assert everyone[key].get(to_add(clara)).status_code == 404
        assert everyone[key].post(to_add(clara), TOVE).status_code == 404


def test_the_tab_asks_the_database_no_more_for_more_people(cast, cole, django_assert_max_num_queries) -> None:
    kit = cast.clients["kit"]
    for number in range(5):
        Relationship.objects.add(cole.viewer, kit, name=f"Friend {number}", kind="friend", is_emergency=False)
    cole.page("client-portal", kit.pk)

    with django_assert_max_num_queries(12):
        cole.page("client-portal", kit.pk)


# A new contact


def test_a_new_contact_is_added_changed_and_removed(cast, thea) -> None:
    """S3.13, S2.B4."""
    clara = cast.clients["clara"]
    page = thea.get(to_add(clara)).content.decode()
    assert "New contact" in page
    assert "Existing contact" in page
    assert "Relationship to Client" in page

    answer = thea.post(to_add(clara), TOVE | {"phone": "(971) 555-0177", "is_emergency": "on"})

    assert answer.url == f"{record(clara)}portal/"
    tove = around(clara, thea.viewer)["Tove Amberly"]
    assert (tove.phone, tove.email) == ("+1 971-555-0177", "tove@amberly.example")
    assert "Guardian from 5 Jan" in of("Tove Amberly", thea.page("client-portal", clara.pk))
    assert "Tove Amberly" in thea.page("client-emergency", clara.pk)

    thea.post(
        f"{record(clara)}contacts/{tove.pk}/",
        {"name": "Tove Amberly", "kind": "other", "own_words": "Neighbour", "ends_on": "2030-01-05"},
    )
    shown = of("Tove Amberly", thea.page("client-portal", clara.pk))
    assert "Neighbour until 5 Jan" in shown
    assert "Emergency contact" not in shown

    removing = f"{record(clara)}contacts/{tove.pk}/remove/"
    assert "Remove Tove Amberly?" in thea.get(removing).content.decode()
    assert "Tove Amberly" in around(clara, thea.viewer)  # asking changes nothing
    thea.post(removing)
    assert "Tove Amberly" not in around(clara, thea.viewer)
    verbs = set(Line.objects.as_system("test").filter(client=clara.pk).values_list("verb", flat=True))
    assert {"clients.add_emergency_contact", "clients.remove_contact"} <= verbs


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": ""}, "This field is required."),
        ({"kind": "self"}, "Select a valid choice."),
        ({"kind": "other"}, "Say who they are to the client."),
        ({"is_emergency": "on", "email": ""}, "Enter a phone or an e-mail, so that they can be reached."),
        ({"ends_on": "2026-01-04"}, "This day lies before the first."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_typed_is_lost(cast, olive, facts, sentence: str) -> None:
    answer = olive.post(to_add(cast.clients["clara"]), TOVE | facts)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Tove Amberly" in answer.content.decode()


def test_a_contact_of_one_client_is_not_touched_through_another(cast, cole, thea) -> None:
    stranger = around(cast.clients["kit"], cole.viewer)["Joon Kim"]
    for act in ("", "remove/", "invite/", "withdraw/"):
        assert thea.get(f"{record(cast.clients['clara'])}contacts/{stranger.pk}/{act}").status_code == 404


# An existing contact


def found(person, client: Client, words: str, **headers: str) -> str:
    answer = person.browser.get(to_add(client, way="existing", q=words), headers=headers)
    return main_of(answer.content.decode()) if not headers else answer.content.decode()


def test_the_search_finds_among_the_clients_whom_one_sees(cast, olive, cole, thea) -> None:
    """S3.14, S3.D1: Olive finds the first record; Cole must not learn that there is one."""
    second = cast.clients["nadia_with_cole"]
    nowhere = cast.clients["kit"]

    assert "Clara Reyes" in found(olive, second, "reyes")
    assert "clara@mail.example" in found(olive, second, "reyes")
    for words in ("reyes", "clara@mail.example", "555-0100"):
        assert "No client of yours fits these words." in found(cole, second, words)
    assert str(cast.clients["nadia"].pk) not in found(cole, nowhere, "nadia")
    assert cole.get(to_add(second, cast.clients["clara"])).status_code == 404
    assert cole.post(to_add(second, cast.clients["clara"]), {"kind": "friend"}).status_code == 404
    part = found(thea, cast.clients["clara"], "dev", **{"HX-Request": "true"})
    assert "Dev Patel" in part
    assert "<main" not in part


def test_neither_the_client_nor_who_is_connected_is_offered(cast, olive) -> None:
    second = cast.clients["nadia_with_cole"]

    page = found(olive, second, "nadia")

    assert "No client of yours fits these words." in page
    assert olive.get(to_add(second, cast.clients["nadia"])).status_code == 404
    assert olive.get(f"{to_add(second, way='existing')}&contact=nonsense").status_code == 404


def test_self_is_offered_to_administrators_alone_and_with_an_existing_contact(cast, olive, thea) -> None:
    """S3.08, S3.15."""
    dev, ana = cast.clients["dev"], cast.clients["ana_ruiz"]
    choice = '<option value="self"'
    assert choice in olive.get(to_add(dev, ana)).content.decode()
    assert choice not in olive.get(to_add(dev)).content.decode()
    assert choice not in thea.get(to_add(dev, ana)).content.decode()

    refused = thea.post(to_add(dev, ana), {"kind": "self"})
    assert refused.status_code == 422
    assert "Ana Ruiz" not in around(dev, thea.viewer)
    with pytest.raises(NotConnected):
        Relationship.objects.add(thea.viewer, dev, contact=ana, kind="self", name="Ana Ruiz")

    assert olive.post(to_add(dev, ana), {"kind": "self"}).url == f"{record(dev)}portal/"
    assert around(dev, olive.viewer)["Ana Ruiz"].contact == ana


def test_a_therapist_connects_two_of_their_own_clients(cast, thea) -> None:
    dev, ana = cast.clients["dev"], cast.clients["ana_ruiz"]

    thea.post(to_add(dev, ana), {"kind": "partner"})

    page = thea.page("client-portal", dev.pk)
    assert "Partner" in of("Ana Ruiz", page)
    assert f'href="{record(ana)}"' in main_of(page)


def test_cole_sees_the_first_record_as_a_name_and_nothing_more(cast, cole, olive) -> None:
    """S3.D1: no link, no e-mail, no phone of the record that is Thea's."""
    second, first = cast.clients["nadia_with_cole"], cast.clients["nadia"]
    itself = self_of_nadia(cast, olive)
    cast.profiles["nadia_with_cole"].end(olive.viewer)
    edit, ask = (f"{record(second)}contacts/{itself.pk}/{act}" for act in ("", "invite/"))

    for page in (cole.page("client-portal", second.pk), *(cole.get(at).content.decode() for at in (edit, ask))):
        assert "Nadia Haddad" in page
        for hidden in (str(first.pk), first.email, first.phone, first.phone_digits):
            assert hidden not in page
    answer = cole.browser.post(ask, {"may_see": EVERYTHING}, follow=True).content.decode()
    assert "is on its way to Nadia Haddad" in answer
    assert first.email not in answer
    assert first.email in olive.get(ask).content.decode()

    assert cole.post(edit, {"is_emergency": "", "ends_on": "2031-01-01"}).status_code == 302  # Self stays what it is
    assert self_of_nadia(cast, olive).kind == "self"


# Into the portal, on terms


def test_joon_is_invited_on_terms_sent_again_and_withdrawn(cast, cole, run_jobs) -> None:
    kit = cast.clients["kit"]
    halvard = around(kit, cole.viewer)["Halvard Wintergreen"]
    asking = f"{record(kit)}contacts/{halvard.pk}/invite/"
    form = cole.get(asking).content.decode()
    assert "Manage information" in form
    assert "checked" not in main_of(form)
    assert "A mail goes to halvard@wintergreen.example" in form

    refused = cole.post(asking, {"ends_on": ""})
    assert refused.status_code == 422
    assert "Choose at least one thing that they may see." in refused.content.decode()
    until = localdate() + timedelta(days=30)
    cole.post(asking, {"may_see": ["documents"], "ends_on": until.isoformat()})

    assert "Invited until" in of("Halvard Wintergreen", cole.page("client-portal", kit.pk))
    first = halvard.invitations.visible_to(cole.viewer).get()
    assert (first.can_manage, first.may_see, first.ends_on) == (False, ["documents"], until)
    assert "Send again" in cole.get(asking).content.decode()
    cole.post(asking, {"may_see": ["documents", "bookings"], "can_manage": "on"})
    run_jobs()
    assert mail.outbox[-1].to == ["halvard@wintergreen.example"]
    assert Browser().get(first.path).status_code == 410
    newer = halvard.invitations.visible_to(cole.viewer).pending().get()

    withdrawing = f"{record(kit)}contacts/{halvard.pk}/withdraw/"
    cole.get(withdrawing)
    assert Browser().get(newer.path).status_code == 200  # asking changes nothing
    cole.post(withdrawing)
    assert Browser().get(newer.path).status_code == 410
    assert "Not invited." in of("Halvard Wintergreen", cole.page("client-portal", kit.pk))
    assert cole.get(withdrawing).status_code == 404


def test_a_last_day_that_is_over_is_refused(cast, cole) -> None:
    kit = cast.clients["kit"]
    halvard = around(kit, cole.viewer)["Halvard Wintergreen"]

    answer = cole.post(
        f"{record(kit)}contacts/{halvard.pk}/invite/", {"may_see": ["documents"], "ends_on": "2020-01-01"}
    )

    assert answer.status_code == 422
    assert "This day is over." in answer.content.decode()


def test_whoever_comes_in_reads_for_whom_and_holds_those_terms(cast, cole, link_in_mail) -> None:
    kit = cast.clients["kit"]
    halvard = around(kit, cole.viewer)["Halvard Wintergreen"]
    invite_contact(cole.viewer, halvard, can_manage=False, may_see=["documents"])
    link = link_in_mail()
    browser = Browser()

    page = browser.get(link).content.decode()
    assert "invites you to the portal for <strong>Kit Kim</strong>" in page
    assert "You see what is shared with you there." in page
    assert 'value="Halvard Wintergreen"' in page
    assert "herap" not in main_of(page)
    browser.post(link, {"your_name": "Halvard Wintergreen", "password": A_PASSWORD})

    access = PortalAccess.objects.visible_to(cole.viewer).get(relationship=halvard)
    assert (access.can_manage, access.may_see) == (False, ["documents"])
    assert browser.get(f"/portal/{access.code}/").status_code == 200
    assert browser.get(f"/portal/{access.code}/settings/profile/").status_code == 404  # S3.D6
    assert "Parent" not in of("Halvard Wintergreen", cole.page("client-portal", kit.pk))
    assert "Active No Documents" in of("Halvard Wintergreen", cole.page("client-portal", kit.pk))


def test_the_terms_are_changed_and_count_at_the_next_click(cast, cole, everyone) -> None:
    """S3.17, S3.D6."""
    joon, access = everyone["joon"], cast.profiles["kit_with_joon"]
    kit = cast.clients["kit"]
    details = f"/portal/{access.code}/settings/profile/"
    assert joon.get(details).status_code == 404
    terms = f"{record(kit)}portal/{access.pk}/terms/"
    assert "Manage information" in cole.get(terms).content.decode()

    cole.post(terms, {"can_manage": "on", "may_see": EVERYTHING})

    assert joon.get(details).status_code == 200
    assert "Active Yes" in of("Joon Kim", cole.page("client-portal", kit.pk))
    own = cast.profiles["clara"]
    assert everyone["thea"].get(f"{record(cast.clients['clara'])}portal/{own.pk}/terms/").status_code == 404


def test_the_access_of_a_contact_is_ended_and_the_contact_stays(cast, cole, everyone) -> None:
    access, kit = cast.profiles["kit_with_joon"], cast.clients["kit"]
    joon = everyone["joon"]
    assert joon.get(f"/portal/{access.code}/").status_code == 200

    cole.post(f"{record(kit)}portal/{access.pk}/end/")

    joon.sign_in()
    assert joon.get(f"/portal/{access.code}/").status_code == 404
    assert "Not invited." in of("Joon Kim", cole.page("client-portal", kit.pk))


def test_when_a_contact_gets_another_email_the_old_mailbox_is_asked_no_more(cast, cole) -> None:
    kit = cast.clients["kit"]
    halvard = around(kit, cole.viewer)["Halvard Wintergreen"]
    invitation = invite_contact(cole.viewer, halvard, can_manage=False)
    assert Browser().get(invitation.path).status_code == 200

    halvard.change(cole.viewer, email="halvard@new.example")

    assert Browser().get(invitation.path).status_code == 410


def test_without_self_the_second_profile_leaves_the_portal_and_the_record_stays(cast, everyone) -> None:
    """S3.D7."""
    olive, cole, nadia = (everyone[key] for key in ("olive", "cole", "nadia"))
    first, second = cast.profiles["nadia"], cast.profiles["nadia_with_cole"]
    removing = f"{record(second.client)}contacts/{self_of_nadia(cast, olive).pk}/remove/"
    asked = main_of(olive.get(removing).content.decode())
    assert "This profile of Nadia Haddad goes from their portal" in asked
    assert "Both records stay as they are" in asked

    olive.post(removing)

    assert nadia.get(f"/portal/{second.code}/").status_code == 404
    assert nadia.get(f"/portal/{first.code}/").status_code == 200
    assert cole.get(record(second.client)).status_code == 200


# All at once


def test_olive_sets_up_a_second_profile_in_one_form(cast, everyone, run_jobs) -> None:
    """S3.07 to S3.18, S3.20, S3.21."""
    olive, cole, thea, clara = (everyone[key] for key in ("olive", "cole", "thea", "clara"))
    first = cast.clients["clara"]
    guide = f"{record(first)}second-profile/"
    assert f'href="{guide}"' in olive.page("client", first.pk)
    assert guide not in thea.page("client", first.pk)

    answer = olive.post(guide, {"practitioner": cast.workers["cole"].pk})

    second = Client.objects.visible_to(cole.viewer).get(last_name="Reyes")
    assert answer.url == f"{record(second)}portal/"
    assert (second.name, second.kind, second.email) == ("Clara Reyes", first.kind, "")
    assert thea.get(record(second)).status_code == 404
    assert cole.get(record(first)).status_code == 404
    invitation = PortalInvitation.objects.visible_to(olive.viewer).get(client=second)
    assert invitation.can_manage
    run_jobs()
    assert sorted(to for letter in mail.outbox for to in letter.to) == ["clara@mail.example", "cole@willow.example"]
    page = clara.get(invitation.path).content.decode()
    assert "has opened a second profile for you" in page

    home = clara.post(invitation.path).url

    assert clara.get(home).status_code == 200
    access = PortalAccess.objects.of(clara.user).get(client=second)
    assert (access.label, access.can_manage, access.may_see) == ("Clara Reyes 2", True, EVERYTHING)
    assert access.relationship is not None
    assert first.email not in cole.page("client-portal", second.pk)


def test_the_guide_is_for_administrators_alone(cast, everyone) -> None:
    """S3.08."""
    guide = f"{record(cast.clients['clara'])}second-profile/"
    cole = {"practitioner": cast.workers["cole"].pk}
    for key in ("thea", "fran", "bo"):
        answer = everyone[key].post(guide, cole)
        assert answer.status_code == 403
        assert "Only an administrator sets up a second profile" in answer.content.decode()
    for key in ("otto", "clara"):
        assert everyone[key].post(guide, cole).status_code == 404
    assert not Client.objects.visible_to(everyone["cole"].viewer).filter(last_name="Reyes").exists()


@pytest.mark.parametrize(
    ("key", "sentence"), [("kit", "has no e-mail here"), ("omar_siddiqui", "Bring it back first.")]
)
def test_where_it_cannot_be_it_is_said_and_nothing_is_half_done(cast, olive, key: str, sentence: str) -> None:
    first = cast.clients[key]
    before = Client.objects.visible_to(olive.viewer).count()
    guide = f"{record(first)}second-profile/"
    assert sentence in main_of(olive.get(guide).content.decode())

    answer = olive.post(guide, {"practitioner": cast.workers["sol"].pk})

    assert answer.status_code == 422
    assert sentence in main_of(answer.content.decode())
    assert Client.objects.visible_to(olive.viewer).count() == before


def test_whoever_works_with_them_already_is_no_second_practitioner(cast, olive) -> None:
    guide = f"{record(cast.clients['clara'])}second-profile/"
    page = main_of(olive.get(guide).content.decode())
    assert "Cole Mbeki" in page
    assert "Thea Lindqvist" not in page

    assert olive.post(guide, {"practitioner": cast.workers["thea"].pk}).status_code == 422


def test_an_email_that_is_taken_points_the_administrator_to_the_guide(cast, olive, fran) -> None:
    """S3.D4."""
    typed = {"first_name": "Clara", "last_name": "Reyes", "email": "clara@mail.example", "state": "active"}
    guide = f'href="{record(cast.clients["clara"])}second-profile/"'

    answer = olive.post("/willow/clients/add/", typed)
    assert answer.status_code == 422
    assert guide in answer.content.decode()

    page = fran.post("/willow/clients/add/", typed).content.decode()
    assert "an administrator connects the two" in page
    assert guide not in page


def test_a_mail_says_for_which_profile_it_is(cast, thea, cole, run_jobs) -> None:
    """Q4: the second profile has no e-mail. Its mails go to the login, and name it by the letters that stand for it in
    the portal. Who holds one profile only needs none."""
    for practitioner, key in ((cole, "nadia_with_cole"), (thea, "nadia"), (thea, "clara")):
        note = ChartNote.objects.write(practitioner.viewer, cast.clients[key], "For you too.")
        note.share(practitioner.viewer)
    run_jobs()

    to_nadia = [letter.body for letter in mail.outbox if letter.to == ["nadia@mail.example"]]
    assert ["with the letters N2." in body for body in to_nadia] == [True, False]
    assert "with the letters NH." in to_nadia[1]
    (to_clara,) = [letter.body for letter in mail.outbox if letter.to == ["clara@mail.example"]]
    assert "letters" not in to_clara


# In the list


def records_of_nadia(person) -> list[str]:
    """Where the rows named Nadia Haddad say that there is another record, and where that leads."""
    page = main_of(person.page("clients", q="haddad"))
    return re.findall(r'class="person__more" href="([^"]+)"[^>]*>2 records<', page)


def test_one_person_two_records_two_practitioners(cast, everyone, django_assert_max_num_queries) -> None:
    """S3.21, S3.D1: who sees one of them reads nothing of the other."""
    first, second = cast.clients["nadia"], cast.clients["nadia_with_cole"]
    assert sorted(records_of_nadia(everyone["olive"])) == sorted([record(first), record(second)])
    for key in ("thea", "cole", "bo"):
        assert records_of_nadia(everyone[key]) == []
        assert "2 records" not in everyone[key].page("clients", q="haddad")
    assert len(re.findall("Nadia Haddad</a>", everyone["thea"].page("clients", q="haddad"))) == 1

    self_of_nadia(cast, everyone["olive"]).remove(everyone["olive"].viewer)
    assert records_of_nadia(everyone["olive"]) == []
    everyone["olive"].page("clients", state="all")
    with django_assert_max_num_queries(12):
        everyone["olive"].page("clients", state="all")
