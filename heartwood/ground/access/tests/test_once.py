"""What is sent twice is done once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from heartwood.areas.clients.models import Client
from heartwood.areas.team.models import Invitation
from heartwood.ground.access import jobs
from heartwood.ground.access.models import SentForm
from heartwood.kit.form_keys import FIELD, new_key

ADD = "/willow/clients/add/"


def form(person, **facts):
    return {"first_name": "Marigold", "state": "active", **facts, FIELD: new_key(person.user)}


def marigolds():
    return Client.objects.as_system("test").filter(first_name="Marigold").count()


def test_a_double_click_adds_one_client_and_leads_to_it(thea):
    sent = form(thea)

    first, second = thea.post(ADD, sent), thea.post(ADD, sent)

    assert marigolds() == 1
    assert second.status_code == first.status_code == 302
    assert second.url == first.url


def test_another_form_is_another_deed(thea):
    thea.post(ADD, form(thea))
    thea.post(ADD, form(thea))

    assert marigolds() == 2


def test_the_same_key_elsewhere_or_from_somebody_else_is_another_form(thea, fran):
    sent = form(thea)
    thea.post(ADD, sent)

    assert fran.post(ADD, sent).status_code == 403, "it stood on a page of Thea's"
    assert thea.post("/willow/clients/export/", {FIELD: sent[FIELD], "as": "csv"}).status_code == 200
    assert marigolds() == 1


def test_a_form_that_was_refused_may_be_put_right_and_sent_again(thea):
    sent = form(thea, email="no address")
    assert thea.post(ADD, sent).status_code == 422

    assert thea.post(ADD, sent | {"email": ""}).status_code == 302
    assert marigolds() == 1


def test_other_words_under_the_same_key_are_neither_done_nor_taken_for_done(thea):
    """Back, a correction, and sent again, from a page that the browser had kept."""
    sent = form(thea)
    thea.post(ADD, sent)

    answer = thea.post(ADD, sent | {"last_name": "Green"})

    assert answer.status_code == 422
    assert "sent already, with other words" in answer.content.decode()
    assert marigolds() == 1


def test_leaving_twice_by_a_double_click_still_leads_out(cole):
    """The first ends the right to come in at all."""
    sent = {FIELD: new_key(cole.user)}

    assert cole.post("/willow/practice/leave/", sent).url == cole.post("/willow/practice/leave/", sent).url == "/"


def test_a_file_is_given_as_often_as_it_is_asked_for(thea):
    sent = {"as": "csv", FIELD: new_key(thea.user)}

    for _ in range(2):
        assert thea.post("/willow/clients/export/", sent).headers["Content-Disposition"].startswith("attachment")


def test_htmx_hears_where_to_go_or_to_look_anew(thea):
    sent, htmx = form(thea), {"HX-Request": "true"}
    first = thea.browser.post(ADD, sent, headers=htmx)

    again = thea.browser.post(ADD, sent, headers=htmx)

    assert again.headers["HX-Redirect"] == first.url
    SentForm.objects.update(location="")
    assert thea.browser.post(ADD, sent, headers=htmx).headers["HX-Refresh"] == "true"
    assert "done already" in thea.post(ADD, sent).content.decode()


def test_when_the_effect_fails_nothing_is_remembered(thea, monkeypatch):
    def burst(*args, **kwargs):
        raise RuntimeError

    sent = form(thea)
    with monkeypatch.context() as broken:
        broken.setattr(type(Client.objects), "add", burst)
        assert thea.post(ADD, sent).status_code == 500
    assert not SentForm.objects.exists()

    assert thea.post(ADD, sent).status_code == 302
    assert marigolds() == 1


def test_a_form_without_a_key_is_done_as_often_as_it_is_sent(thea):
    thea.post(ADD, {"first_name": "Marigold", "state": "active"})
    thea.post(ADD, {"first_name": "Marigold", "state": "active"})

    assert marigolds() == 2


@pytest.mark.parametrize("key", ["", "x", "0" * 65, "g" * 32 + "." + "0" * 32])
def test_nonsense_is_no_key(thea, key):
    assert thea.post(ADD, form(thea) | {FIELD: key}).status_code == 302
    assert not SentForm.objects.exists()


def test_what_is_remembered_holds_nothing_of_what_was_typed(olive):
    olive.post(
        "/willow/practice/invitations/new/",
        {"name": "Quillmarrow", "email": "q@mail.example", "roles": ["is_biller"], FIELD: new_key(olive.user)},
    )

    (remembered,) = SentForm.objects.values()
    assert Invitation.objects.as_system("test").filter(name="Quillmarrow").exists()
    assert "uillmarrow" not in str(remembered)
    assert str(olive.user.pk) not in str(remembered)
    assert remembered["location"] == "/willow/practice/members/"


def test_it_costs_four_short_queries(thea):
    """The look, the note, and where it led; and a savepoint around the note."""
    with CaptureQueriesContext(
        connection,
    ) as without:
        thea.post(ADD, {"first_name": "Marigold", "state": "active"})
    with CaptureQueriesContext(connection) as queries:
        thea.post(ADD, form(thea))

    assert len(queries) - len(without) <= 5


def test_after_a_day_it_is_forgotten(thea):
    thea.post(ADD, form(thea))
    thea.post(ADD, form(thea))
    SentForm.objects.filter(pk=SentForm.objects.first().pk).update(at=now() - timedelta(hours=25))

    jobs.forget_sent_forms.call()

    assert SentForm.objects.count() == 1
