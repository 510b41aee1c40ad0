"""The bell in the frames."""

from typing import Any, cast

from django import template
from django.template import Context

from heartwood.ground.notifications.models import unseen

register = template.Library()


@register.simple_tag(takes_context=True)
def bell(context: Context) -> dict[str, Any]:
    """How many notices nobody has looked at yet, and where they stand; one query for each page."""
    request = context["request"]
    if not hasattr(request, "bell"):
        request.bell = {
            "count": unseen.count(request.viewer),
            "url": request.viewer.address("notices"),
            "asks": request.viewer.address("bell"),
        }
    return cast("dict[str, Any]", request.bell)
