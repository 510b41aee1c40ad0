"""Where the trail is read."""

from django.urls import path

from heartwood.areas.trail import office, portal

of_the_practice = [
    path("log/", office.log, name="practice-log"),
    path("log/alarms/<uuid:alarm_pk>/", office.alarm, name="practice-alarm"),
]
of_a_client = [path("<uuid:client_pk>/seen/", office.record, name="client-trail")]
portal_urls = [path("seen/", portal.seen, name="seen")]
