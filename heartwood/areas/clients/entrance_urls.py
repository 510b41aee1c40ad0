"""Where clients come in for the first time."""

from django.urls import path

from heartwood.areas.clients import entrance

app_name = "clients"

urlpatterns = [path("welcome/<slug:token>/", entrance.portal_invitation, name="portal-invitation")]
