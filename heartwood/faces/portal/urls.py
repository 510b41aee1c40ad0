"""The portal: pages for clients, each under the profile they stand in."""

from django.urls import path

from heartwood.areas.trail.urls import portal_urls as trail
from heartwood.faces.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    *trail,
]
