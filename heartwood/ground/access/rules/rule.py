"""How a rule is written, and asked."""

from collections.abc import Callable
from functools import wraps
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


def once_for_each_viewer(build: Condition) -> Condition:
    """What many rules share is built once, so that equal rules give equal conditions, and one question answers all."""

    @wraps(build)
    def built(viewer: "Viewer") -> Q:
        if build not in viewer.conditions:
            viewer.conditions[build] = build(viewer)
        return viewer.conditions[build]  # type: ignore[no-any-return]

    return built


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
