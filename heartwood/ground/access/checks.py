"""`manage.py check` fails where a view has no door, or a private model no rule."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from heartwood.ground.access.guard import Private
from heartwood.ground.access.rules import RULES


def every_route(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each address of the house as the pattern it is written in, with what answers there."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern.url_patterns, address)
        else:
            yield address, pattern


@register()
def every_view_has_a_door(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"/{address} has no door.", hint="Put @for_staff, @for_clients, … before the view.", id="access.E001")
        for address, pattern in every_route(get_resolver().url_patterns)
        if not hasattr(pattern.callback, "door")
    ]


@register()
def every_private_record_has_a_rule(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"Nobody has written down who may see a {model._meta.label}.", hint="access/rules", id="access.E002")
        for model in apps.get_models()
        if issubclass(model, Private) and (model._meta.label, "see") not in RULES
    ]
