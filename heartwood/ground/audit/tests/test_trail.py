# ruff: noqa: S608  (tampering is done in SQL)
"""Acts and visits: what the lines say, and that nobody takes them away again."""

import re
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from heartwood.areas.clients.models import Client
from heartwood.ground.access.guard import UnguardedRead, UnrecordedChange
from heartwood.ground.audit import triggers
from heartwood.ground.audit.acting import line_of
from heartwood.ground.audit.models import Line
from heartwood.ground.audit.words import WORDS

HEARTWOOD = Path(__file__).parents[3]


def lines(**facts):
    return Line.objects.as_system("test").filter(**facts).order_by("at")


def test_a_visit_says_who_looked_as_what_at_whom_and_from_where_in_coarse(cast, olive) -> None:
    clara = cast.clients["clara"]

    answer = olive.browser.get(f"/willow/clients/{clara.pk}/", REMOTE_ADDR="203.0.113.77")

    line = lines(kind="visit").get()
    assert (line.who, line.capacity, line.verb) == (olive.user, "administrator", "clients.open")
    assert (line.organization, line.client) == (clara.organization, clara.pk)
    assert line.network == "203.0.113.0/24"
    assert line.request == answer.headers["X-Request-Id"]
    assert "Clara" not in str(line.__dict__)


def test_an_address_of_the_new_kind_is_kept_as_its_network_too(cast, olive) -> None:
    olive.browser.get(f"/willow/clients/{cast.clients['clara'].pk}/", REMOTE_ADDR="2001:db8:1:2::77")

    assert lines(kind="visit").get().network == "2001:db8:1::/48"


def test_a_page_that_is_opened_again_within_five_minutes_is_one_visit(cast, thea, olive) -> None:
    page = f"/willow/clients/{cast.clients['clara'].pk}/"

    def visits() -> int:
        return lines(kind="visit").count()

    for minutes, expected in ((0, 1), (4, 1), (6, 2)):
        with time_machine.travel(now().timestamp() + 60 * minutes):
            thea.get(page)
        assert visits() == expected

    olive.get(page)
    thea.get(page + "edit/")
    assert visits() == 4


def test_whoever_is_turned_away_leaves_no_visit(cast, cole) -> None:
    assert cole.get(f"/willow/clients/{cast.clients['clara'].pk}/").status_code == 404

    assert not lines(kind="visit").exists()


def test_in_the_portal_a_mother_leaves_a_visit_and_the_client_herself_none(cast, everyone, clara) -> None:
    clara.page("dashboard")
    assert not lines(kind="visit").exists()

    everyone["grace"].page("dashboard")

    line = lines(kind="visit").get()
    kit = cast.clients["kit"]
    assert (line.who, line.capacity) == (everyone["grace"].user, "portal")
    assert (line.client, line.organization) == (kit.pk, kit.organization)


def test_a_change_of_access_says_whose(cast, olive, cole) -> None:
    clara = cast.clients["clara"]

    clara.give_access(olive.viewer, [cole.member], cole.member)

    given = lines(verb="clients.grant_access", client=clara.pk, who=olive.user).last()
    assert given.whom == cole.user


@pytest.mark.parametrize("table", triggers.ONLY_ADDED_TO)
def test_the_database_refuses_to_change_a_line_or_to_take_it_away(cast, table) -> None:
    from heartwood.ground.audit import sealing

    sealing.seal_what_waits()
    column = triggers.ONLY_ADDED_TO[table]
    tries = [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    if connection.vendor == "sqlite":
        tries.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        connection.check_constraints()
        tries.append(f"TRUNCATE {table} CASCADE")
    for statement in tries:
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_trail_is_read_by_somebody_and_written_by_acts_and_visits_only(cast, thea) -> None:
    with pytest.raises(UnguardedRead):
        list(Line.objects.all())
    with pytest.raises(UnrecordedChange):
        line_of(thea.viewer, "clients.open", cast.clients["clara"]).save()


def test_triggers_that_are_gone_come_back_with_the_next_migration(db) -> None:
    connection.check_constraints()
    triggers.lift(connection)
    assert len(triggers.missing(connection)) == 3 * len(triggers.ONLY_ADDED_TO) + 1

    triggers.install_after_migrating("default")

    assert triggers.missing(connection) == []
    triggers.install_after_migrating("counters")  # where there is no trail


def test_every_verb_in_the_house_has_its_words() -> None:
    pattern = re.compile(r"\b(?:act|_acting|visit|line_of)\(\s*[^,\"]+,\s*\"([^\"]+)\"")
    used = {
        verb
        for path in HEARTWOOD.rglob("*.py")
        if "tests" not in path.parts
        for verb in pattern.findall(path.read_text())
    }

    assert len(used) > 25
    assert used - WORDS.keys() == set()


def test_deleting_a_record_leaves_its_lines(cast, thea) -> None:
    from heartwood.ground.audit.acting import act

    freya = cast.clients["freya_halvorsen"]
    kept = lines(client=freya.pk).count()
    with act(thea.viewer, "clients.archive", freya):
        pk = freya.pk
        Client.objects.visible_to(thea.viewer).filter(pk=pk).delete()

    assert lines(client=pk).count() == kept + 1
