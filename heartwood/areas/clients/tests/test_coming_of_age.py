"""Kit comes of age: parents no longer enter the portal for them, and are told a month before (S3.B8)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.core import mail
from django.utils.timezone import localdate

from heartwood.areas.clients.coming_of_age import end_childhoods, tell_of_coming_of_age
from heartwood.areas.clients.inviting import CannotInvite, invite_contact, why_not_contact
from heartwood.areas.clients.models import Client, PortalAccess, Relationship
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice


@pytest.fixture
def kit(cast) -> Client:
    kit: Client = cast.clients["kit"]
    return kit


def born(cole, kit: Client, on: date) -> None:
    kit.change(cole.viewer, born_on=on)


def turns_18(on: date) -> date:
    return on - relativedelta(years=18)


def told(person) -> list[str]:
    notices = Notice.objects.as_system("test").filter(person=person.user)
    return list(
        notices.filter(kind__in=["clients.comes_of_age", "clients.ends_with_childhood"]).values_list("kind", flat=True)
    )


def lines(kit: Client, verb: str) -> int:
    return Line.objects.as_system("test").filter(client=kit.pk, verb=verb).count()


def test_on_their_eighteenth_birthday_the_portal_is_closed_to_both_parents(cast, everyone, kit) -> None:
    grace, joon, cole = everyone["grace"], everyone["joon"], everyone["cole"]
    birthday = localdate() + timedelta(days=2)
    born(cole, kit, turns_18(birthday))
    for parent in (grace, joon):
        assert replace(parent).get(parent.viewer.address("dashboard")).status_code == 200

    with time_machine.travel(f"{birthday}T20:00Z"):
        for parent in (replace(grace), replace(joon)):
            for page in ("dashboard", "relationships", "documentation", "settings"):
                assert parent.get(parent.viewer.address(page)).status_code == 404, page
        end_childhoods()
    assert lines(kit, "clients.come_of_age") == 2
    assert not PortalAccess.objects.as_system("test").filter(client=kit, revoked_at=None).exists()
    end_childhoods()
    assert lines(kit, "clients.come_of_age") == 2


def test_a_month_before_they_and_the_team_are_told_once(cast, everyone, kit, run_jobs) -> None:
    grace, joon, cole, olive, thea = (everyone[key] for key in ("grace", "joon", "cole", "olive", "thea"))
    born(cole, kit, turns_18(localdate() + timedelta(days=31)))
    tell_of_coming_of_age()
    assert not told(cole)

    born(cole, kit, turns_18(localdate() + timedelta(days=30)))
    for _ in range(2):
        tell_of_coming_of_age()

    assert told(cole) == told(olive) == ["clients.comes_of_age"]
    assert told(grace) == told(joon) == ["clients.ends_with_childhood"]
    assert told(thea) == []
    run_jobs()
    to_grace = next(letter for letter in mail.outbox if letter.to == ["grace@mail.example"])
    assert "Kit" not in f"{to_grace.subject} {to_grace.body}"
    page = grace.page("relationships-childhood", kit.pk)
    assert "“Kit Kim” is open to you until" in page
    assert "Kit Kim comes of age" in page


def test_the_page_is_there_for_who_enters_for_a_minor(cast, everyone, kit) -> None:
    clara, grace = everyone["clara"], everyone["grace"]
    assert clara.get(clara.viewer.address("relationships-childhood", clara.profile.client_id)).status_code == 404
    assert grace.get(grace.viewer.address("relationships-childhood", clara.profile.client_id)).status_code == 404
    assert grace.get(grace.viewer.address("relationships-childhood", kit.pk)).status_code == 200


def test_the_portal_tab_says_until_when(cast, everyone, kit) -> None:
    cole = everyone["cole"]
    born(cole, kit, date(2010, 2, 28))
    page = cole.page("client-portal", kit.pk)
    assert 'Kit Kim comes of age on <time datetime="2028-02-28">' in page
    assert page.count("until 27 Feb 2028") == 2

    born(cole, kit, None)
    page = cole.page("client-portal", kit.pk)
    assert "Without a date of birth" in page
    assert "until" not in page[page.index("people-around") :]


def test_the_age_is_each_organizations_own(cast, everyone, kit) -> None:
    """Olive changes it under Practice: it counts at once."""
    olive, cole, grace = everyone["olive"], everyone["cole"], everyone["grace"]
    born(cole, kit, localdate() - relativedelta(years=17))
    details = olive.get(olive.viewer.address("practice-details"))
    form = details.context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    assert facts["age_of_majority"] == 18

    refused = olive.post(olive.viewer.address("practice-details"), facts | {"age_of_majority": "99"})
    assert refused.status_code == 422
    assert grace.get(grace.viewer.address("dashboard")).status_code == 200
    assert olive.post(olive.viewer.address("practice-details"), facts | {"age_of_majority": "16"}).status_code == 302

    grace = replace(grace)
    assert grace.get(grace.viewer.address("dashboard")).status_code == 404


def test_what_has_ended_does_not_come_back_when_the_kind_changes(cast, everyone, kit) -> None:
    """An adult's record: whoever enters the portal for them is invited anew, since the client wishes it."""
    grace, cole = everyone["grace"], everyone["cole"]
    contact = Relationship.objects.visible_to(cole.viewer).get(pk=grace.profile.relationship_id)
    born(cole, kit, turns_18(localdate()))
    assert why_not_contact(cole.viewer, contact).startswith("Kit Kim is of age.")
    with pytest.raises(CannotInvite):
        invite_contact(cole.viewer, contact, can_manage=True)

    kit.change(cole.viewer, kind="individual")

    grace = replace(grace)
    assert grace.get(grace.viewer.address("dashboard")).status_code == 404
    contact.client.refresh_from_db()
    assert why_not_contact(cole.viewer, contact) == ""


def test_a_link_accepted_too_late_opens_nothing(cast, everyone, kit, link_in_mail) -> None:
    cole, grace = everyone["cole"], everyone["grace"]
    contact = Relationship.objects.visible_to(cole.viewer).get(pk=grace.profile.relationship_id)
    grace.profile.end(cole.viewer)
    invite_contact(cole.viewer, contact, can_manage=True, may_see=["documents"])
    link = link_in_mail()
    born(cole, kit, turns_18(localdate()))
    replace(grace).post(link)

    assert not PortalAccess.objects.as_system("test").active().filter(client=kit, user=grace.user).exists()


def test_ones_own_second_profile_stays(cast, everyone) -> None:
    """Self is nobody else, at whatever age."""
    nadia, olive = everyone["nadia"], everyone["olive"]
    second = cast.clients["nadia_with_cole"]
    second.change(olive.viewer, kind="minor", born_on=turns_18(localdate()))

    assert PortalAccess.objects.as_system("test").active().filter(client=second, user=nadia.user).exists()
