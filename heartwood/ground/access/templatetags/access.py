"""Addresses for the viewer of the page."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], page: str, *parts: object) -> str:
    """`{% address "client" client.pk %}`: a page of the viewer's own organization or profile."""
    return str(context["request"].viewer.address(page, *parts))


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], power: str) -> bool:
    """`{% may "see_bookings" as may_see_bookings %}`: whether the viewer may do that here as a whole."""
    return bool(context["request"].viewer.may(power))
