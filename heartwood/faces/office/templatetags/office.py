"""What the frame of the office shows besides the page."""

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy as _

from heartwood.kit.places import Link, Place, links

register = template.Library()

PLACES = [
    Place(_("Today"), "sun", "office:home", prefix="office:home"),
    Place(_("Calendar"), "calendar-days", "office:calendar", prefix="office:calendar"),
    Place(_("Bookings"), "book-open-check", "office:sessions", prefix="office:session"),
    Place(_("Clients"), "users", "office:clients", prefix="office:client"),
    Place(_("Notes"), "notebook-pen", "office:notes", prefix="office:note", may="keep_notes"),
    Place(_("Reviews"), "star", "office:reviews", prefix="office:review", may="receive_reviews"),
    Place(_("Practice"), "building-2", "office:practice", prefix="office:practice", at_foot=True),
    Place(_("Settings"), "settings", "accounts:settings", prefix="accounts:", at_foot=True, personal=True),
]


@register.simple_tag(takes_context=True)
def office_places(context: Context) -> list[Link]:
    """The places that the person who looks may enter."""
    request = context["request"]
    return links(request, request.viewer, PLACES, request.viewer.organization.slug)
