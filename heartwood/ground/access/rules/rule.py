"""How a rule is written, and asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from heartwood.ground.access.rules.wording import Condition, worded

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer

RULES: dict[tuple[str, str], Condition] = {}

NONE = Q(pk__in=[])


class NoSuchRule(LookupError):
    """Nobody has written down who may do that."""


def rule(record: str, *verbs: str) -> Callable[[Condition], Condition]:
    def written(condition: Condition) -> Condition:
        for verb in verbs:
            RULES[record, verb] = condition
        return condition

    return written


def condition(model: type[Model], verb: str, viewer: "Viewer") -> Q:
    """What is asked of the rows of a query."""
    return worded(model, _rule_of(model, verb), viewer)


def rows(record: str, viewer: "Viewer", verb: str = "see") -> QuerySet[Any, Any]:
    """The ids of the records of that kind on which this viewer may do that, as a subquery; for other rules."""
    model = apps.get_model(record)
    found: QuerySet[Any, Any] = model._base_manager.filter(_rule_of(model, verb)(viewer)).values("pk")
    return found


def of_clients(viewer: "Viewer", verb: str = "see") -> Q:
    """What belongs to clients on whom this viewer may do that. They are looked up where they are few; whoever sees a
    whole organization is asked about the client of each row."""
    if viewer.profile or not viewer.sees_all_clients:
        return Q(client__in=rows("clients.Client", viewer, verb))
    return Q(Exists(rows("clients.Client", viewer, verb).filter(pk=OuterRef("client"))))


def _rule_of(model: type[Model], verb: str) -> Condition:
    try:
        return RULES[model._meta.label, verb]
    except KeyError:
        raise NoSuchRule(f"Who may {verb} a {model._meta.label}? Write it in access/rules.") from None
