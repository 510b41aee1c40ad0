"""What the frame of the portal shows besides the page."""

from django import template
from django.template import Context
from django.utils.translation import gettext_lazy as _

from heartwood.kit.places import Link, Place, links

register = template.Library()

# fmt: off
SESSIONS = (
    "portal:bookings", "portal:session", "portal:book", "portal:waiting", "portal:own-calendar", "portal:review",
    "portal:practitioner",
)
# fmt: on
DOCUMENTATION = ("portal:document", "portal:consent", "portal:notes", "portal:note", "portal:chart-note")
SETTINGS = ("portal:settings", "portal:profile", "portal:emergency")
PLACES = [
    Place(_("Dashboard"), "house", "portal:dashboard", prefix="portal:dashboard"),
    Place(_("My Bookings"), "calendar-days", "portal:bookings", prefix=SESSIONS, may="see_bookings"),
    Place(_("Journal"), "notebook-pen", "portal:journal", prefix="portal:journal", may="keep_journal"),
    Place(_("Inbox"), "inbox", "portal:inbox", prefix="portal:inbox"),
    Place(_("Documentation"), "files", "portal:documentation", prefix=DOCUMENTATION, may="see_documentation"),
    Place(_("My relationships"), "users", "portal:relationships", prefix="portal:relationships"),
    Place(_("Settings"), "settings", "portal:settings", prefix=SETTINGS, at_foot=True),
]


@register.simple_tag(takes_context=True)
def portal_places(context: Context) -> list[Link]:
    """The places of the profile that is open."""
    request = context["request"]
    return links(request, request.viewer, PLACES, request.viewer.profile.code)
