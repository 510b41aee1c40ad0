"""The addresses of the house. The first word says who looks: an organization's slug, `portal`, or neither."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from heartwood.areas.appointments.urls import feed_urls
from heartwood.ground.access.doors import for_anyone
from heartwood.kit import failures
from heartwood.kit.shelf import shelf

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("heartwood.faces.entrance.urls")),
    path("calendar/", include((feed_urls, "calendar"))),
    path("portal/<slug:profile>/", include("heartwood.faces.portal.urls")),
]

if settings.DEMO or settings.DEBUG:
    urlpatterns.append(path("kit/", for_anyone(shelf), name="kit"))

urlpatterns.append(path("<slug:organization>/", include("heartwood.faces.office.urls")))

handler400 = failures.bad_request
handler403 = failures.refused
handler404 = failures.not_found
handler500 = failures.broken
handler429 = failures.too_many
