"""Thea invites a client to the portal; the client comes in; and one day it is over."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from heartwood.areas.clients.entering import enter_portal
from heartwood.areas.clients.inviting import invite_to_portal, send_portal_invitation
from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation
from heartwood.cast.people import PASSWORD
from heartwood.ground.accounts.models import User
from heartwood.ground.accounts.new_logins import Overtaken, newcomer
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line

A_PASSWORD = "lantern moss quietly 9"


def invite_page(client: Client) -> str:
    return f"/willow/clients/{client.pk}/portal/invite/"


def current(invitation: PortalInvitation) -> PortalInvitation:
    return PortalInvitation.objects.as_system("test").select_related("client").get(pk=invitation.pk)


def come_in(link: str, name: str = "Ana Ruiz") -> Browser:
    """A browser in which somebody new has accepted, and is signed in."""
    browser = Browser()
    answer = browser.post(link, {"your_name": name, "password": A_PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


@pytest.fixture
def ana(cast):
    """Thea's client, who was never asked into the portal."""
    return cast.clients["ana_ruiz"]


@pytest.fixture
def invitation(thea, ana):
    return invite_to_portal(thea.viewer, ana)


# Inviting


def test_the_arrow_in_the_list_sends_one_mail_to_the_nominated_address(thea, ana, run_jobs) -> None:
    """S2.04, S2.06. The list is then as it was before."""
    assert "Invite to portal: Ana Ruiz" in thea.page("clients", q="ruiz")

    answer = thea.post(invite_page(ana), {"back": "/willow/clients/?q=ruiz"})

    assert answer.url == "/willow/clients/?q=ruiz"
    page = thea.page("clients", q="ruiz")
    assert "is on its way to ana.ruiz@post.example" in page
    assert "Invite to portal: Ana Ruiz" not in page
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["ana.ruiz@post.example"]
    assert letter.body.count("http") == 1
    for discreet in (letter.subject, letter.body, letter.alternatives[0].content):
        assert "Willow" not in discreet
        assert "herap" not in discreet


def test_more_actions_on_the_record_invites_too(thea, ana, run_jobs) -> None:
    """S2.05."""
    record = thea.page("client", ana.pk)
    assert f'action="{invite_page(ana)}"' in record
    assert "Invite to portal" in record

    answer = thea.post(invite_page(ana))

    assert answer.url == f"/willow/clients/{ana.pk}/"
    record = thea.page("client", ana.pk)
    assert "Invited" in record
    assert f'action="{invite_page(ana)}"' not in record
    run_jobs()
    assert mail.outbox[-1].to == ["ana.ruiz@post.example"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_inviting_leads_back_to_no_other_house(thea, ana, elsewhere: str) -> None:
    assert thea.post(invite_page(ana), {"back": elsewhere}).url == f"/willow/clients/{ana.pk}/"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("nadia_with_cole", "has no e-mail here, so an invitation has nowhere to go"),
        ("omar_siddiqui", "is in the archive"),
        ("clara", "enters the portal with clara@mail.example already"),
    ],
)
def test_who_cannot_be_invited_is_said_in_a_sentence(cast, everyone, key: str, sentence: str, run_jobs) -> None:
    """S2.D8."""
    person, client = everyone[cast.practitioner_of[key]], cast.clients[key]

    answer = person.browser.post(invite_page(client), follow=True)

    assert sentence in answer.content.decode()
    run_jobs()
    assert not mail.outbox
    assert not client.portal_invitations.visible_to(person.viewer).exists()


def test_who_may_not_change_the_profile_invites_nobody(everyone, ana) -> None:
    for key in ("fran", "bo", "cole", "otto", "clara"):
        assert everyone[key].post(invite_page(ana)).status_code == 404
    for key in ("fran", "bo"):
        assert "Invite to portal" not in everyone[key].page("clients", q="ruiz")
    assert everyone["olive"].post(invite_page(ana)).status_code == 302


def test_the_house_does_not_mail_the_whole_world(thea, ana, run_jobs) -> None:
    statuses = [thea.post(invite_page(ana)).status_code for _ in range(61)]

    assert statuses[59:] == [302, 429]


def test_the_job_sends_once_and_never_for_what_is_withdrawn(thea, invitation, run_jobs) -> None:
    run_jobs()
    send_portal_invitation.call(str(invitation.pk))
    assert len(mail.outbox) == 1

    newer = invite_to_portal(thea.viewer, invitation.client)
    newer.revoke(thea.viewer)
    run_jobs()
    assert len(mail.outbox) == 1


def test_the_token_lies_nowhere_in_the_database(invitation) -> None:
    row = PortalInvitation.objects.as_system("test").filter(pk=invitation.pk).values().get()
    for place in (row, list(DBTaskResult.objects.values()), list(Line.objects.as_system("test").values())):
        assert invitation.token not in str(place)


# Coming in


def test_ana_creates_an_account_and_lands_on_her_dashboard(ana, invitation, link_in_mail) -> None:
    """S2.07, S2.08, S2.01."""
    link = link_in_mail()
    page = Browser().get(link).content.decode()
    assert "Create your account" in page
    assert "Thea Lindqvist" in page
    assert 'value="ana.ruiz@post.example"' in page

    browser = come_in(link)

    home = browser.get("/", follow=True)
    assert "Hello, Ana" in home.content.decode()
    assert current(invitation).state == "accepted"
    login = User.objects.get(email="ana.ruiz@post.example")
    assert login.time_zone == "America/Los_Angeles"
    assert PortalAccess.objects.of(login).get().client_id == ana.pk


def test_looking_uses_nothing_up_and_accepting_does(invitation, link_in_mail, visitor) -> None:
    """Programs that scan mails follow links."""
    link = link_in_mail()
    for _ in range(3):
        assert visitor.get(link).status_code == 200
        assert visitor.head(link).status_code == 200
    assert current(invitation).is_pending

    come_in(link)

    assert visitor.get(link).status_code == 410
    assert visitor.post(link, {"your_name": "B", "password": A_PASSWORD}).status_code == 410


def test_a_weak_password_is_explained_and_leaves_the_invitation_open(invitation, link_in_mail, visitor) -> None:
    answer = visitor.post(link_in_mail(), {"your_name": "Ana", "password": "short"})

    assert answer.status_code == 422
    assert current(invitation).is_pending
    assert not User.objects.filter(email="ana.ruiz@post.example").exists()


def test_sending_again_kills_the_older_link(thea, invitation, visitor) -> None:
    """S2.D8."""
    page = thea.browser.post(
        invite_page(invitation.client), {"back": f"/willow/clients/{invitation.client_id}/portal/"}, follow=True
    )

    assert "Invited" in page.content.decode()
    (newer,) = invitation.client.portal_invitations.visible_to(thea.viewer).open()
    assert newer.token != invitation.token
    assert visitor.get(invitation.path).status_code == 410
    assert visitor.get(newer.path).status_code == 200


def test_it_works_for_seven_days_and_says_so_afterwards(thea, invitation, visitor) -> None:
    def aged(by: timedelta) -> None:
        with act(thea.viewer, "clients.test", invitation):
            invitation.invited_at -= by
            invitation.save()

    aged(timedelta(days=6, hours=23))
    assert visitor.get(invitation.path).status_code == 200

    aged(timedelta(hours=2))
    assert "expired" in visitor.get(invitation.path).content.decode()
    assert "Expired" in thea.page("client-portal", invitation.client_id)
    assert "Not invited." in thea.page("client", invitation.client_id)


def test_a_withdrawn_invitation_opens_nothing(thea, invitation, visitor) -> None:
    withdraw = f"/willow/clients/{invitation.client_id}/portal/withdraw/"
    thea.get(withdraw)
    assert visitor.get(invitation.path).status_code == 200  # asking changes nothing

    thea.post(withdraw)

    assert visitor.get(invitation.path).status_code == 410
    assert "Withdrawn" in thea.page("client-portal", invitation.client_id)
    assert thea.get(withdraw).status_code == 404


def test_when_the_record_gets_another_email_the_old_mailbox_is_asked_no_more(thea, invitation, visitor, ana) -> None:
    ana.change(thea.viewer, email="ana@new.example")

    assert visitor.get(invitation.path).status_code == 410
    with pytest.raises(Overtaken):
        enter_portal(invitation.token, newcomer(invitation, "Ana", A_PASSWORD))
    assert f'action="{invite_page(ana)}"' in thea.page("client", ana.pk)


def test_a_login_that_is_there_already_links_after_signing_in(everyone, thea, ana) -> None:
    """S2.D8: one login, one profile more. The link alone opens nothing without the password."""
    ana.change(thea.viewer, email="petra@mail.example")
    invitation = invite_to_portal(thea.viewer, ana)
    stranger = Browser()
    assert "Sign in to accept" in stranger.get(invitation.path).content.decode()
    stranger.post(invitation.path, {"your_name": "Not Petra", "password": A_PASSWORD})
    assert current(invitation).is_pending

    petra = everyone["petra"]
    assert "Add this to your login?" in petra.get(invitation.path).content.decode()
    assert current(invitation).is_pending
    home = petra.post(invitation.path).url

    assert petra.get(home).status_code == 200
    assert PortalAccess.objects.of(petra.user).count() == 2
    assert User.objects.filter(email="petra@mail.example").count() == 1


def test_staff_are_told_the_same_whether_there_was_a_login_or_not(thea, cast, run_jobs) -> None:
    ana, hugo = cast.clients["ana_ruiz"], cast.clients["hugo_lefevre"]
    ana.change(thea.viewer, email="petra@mail.example")
    told = []
    for client in (ana, hugo):
        page = thea.browser.post(
            invite_page(client), {"back": f"/willow/clients/{client.pk}/portal/"}, follow=True
        ).content.decode()
        page = page[page.index("<main") : page.index("</main>")]
        page = re.sub(r'datetime="[^"]+"', "", page)
        page = re.sub(r'<header class="heading">.*?</header>', "", page, flags=re.DOTALL)
        for own in (client.email, client.name, str(client.pk)):
            page = page.replace(own, "-")
        told.append([line.strip() for line in page.splitlines() if 'type="hidden"' not in line])

    assert told[0] == told[1]


def test_another_login_is_told_to_sign_out_and_learns_no_name(everyone, invitation) -> None:
    """S0.D11."""
    nadia = everyone["nadia"]

    page = nadia.get(invitation.path)

    text = page.content.decode()
    assert page.status_code == 403
    assert "Sign out" in text
    for secret in ("Ana", "ana.ruiz@post.example", "Thea", "Willow"):
        assert secret not in text
    assert nadia.post(invitation.path).status_code == 403
    assert current(invitation).is_pending


def test_a_second_click_makes_no_second_profile(invitation) -> None:
    enter_portal(invitation.token, ana := newcomer(invitation, "Ana", A_PASSWORD))

    with pytest.raises(Overtaken):
        enter_portal(invitation.token, ana)

    assert PortalAccess.objects.of(ana).count() == 1


def test_a_second_profile_of_the_same_name_gets_a_neutral_number(cast, everyone, thea) -> None:
    nadia = everyone["nadia"].user
    thea.post("/willow/clients/add/", {"first_name": "Nadia", "last_name": "Haddad", "state": "active"})
    third = Client.objects.visible_to(thea.viewer).filter(last_name="Haddad").latest("added_at")
    with act(thea.viewer, "clients.test", third):
        third.email = nadia.email
        third.save()

    access = enter_portal(invite_to_portal(thea.viewer, third).token, nadia)

    assert access.label == "Nadia Haddad 3"


# And one day it is over


def test_ending_it_counts_from_the_next_click_on_every_device(thea, cast, everyone, clara) -> None:
    elsewhere = Browser()
    elsewhere.post("/accounts/login/", {"login": "clara@mail.example", "password": PASSWORD})
    access = cast.profiles["clara"]
    home = f"/portal/{access.code}/"
    assert elsewhere.get(home).status_code == 200
    asked = thea.page("client-portal-end", cast.clients["clara"].pk, access.pk)
    assert "End portal access?" in asked
    assert clara.get(home).status_code == 200  # asking changes nothing

    thea.post(f"/willow/clients/{cast.clients['clara'].pk}/portal/{access.pk}/end/")

    for browser in (clara.browser, elsewhere):
        for page in ("", "journal/", "documentation/", "settings/profile/"):
            assert browser.get(home + page).status_code in (302, 404)
    assert not UserSession.objects.filter(user=access.user).exists()  # nothing else is left for this login
    assert "Revoked" in thea.page("client-portal", cast.clients["clara"].pk)
    assert everyone["cole"].get(f"/willow/clients/{cast.clients['clara'].pk}/portal/").status_code == 404


def test_who_has_another_place_stays_signed_in_there(cast, everyone) -> None:
    nadia, thea = everyone["nadia"], everyone["thea"]
    access = cast.profiles["nadia"]
    nadia.get("/")

    access.end(thea.viewer)

    assert nadia.get(f"/portal/{access.code}/").status_code == 404
    assert nadia.get(f"/portal/{cast.profiles['nadia_with_cole'].code}/").status_code == 200


def test_after_the_end_a_new_invitation_opens_it_again(cast, thea, clara) -> None:
    cast.profiles["clara"].end(thea.viewer)

    invitation = invite_to_portal(thea.viewer, cast.clients["clara"])
    access = enter_portal(invitation.token, clara.user)

    assert access.code != cast.profiles["clara"].code
    clara.sign_in()
    assert clara.get(f"/portal/{access.code}/").status_code == 200


def test_the_state_costs_the_record_no_query(thea, ana, django_assert_num_queries) -> None:
    """It comes with the client."""
    before = Client.objects.visible_to(thea.viewer).noting_for_its_page(thea.viewer)

    with django_assert_num_queries(1):
        found = before.get(pk=ana.pk)
    assert not found.is_in_portal
