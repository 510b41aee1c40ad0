"""Olive invites, sends again, withdraws; the mail leaves from a job."""

from datetime import timedelta

from django.core import mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from heartwood.areas.team.inviting import invite, send
from heartwood.areas.team.models import Invitation
from heartwood.areas.team.tests.conftest import fill_in, status
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line


def test_olive_invites_somebody_who_gets_one_mail_with_one_link(olive, run_jobs):
    page = fill_in(
        olive,
        "practice-invite",
        name="Mira Solano",
        email="Mira@Post.example",
        roles=["is_practitioner", "is_supervisor"],
    )

    assert "Mira Solano" in page.text
    assert "mira@post.example" in page.text
    assert "Practitioner, Supervisor" in page.text
    assert "Waiting for an answer" in page.text
    assert not mail.outbox  # it leaves from a job

    run_jobs()

    (letter,) = mail.outbox
    html = letter.alternatives[0].content
    assert letter.to == ["mira@post.example"]
    assert "Olive Park" in letter.body
    assert letter.body.count("http") == 1
    assert html.count("<a ") == 1
    assert "/join/" in letter.body
    assert "/join/" in html
    for discreet in (letter.subject, letter.body, html):
        assert "Willow" not in discreet
        assert "ractitioner" not in discreet


def test_the_job_sends_once_however_often_it_runs(invitation, run_jobs):
    run_jobs()

    send.call(str(invitation.pk))

    assert len(mail.outbox) == 1


def test_no_mail_leaves_for_an_invitation_that_was_undone(olive, run_jobs):
    with transaction.atomic():
        invite(olive.viewer, name="Mira", email="mira@post.example", roles=["is_biller"])
        transaction.set_rollback(True)

    run_jobs()
    assert not mail.outbox


def test_no_mail_leaves_for_an_invitation_that_was_withdrawn_meanwhile(olive, invitation, run_jobs):
    invitation.revoke(olive.viewer)

    run_jobs()

    assert not mail.outbox


def test_the_token_lies_nowhere_in_the_database(invitation):
    assert len(invitation.token) == 43  # 256 bits in base 64
    row = Invitation.objects.as_system("test").filter(pk=invitation.pk).values().get()
    queue = list(DBTaskResult.objects.values())
    assert invitation.token not in str(row)
    assert invitation.token not in str(queue)
    assert invitation.token not in str(list(Line.objects.as_system("test").values()))


def test_sending_again_kills_the_older_link(olive, invitation, visitor):
    fill_in(olive, "practice-invitation-resend", invitation.pk)

    (newer,) = Invitation.objects.visible_to(olive.viewer).open().filter(email=invitation.email)
    assert newer.token != invitation.token
    assert visitor.get(f"/join/{invitation.token}/").status_code == 410
    assert visitor.get(f"/join/{newer.token}/").status_code == 200


def test_inviting_the_same_person_again_kills_the_older_link(olive, otto, invitation):
    elsewhere = invite(otto.viewer, name="Mira", email="mira@post.example", roles=["is_biller"])

    newer = invite(olive.viewer, name="Mira", email="MIRA@post.example", roles=["is_biller"])

    invitation.refresh_from_db(from_queryset=Invitation.objects.visible_to(olive.viewer))
    assert invitation.state == "revoked"
    assert newer.is_pending
    assert elsewhere.is_pending  # another organization's


def test_an_expired_invitation_says_so_and_can_be_sent_again(olive, invitation):
    with act(olive.viewer, "team.test", invitation):
        invitation.invited_at -= timedelta(days=7, minutes=1)
        invitation.save()
    assert "Expired" in olive.page("practice-members")

    page = fill_in(olive, "practice-invitation-resend", invitation.pk)

    assert "Waiting for an answer" in page.text


def test_a_withdrawn_invitation_moves_to_the_earlier_ones(olive, invitation, visitor):
    asked = olive.page("practice-invitation-revoke", invitation.pk)
    assert "Withdraw the invitation of Mira Solano?" in asked
    assert visitor.get(f"/join/{invitation.token}/").status_code == 200  # asking changes nothing

    page = fill_in(olive, "practice-invitation-revoke", invitation.pk)

    assert "Withdrawn" in page.text
    assert visitor.get(f"/join/{invitation.token}/").status_code == 410
    assert status(olive, "practice-invitation-revoke", invitation.pk) == 404


def test_an_invitation_needs_a_role_and_somebody_new(olive):
    page = fill_in(olive, "practice-invite", name="Thea", email="THEA@willow.example", roles=[])

    assert page.status_code == 422
    assert "Choose at least one role." in page.text
    assert "works here already" in page.text
    assert not Invitation.objects.visible_to(olive.viewer).filter(email="thea@willow.example")


def test_only_administrators_of_the_house_handle_invitations(thea, otto, invitation):
    assert status(thea, "practice-members") == 403
    assert status(thea, "practice-invite") == 403
    assert fill_in(thea, "practice-invitation-revoke", invitation.pk).status_code == 403
    assert fill_in(otto, "practice-invitation-revoke", invitation.pk).status_code == 404
    assert fill_in(otto, "practice-invitation-resend", invitation.pk).status_code == 404
    assert "Mira" not in otto.page("practice-members")


def test_the_house_does_not_mail_the_whole_world(olive, run_jobs):
    answers = [
        fill_in(olive, "practice-invite", name="A", email=f"a{n}@post.example", roles=["is_biller"]) for n in range(31)
    ]

    assert answers[29].status_code == 200
    assert answers[30].status_code == 429
    run_jobs()
    assert len(mail.outbox) == 30
