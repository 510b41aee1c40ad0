"""Roles change, memberships end, people leave."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from heartwood.areas.clients.models import AccessGrant, Client
from heartwood.areas.team.changing import LastAdministrator, change_roles
from heartwood.areas.team.leaving import end_membership
from heartwood.areas.team.tests.conftest import fill_in, status
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.audit.models import Line


def grants_of(member):
    return AccessGrant.objects.as_system("test").filter(member=member)


def test_everybody_sees_who_works_here_but_only_olive_manages_it(olive, thea, otto):
    page = thea.page("practice")
    assert "Cole Mbeki" in page
    assert "Practitioner, Supervisor" in page
    assert "cole@willow.example" not in page
    assert "Manage members" not in page
    assert "Manage members" in olive.page("practice")

    assert status(thea, "practice-members") == 403
    assert status(thea, "practice-details") == 403
    assert fill_in(thea, "practice-member-roles", thea.member.pk, roles=["is_administrator"]).status_code == 403
    assert fill_in(thea, "practice-member-end", olive.member.pk).status_code == 403
    assert fill_in(otto, "practice-member-end", thea.member.pk).status_code == 404
    assert otto.get("/willow/practice/").status_code == 404


def test_the_list_of_members_says_who_they_are_and_roughly_when_they_were_here(olive, thea, cast):
    cole = cast.workers["cole"]
    end_membership(olive.viewer, cole)
    type(thea.user).objects.filter(pk=thea.user.pk).update(last_login=now() - timedelta(days=12))

    page = olive.page("practice-members")

    present, former = page.split("Worked here before")
    assert "thea@willow.example" in present
    assert "In the last month" in present
    assert "In the last week" in present
    assert "cole@willow.example" in former
    assert "Otto" not in page


def test_the_list_asks_the_database_the_same_whatever_its_length(olive, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        olive.page("practice-members")


def test_roles_change_at_the_next_click(olive, thea, cast):
    clara = cast.clients["clara"]
    assert status(thea, "client", clara.pk) == 200

    page = fill_in(olive, "practice-member-roles", thea.member.pk, roles=["is_supervisor"])

    assert "Thea Lindqvist is now: Supervisor." in page.text
    thea.sign_in()
    assert status(thea, "client", clara.pk) == 404
    assert Line.objects.as_system("test").get(verb="team.change_roles").who == olive.user

    change_roles(olive.viewer, thea.member, ["is_practitioner"])
    thea.sign_in()

    assert status(thea, "client", clara.pk) == 200  # what she was given has waited for her


def test_a_member_keeps_at_least_one_role(olive, thea):
    page = fill_in(olive, "practice-member-roles", thea.member.pk, roles=[])

    assert page.status_code == 422
    assert "Choose at least one role." in page.text


def test_the_last_administrator_stays_one(olive, thea):
    page = fill_in(olive, "practice-member-roles", olive.member.pk, roles=["is_scheduler"])
    assert page.status_code == 422
    assert "Every organization needs an administrator." in page.text
    assert "You are the only administrator" in olive.page("practice-leave")
    assert fill_in(olive, "practice-leave").status_code == 403
    assert Member.objects.get(pk=olive.member.pk).is_administrator

    change_roles(olive.viewer, thea.member, ["is_administrator", "is_practitioner"])

    page = fill_in(olive, "practice-member-roles", olive.member.pk, roles=["is_scheduler"])
    assert page.status_code == 200
    assert "Who works here" in page.text  # the list of members is hers no more


def test_the_last_two_administrators_cannot_both_go(olive, thea):
    """Each has seen the other as administrator; the verb looks again."""
    change_roles(olive.viewer, thea.member, ["is_administrator"])
    end_membership(olive.viewer, olive.member)

    with pytest.raises(LastAdministrator):
        end_membership(thea.viewer, thea.member)

    assert Member.objects.get(pk=thea.member.pk).is_current


def test_before_a_membership_ends_olive_reads_who_is_left_without_anybody(olive, thea, cast):
    clara, dev, cole = cast.clients["clara"], cast.clients["dev"], cast.workers["cole"]
    clara.give_access(olive.viewer, [thea.member, cole], primary=thea.member)

    page = olive.page("practice-member-end", thea.member.pk)

    alone, leaderless = page.split("but no primary one")
    assert "clients will have no practitioner" in alone
    assert dev.name in alone
    assert clara.name not in alone
    assert clara.name in leaderless
    assert "Omar Siddiqui" not in page  # in the archive
    assert Member.objects.get(pk=thea.member.pk).is_current  # asking changes nothing


def test_owner_only_records_are_neither_told_nor_counted(olive, thea, cast):
    for client in Client.objects.visible_to(thea.viewer).exclude(pk=cast.clients["dev"].pk):
        client.keep_to_owner(thea.viewer)

    page = olive.page("practice-member-end", thea.member.pk)
    own = thea.page("practice-leave")

    assert "1 client will have no practitioner" in page
    assert "Clara" not in page
    assert "owner-only records of yours" in own
    assert "Clara" in own


def test_ending_a_membership_ends_all_access_at_once(olive, thea, cast):
    clara, nadia = cast.clients["clara"], cast.clients["nadia"]
    nadia.keep_to_owner(thea.viewer)
    given = grants_of(thea.member).count()

    page = fill_in(olive, "practice-member-end", thea.member.pk)

    assert "Thea Lindqvist no longer works here." in page.text
    thea.sign_in()
    for name, *parts in (("practice",), ("clients",), ("client", clara.pk), ("client", nadia.pk)):
        assert status(thea, name, *parts) == 404
    (kept,) = grants_of(thea.member)
    assert kept.client_id == nadia.pk
    revoked = Line.objects.as_system("test").filter(verb="clients.revoke_access")
    assert revoked.filter(who=olive.user).count() == given - 1
    assert revoked.filter(client=clara.pk).exists()  # clara's log tells it


def test_thea_leaves_and_takes_no_access_of_others_with_her(thea, cast):
    cole = cast.workers["cole"]
    of_cole = grants_of(cole).count()
    asked = thea.page("practice-leave")
    assert "Do you want to leave Willow Practice?" in asked
    assert "clients will have no practitioner" in asked

    page = fill_in(thea, "practice-leave")

    assert "You no longer work at Willow Practice." in page.text
    assert status(thea, "practice") == 404
    assert not grants_of(thea.member)
    assert grants_of(cole).count() == of_cole


def test_ones_own_membership_ends_by_leaving(olive):
    answer = olive.get(olive.viewer.address("practice-member-end", olive.member.pk))

    assert answer.url == "/willow/practice/leave/"


def test_details_change_and_the_address_stays(olive):
    typed = {
        "name": "Willow & Reed",
        "kind": "healing_center",
        "jurisdiction": "Colorado, US",
        "time_zone": "America/Denver",
        "age_of_majority": "21",
        "records_are_owner_only": "on",
        "slug": "reed",
    }
    assert "stays as it is" in olive.page("practice-details")

    page = fill_in(olive, "practice-details", **typed)

    assert "Willow &amp; Reed" in page.text
    assert "Healing center" in page.text
    willow = Organization.objects.get(slug="willow")
    assert willow.time_zone == "America/Denver"
    assert willow.records_are_owner_only

    assert fill_in(olive, "practice-details", **typed | {"time_zone": "Mars/Olympus"}).status_code == 422
