"""Couples and families: a record about several people together, each of whom may be a client of their own."""

import pytest

from heartwood.areas.clients.inviting import invite_contact
from heartwood.areas.clients.models import Client, PortalAccess, Relationship
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act


@pytest.fixture
def couple(cast, everyone) -> Client:
    """Thea sees Clara and Dev together, too."""
    thea = everyone["thea"]
    couple: Client = Client.objects.add(
        thea.viewer, kind="couple", first_name="Clara &", last_name="Dev", practitioners=[thea.member]
    )
    for key in ("clara", "dev"):
        client = cast.clients[key]
        Relationship.objects.add(
            thea.viewer, couple, contact=client, kind="member", name=client.name, is_emergency=False
        )
    return couple


@pytest.fixture
def clara_there(couple, everyone, link_in_mail) -> Viewer:
    """Clara has followed her invitation for the joint record."""
    thea, clara = everyone["thea"], everyone["clara"]
    contact = couple.relationships.visible_to(thea.viewer).get(contact__email="clara@mail.example")
    invite_contact(thea.viewer, contact, can_manage=True, may_see=["bookings", "documents"])
    assert clara.post(link_in_mail()).status_code == 302
    access = PortalAccess.objects.of(clara.user).get(client=couple)
    return Viewer.through_portal(access)


def test_the_members_stand_on_the_record_and_lead_to_their_own(cast, everyone, couple) -> None:
    thea = everyone["thea"]

    page = thea.page("client", couple.pk)

    assert "Couple" in page
    for key in ("clara", "dev"):
        assert f'<a href="{thea.viewer.address("client", cast.clients[key].pk)}">{cast.clients[key].name}</a>' in page
    assert f'<a href="{thea.viewer.address("client", couple.pk)}">Clara &amp; Dev</a>' in thea.page(
        "client-portal", cast.clients["clara"].pk
    )


def test_who_sees_one_of_the_records_only_learns_of_no_other(cast, everyone, couple) -> None:
    """Cole is given the couple, and nobody of it; Sol one of the two, and not the couple."""
    thea, cole, sol = everyone["thea"], everyone["cole"], everyone["sol"]
    couple.give_access(thea.viewer, [thea.member, cole.member], thea.member)
    cast.clients["clara"].give_access(thea.viewer, [thea.member, sol.member], thea.member)

    page = cole.page("client", couple.pk)
    assert "Clara Reyes" in page
    assert str(cast.clients["clara"].pk) not in page
    assert "Dev" not in sol.page("client-portal", cast.clients["clara"].pk)
    assert str(couple.pk) not in sol.page("client-portal", cast.clients["clara"].pk)


def test_a_new_contact_of_a_couple_is_a_member_unless_said_otherwise(cast, everyone, couple) -> None:
    thea = everyone["thea"]
    form = thea.get(thea.viewer.address("client-contact-add", couple.pk)).context["form"]
    assert form["kind"].value() == "member"
    of_one = thea.get(thea.viewer.address("client-contact-add", cast.clients["clara"].pk)).context["form"]
    assert "member" not in dict(of_one.fields["kind"].choices)


def test_in_the_portal_a_member_sees_the_joint_part_and_nothing_of_the_other(
    cast, everyone, couple, clara_there
) -> None:
    clara = everyone["clara"]
    pages = ("dashboard", "bookings", "documentation", "journal", "relationships", "relationships-sharing", "settings")
    for page in pages:
        answer = clara.get(clara_there.address(page))
        assert answer.status_code == 200, page
        text = answer.content.decode()
        for secret in ("dev@mail.example", str(cast.clients["dev"].pk), "Marrowby"):
            assert secret not in text, page


def test_neither_member_shuts_the_other_out(cast, everyone, couple, clara_there, link_in_mail) -> None:
    """Both act for the couple; only the practice ends what it gave."""
    thea, clara = everyone["thea"], everyone["clara"]
    contact = couple.relationships.visible_to(thea.viewer).get(contact__email="dev@mail.example")
    other = PortalAccess(client=couple, user=everyone["nadia"].user, relationship=contact)
    with act(thea.viewer, "clients.enter_portal", other):
        other.save(force_insert=True)

    assert "Dev Patel" in clara.get(clara_there.address("relationships")).content.decode()
    assert clara.post(clara_there.address("relationships-end", other.pk)).status_code == 404
    assert clara.post(clara_there.address("emergency-remove", contact.pk)).status_code == 404
    assert PortalAccess.objects.as_system("test").active().filter(pk=other.pk).exists()
