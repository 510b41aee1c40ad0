"""The locks, one by one: each of these fails when its lock is taken off."""

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from heartwood.areas.clients.models import AccessGrant, Client, PortalAccess
from heartwood.ground.access.doors import for_anyone, for_clients, for_oneself, for_staff
from heartwood.ground.access.guard import UnguardedRead, UnrecordedChange
from heartwood.ground.access.middleware import DoorMissing, NoDoorNoEntry
from heartwood.ground.access.rules import RULES, NoSuchRule
from heartwood.ground.access.viewer import NOBODY
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line

# Every way to read rows that Django has.
READS = {
    "list": lambda rows: list(rows),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "get": lambda rows: rows.get(last_name="Reyes"),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "truth": lambda rows: bool(rows),
    "length": lambda rows: len(rows),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Client(pk="00000000-0000-4000-8000-000000000000")),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "values": lambda rows: list(rows.values("first_name")),
    "values_list": lambda rows: list(rows.values_list("first_name", flat=True)),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "latest": lambda rows: rows.latest("added_at"),
    "earliest": lambda rows: rows.earliest("added_at"),
    "dates": lambda rows: list(rows.dates("started_on", "year")),
    "explain": lambda rows: rows.explain(),
    "union": lambda rows: list(rows.union(rows)),
    "intersection": lambda rows: list(rows.intersection(rows)),
    "difference": lambda rows: list(rows.difference(rows)),
    "or": lambda rows: list(rows | rows),
    "and": lambda rows: list(rows & rows),
    "xor": lambda rows: list(rows ^ rows),
    "in a list": lambda rows: list(Client.objects.in_any(rows[:2])),
    "subquery": lambda rows: list(AccessGrant.objects.as_system("test").filter(client__in=rows)),
    "update": lambda rows: rows.update(first_name="X"),
    "delete": lambda rows: rows.delete(),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_private_rows_are_not_read_before_saying_who_looks(read, cast) -> None:
    with pytest.raises(UnguardedRead), transaction.atomic():
        read(Client.objects.all())


def test_rows_behind_a_relation_are_guarded_too(cast, thea) -> None:
    dev = cast.clients["dev"]

    with pytest.raises(UnguardedRead):
        list(dev.grants.all())

    assert dev.grants.visible_to(thea.viewer).count() == 1


def test_a_viewer_opens_what_is_theirs_and_keeps_it_open_through_the_chain(cast, thea, otto) -> None:
    def named_reyes(viewer):
        return list(Client.objects.filter(last_name="Reyes").visible_to(viewer).order_by("pk").exclude(first_name="X"))

    assert named_reyes(thea.viewer) == [cast.clients["clara"]]
    assert named_reyes(otto.viewer) == []
    assert not Client.objects.visible_to(NOBODY).exists()


def test_what_stands_in_a_list_is_seen_by_those_who_see_the_list(cast, thea, otto) -> None:
    def the_first_and_named_reyes(viewer):
        visible = Client.objects.visible_to(viewer).order_by("sort_name", "pk")
        return list(Client.objects.in_any(visible[:1], visible.filter(last_name="Reyes")).order_by("sort_name", "pk"))

    theirs = list(Client.objects.visible_to(thea.viewer).order_by("sort_name", "pk"))
    assert the_first_and_named_reyes(thea.viewer) == [theirs[0], cast.clients["clara"]]
    assert cast.clients["clara"] not in the_first_and_named_reyes(otto.viewer)
    assert the_first_and_named_reyes(NOBODY) == []


def test_a_verb_that_nobody_wrote_a_rule_for_is_refused(cast, thea) -> None:
    with pytest.raises(NoSuchRule):
        Client.objects.allowed(thea.viewer, "sell")


def test_as_system_wants_a_reason(cast) -> None:
    with pytest.raises(UnguardedRead):
        Client.objects.as_system("")


# Act


def test_a_private_record_does_not_change_outside_an_act(cast, thea) -> None:
    clara = cast.clients["clara"]
    changes = [
        lambda: clara.save(),
        lambda: clara.delete(),
        lambda: Client(organization=clara.organization, first_name="X").save(),
        lambda: Client.objects.visible_to(thea.viewer).update(first_name="X"),
        lambda: Client.objects.visible_to(thea.viewer).delete(),
        lambda: Client.objects.bulk_create([Client(organization=clara.organization, first_name="X")]),
        lambda: Client.objects.bulk_update([clara], ["first_name"]),
        lambda: Client.objects.create(organization=clara.organization, first_name="X"),
    ]
    for change in changes:
        with pytest.raises(UnrecordedChange), transaction.atomic():
            change()


def test_an_act_writes_who_did_what_to_whom_and_no_content(cast, thea) -> None:
    clara = cast.clients["clara"]

    clara.change(thea.viewer, address="1 Whitherby Close")

    line = Line.objects.as_system("test").latest("at")
    assert (line.who, line.organization, line.verb) == (thea.user, clara.organization, "clients.change")
    assert (line.record, line.client) == (f"clients.Client:{clara.pk}", clara.pk)
    assert "Whitherby" not in str(line.__dict__)


def test_when_an_act_fails_neither_the_change_nor_its_line_remains(cast, thea) -> None:
    clara = cast.clients["clara"]
    lines = Line.objects.as_system("test").count()

    def half() -> None:
        with act(thea.viewer, "clients.change", clara):
            clara.first_name = "Half"
            clara.save(update_fields=["first_name"])
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        half()

    assert Line.objects.as_system("test").count() == lines
    assert Client.objects.visible_to(thea.viewer).get(pk=clara.pk).first_name == "Clara"


# Doors


def test_a_view_without_a_door_answers_nobody() -> None:
    def view(request):
        return HttpResponse("open")

    with pytest.raises(DoorMissing):
        NoDoorNoEntry(lambda request: HttpResponse()).process_view(RequestFactory().get("/"), view, (), {})

    NoDoorNoEntry(lambda request: HttpResponse()).process_view(RequestFactory().get("/"), for_anyone(view), (), {})


def test_the_check_names_addresses_without_a_door() -> None:
    class Streets:
        urlpatterns = [
            path("open/", lambda request: HttpResponse()),
            path("kept/", for_oneself(lambda request: HttpResponse())),
        ]

    with override_settings(ROOT_URLCONF=Streets):
        found = [error.msg for error in run_checks() if error.id == "access.E001"]

    assert found == ["/open/ has no door."]


def test_the_check_names_private_records_without_a_rule(monkeypatch) -> None:
    monkeypatch.delitem(RULES, ("clients.PortalAccess", "see"))

    found = [error.msg for error in run_checks() if error.id == "access.E002"]

    assert found == ["Nobody has written down who may see a clients.PortalAccess."]


def test_the_office_opens_to_its_members_with_their_second_factor(everyone) -> None:
    answers = {key: person.get("/willow/clients/").status_code for key, person in everyone.items()}

    assert {key for key, status in answers.items() if status == 200} == {
        "olive", "thea", "cole", "sol", "fran", "bo", "moved", "double",
    }  # fmt: skip
    assert everyone["nobody"].get("/willow/clients/").url == "/accounts/login/?next=/willow/clients/"
    assert everyone["passwordonly"].get("/willow/clients/").url.startswith("/accounts/second-factor/")
    assert {answers[key] for key in ("left", "otto", "clara", "felix", "ex_guardian")} == {404}


def test_a_power_is_asked_for_with_a_sentence(bo, thea) -> None:
    refused = bo.get("/willow/clients/add/")

    assert refused.status_code == 403
    assert "Clients are added by administrators, practitioners and schedulers." in refused.content.decode()
    assert thea.get("/willow/clients/add/").status_code == 200


def test_the_portal_opens_to_whoever_holds_the_profile(cast, everyone) -> None:
    def status(person, profile):
        return everyone[person].get(f"/portal/{profile}/").status_code

    claras = cast.profiles["clara"].code
    assert {key for key in everyone if status(key, claras) == 200} == {"clara"}
    assert status("nadia", cast.profiles["nadia"].code) == status("nadia", cast.profiles["nadia_with_cole"].code) == 200
    assert status("ex_guardian", "ex3gu4rd") == 404


def test_an_htmx_request_after_the_session_ended_leaves_the_page_as_it_is(everyone) -> None:
    """What was typed there is not lost; the page itself asks to sign in again."""
    answer = everyone["nobody"].browser.get("/willow/clients/", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.content == b""


def test_rights_change_at_the_next_request(cast, thea, cole, olive) -> None:
    """Q17: nobody has to sign in again, in either direction."""
    clara = cast.clients["clara"]
    page = f"/willow/clients/{clara.pk}/"
    assert cole.get(page).status_code == 404

    clara.give_access(olive.viewer, [thea.member, cole.member], thea.member)
    assert cole.get(page).status_code == 200

    clara.give_access(olive.viewer, [thea.member], thea.member)
    assert cole.get(page).status_code == 404


def test_for_clients_and_for_staff_do_not_open_to_each_other(cast, clara, thea) -> None:
    assert for_clients.__doc__
    assert for_staff.__doc__
    assert clara.get("/willow/").status_code == 404
    assert thea.get(f"/portal/{cast.profiles['clara'].code}/").status_code == 404
    assert PortalAccess.objects.of(thea.user).count() == 0
