"""The portal: pages for clients, each under the profile they stand in."""

from django.urls import path

from heartwood.faces.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
]
