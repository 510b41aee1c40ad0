"""How a rule is written, and asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer

Condition = Callable[["Viewer"], Q]

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
    try:
        says = RULES[model._meta.label, verb]
    except KeyError:
        raise NoSuchRule(f"Who may {verb} a {model._meta.label}? Write it in access/rules.") from None
    return says(viewer)


def rows(record: str, viewer: "Viewer", verb: str = "see") -> QuerySet[Any, Any]:
    """The ids of the records of that kind on which this viewer may do that, as a subquery."""
    model = apps.get_model(record)
    found: QuerySet[Any, Any] = model._base_manager.filter(condition(model, verb, viewer)).values("pk")
    return found
