"""What is kept of a rule says what the rule says, to everybody, at any time."""

from collections import defaultdict

import pytest
import time_machine
from django.apps import apps
from django.db.models import Q

from heartwood.areas.clients.models import Client
from heartwood.ground.access.rules import RULES, wording
from heartwood.ground.access.rules.rule import NONE
from heartwood.ground.access.viewer import NOBODY, Viewer


def viewers(cast, most):
    """As many of each kind, at most."""
    office = [Viewer.in_office(member) for member in cast.workers.values()]
    portal = [Viewer.through_portal(profile) for profile in cast.profiles.values()]
    of_kind = defaultdict(list)
    for viewer in [*office, *portal, Viewer(user=cast.logins["clara"]), NOBODY]:
        of_kind[wording.Kind.of(viewer)].append(viewer)
    return [viewer for alike in of_kind.values() for viewer in alike[:most]]


def test_everybody_gets_the_rows_that_the_rule_itself_gives_them(cast) -> None:
    """Each rule, for each kind of viewer: the second of a kind is answered by the wording kept for the first."""
    for (record, verb), says in RULES.items():
        model = apps.get_model(record)
        for viewer in viewers(cast, 2):
            kept = model._base_manager.filter(wording.worded(model, says, viewer))
            itself = model._base_manager.filter(says(viewer))
            assert set(kept.values_list("pk")) == set(itself.values_list("pk")), f"{verb} {record} as {viewer}"


def test_a_wording_holds_nothing_of_anybody_and_no_time(cast, monkeypatch) -> None:
    monkeypatch.setattr(wording, "KEPT", {})
    asking = viewers(cast, 1)
    with time_machine.travel("2999-03-01"):
        for (record, _), says in RULES.items():
            for viewer in asking:
                wording.worded(apps.get_model(record), says, viewer)

    ids = {str(wording.sent(one)) for viewer in asking for one in wording.ids_of(viewer).values()}
    kept = {str(one) for words in wording.KEPT.values() for one in words.params}
    assert len(wording.KEPT) > len(RULES)
    assert not ids & kept
    assert not [one for one in kept if "2999" in one]


def test_a_rule_cannot_ask_for_more_than_a_kind_tells(thea) -> None:
    with pytest.raises(AttributeError):
        wording.worded(Client, lambda viewer: Q(kind=viewer.organization.kind), thea.viewer)


def test_a_rule_asks_the_database_nothing_by_itself(thea) -> None:
    """What it would hear then, it would say to everybody of that kind."""
    with pytest.raises(LookupError):
        wording.worded(Client, lambda viewer: Q() if Client._base_manager.exists() else NONE, thea.viewer)


def test_a_rule_finds_its_rows_wherever_its_query_stands(cast, thea, cole) -> None:
    """As a list, inside another query, beside another rule, the other way round."""
    seen = Client.objects.visible_to(thea.viewer)
    inside = Client.objects.as_system("test").filter(pk__in=seen.values("pk"))
    everybody = Client.objects.as_system("test")

    assert set(inside) == set(seen)
    assert set(seen.visible_to(cole.viewer)) == set(seen) & set(Client.objects.visible_to(cole.viewer))
    assert set(everybody.exclude(pk__in=seen)) == set(everybody) - set(seen)
