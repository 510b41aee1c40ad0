"""From the link in the mail to a place in the office."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils.timezone import now

from heartwood.areas.team.inviting import invite
from heartwood.areas.team.joining import join
from heartwood.areas.team.leaving import end_membership
from heartwood.areas.team.models import Invitation
from heartwood.areas.team.tests.conftest import status
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.new_logins import Overtaken, newcomer
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line

A_PASSWORD = "lantern moss quietly 9"


def current(invitation):
    return Invitation.objects.as_system("test").get(pk=invitation.pk)


def test_somebody_new_chooses_a_password_and_is_sent_to_their_second_factor(invitation, link_in_mail, visitor):
    link = link_in_mail()
    page = visitor.get(link)
    assert "Olive Park invites you to work at <strong>Willow Practice</strong>" in page.text
    assert "Practitioner" in page.text
    assert "mira@post.example" in page.text

    arrived = visitor.post(link, {"your_name": "Mira Solano", "password": A_PASSWORD}, follow=True)

    assert arrived.redirect_chain[:2] == [("/willow/", 302), ("/accounts/second-factor/?next=/willow/", 302)]
    mira = User.objects.get(email="mira@post.example")
    assert mira.check_password(A_PASSWORD)
    assert mira.time_zone == "America/Los_Angeles"
    member = Member.objects.get(user=mira)
    assert member.roles_in_words == "Practitioner"
    assert member.organization.slug == "willow"
    assert Line.objects.as_system("test").get(verb="team.join").who == mira


def test_looking_at_the_link_uses_nothing_up(invitation, visitor):
    for _ in range(3):
        assert visitor.get(f"/join/{invitation.token}/").status_code == 200
        assert visitor.head(f"/join/{invitation.token}/").status_code == 200

    assert current(invitation).is_pending


def test_the_invited_email_cannot_be_exchanged(invitation, visitor):
    typed = {"your_name": "Mira", "password": A_PASSWORD, "email": "mallory@post.example"}
    visitor.post(f"/join/{invitation.token}/", typed)

    assert User.objects.filter(email="mira@post.example").exists()
    assert not User.objects.filter(email="mallory@post.example").exists()


@pytest.mark.parametrize("weak", ["short", "password12345", "mira@post.example"])
def test_a_weak_password_is_refused_and_nothing_is_used_up(invitation, visitor, weak):
    page = visitor.post(f"/join/{invitation.token}/", {"your_name": "Mira Solano", "password": weak})

    assert page.status_code == 422
    assert current(invitation).is_pending
    assert not User.objects.filter(email="mira@post.example").exists()


def test_a_link_works_once(invitation, visitor):
    typed = {"your_name": "Mira", "password": A_PASSWORD}
    visitor.post(f"/join/{invitation.token}/", typed)

    for late in (Browser().get(f"/join/{invitation.token}/"), Browser().post(f"/join/{invitation.token}/", typed)):
        assert late.status_code == 410
        assert "has been accepted" in late.text
        assert "Willow" not in late.text
        assert "mira" not in late.text


def test_a_second_click_is_told_when_it_matters(invitation):
    """Both clicks have seen the invitation open."""
    join(invitation.token, newcomer(invitation, "Mira", A_PASSWORD))

    with pytest.raises(Overtaken):
        join(invitation.token, newcomer(invitation, "Mira", A_PASSWORD))

    assert Member.objects.filter(user__email="mira@post.example").count() == 1


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite in memory, threads cannot wait for each other")
def test_two_who_accept_at_the_same_moment_make_one_member(cast_for_real):
    olive = Viewer.in_office(cast_for_real.workers["olive"])
    invitation = invite(olive, name="Mira", email="mira@post.example", roles=["is_practitioner"])
    both_ready = Barrier(2)

    def accept(_):
        mira = newcomer(invitation, "Mira", A_PASSWORD)
        both_ready.wait()
        try:
            return join(invitation.token, mira).user.email
        except Overtaken:
            return "overtaken"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        ends = sorted(clicks.map(accept, range(2)))

    assert ends == ["mira@post.example", "overtaken"]
    assert Member.objects.filter(user__email="mira@post.example").count() == 1


def test_a_login_that_came_about_meanwhile_leaves_the_invitation_open(invitation):
    mira = newcomer(invitation, "Mira", A_PASSWORD)
    User.objects.create_user("mira@post.example", name="Mira")

    with pytest.raises(Overtaken):
        join(invitation.token, mira)

    assert current(invitation).is_pending


@pytest.mark.parametrize(
    ("change", "words"),
    [({"revoked_at": now()}, "no longer holds"), ({"invited_at": now() - timedelta(days=8)}, "has expired")],
    ids=["withdrawn", "expired"],
)
def test_a_link_that_no_longer_holds_opens_nothing_and_tells_nothing(invitation, olive, visitor, change, words):
    with act(olive.viewer, "team.test", invitation):
        Invitation.objects.visible_to(olive.viewer).update(**change)

    page = visitor.get(f"/join/{invitation.token}/")
    attempt = visitor.post(f"/join/{invitation.token}/", {"your_name": "Mira", "password": A_PASSWORD})

    assert page.status_code == attempt.status_code == 410
    assert words in page.text
    assert "Willow" not in page.text
    assert "mira" not in page.text
    assert not User.objects.filter(email="mira@post.example").exists()


def test_a_link_that_never_was_looks_like_a_broken_one(visitor):
    page = visitor.get("/join/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/")

    assert page.status_code == 404
    assert "opens nothing" in page.text


def test_somebody_with_a_login_signs_in_first_and_then_confirms(olive, clara, visitor):
    """Clara, a client here, is to work at the front desk."""
    asked = invite(olive.viewer, name="Clara", email=clara.user.email, roles=["is_scheduler"])
    link = f"/join/{asked.token}/"
    page = visitor.get(link)
    assert "Sign in to accept" in page.text
    assert f"/accounts/login/?next={link}" in page.text
    visitor.post(link, {"your_name": "Mallory", "password": A_PASSWORD})
    assert not Member.objects.filter(user=clara.user).exists()

    assert "Join Willow Practice?" in clara.get(link).text
    arrived = clara.post(link)

    assert arrived.url == "/willow/"
    assert Member.objects.get(user=clara.user).roles_in_words == "Scheduler"


def test_somebody_signed_in_under_another_email_is_told_so_and_not_which_is_invited(invitation, otto):
    for page in (otto.get(f"/join/{invitation.token}/"), otto.post(f"/join/{invitation.token}/")):
        assert page.status_code == 403
        assert "otto@otter.example" in page.text
        assert "mira" not in page.text
        assert "Willow" not in page.text
    assert current(invitation).is_pending


def test_the_verb_itself_lets_in_nobody_but_the_invited(invitation, otto):
    with pytest.raises(Overtaken):
        join(invitation.token, otto.user)


def test_a_former_member_comes_back_in_the_roles_of_the_invitation(olive, thea):
    end_membership(olive.viewer, thea.member)
    asked_back = olive.page("practice-invite", again=thea.member.pk)
    assert 'value="thea@willow.example"' in asked_back
    invitation = invite(olive.viewer, name="Thea", email="thea@willow.example", roles=["is_supervisor"])
    thea.sign_in()
    assert status(thea, "practice") == 404

    thea.post(f"/join/{invitation.token}/")

    assert status(thea, "practice") == 200
    member = Member.objects.get(pk=thea.member.pk)
    assert member.is_current
    assert member.roles_in_words == "Supervisor"
