"""Where people come in for the first time."""

from django.urls import path

from heartwood.areas.team import entrance

app_name = "team"

urlpatterns = [
    path("join/<slug:token>/", entrance.invitation, name="invitation"),
    path("welcome/", entrance.welcome, name="welcome"),
]
