"""Where notices stand in the office, and in the portal."""

from django.urls import path

from heartwood.ground.access.doors import for_clients, for_staff
from heartwood.ground.notifications import pages

office_urls = [
    path("", for_staff(pages.notices), name="notices"),
    path("seen/", for_staff(pages.all_seen), name="notices-seen"),
    path("bell/", for_staff(pages.bell), name="bell"),
    path("<uuid:notice_pk>/", for_staff(pages.notice), name="notice"),
]


portal_urls = [
    path("", for_clients(pages.notices), name="notices"),
    path("seen/", for_clients(pages.all_seen), name="notices-seen"),
    path("bell/", for_clients(pages.bell), name="bell"),
    path("<uuid:notice_pk>/", for_clients(pages.notice), name="notice"),
]
