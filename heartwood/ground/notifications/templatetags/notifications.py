"""The bell in the frames."""

from typing import Any

from django import template
from django.template import Context

from heartwood.ground.notifications.models import Notice

register = template.Library()


@register.simple_tag(takes_context=True)
def bell(context: Context) -> dict[str, Any]:
    """How many notices nobody has looked at yet, and where they stand; one query for each page."""
    viewer = context["request"].viewer
    return {
        "count": Notice.objects.visible_to(viewer).unseen().count(),
        "url": viewer.address("notices"),
        "asks": viewer.address("bell"),
    }
