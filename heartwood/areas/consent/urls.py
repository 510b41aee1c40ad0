"""Where consents stand in the office and in the portal."""

from django.urls import path

from heartwood.areas.consent import office, portal, setup

of_a_client = [
    path("<uuid:client_pk>/consent/", office.consents, name="client-consent"),
    path("<uuid:client_pk>/consent/<uuid:purpose_pk>/", office.record, name="client-consent-record"),
]
office_urls = [
    path("consent/events/<uuid:consent_event_pk>/", office.event, name="consent-event"),
    path("consent/wordings/<uuid:wording_pk>/", office.wording, name="consent-wording"),
    path("sessions/<uuid:appointment_pk>/consent/", office.of_session, name="session-consent"),
    path("practice/consent/", setup.purposes, name="practice-consent"),
    path("practice/consent/own/", setup.ask_for_own, name="practice-consent-own"),
    path("practice/consent/suggested/<slug:purpose_kind>/", setup.ask, name="practice-consent-ask"),
    path("practice/consent/<uuid:purpose_pk>/", setup.purpose, name="practice-consent-purpose"),
    path("practice/consent/<uuid:purpose_pk>/publish/", setup.publish, name="practice-consent-publish"),
    path("practice/consent/<uuid:purpose_pk>/retire/", setup.retire, name="practice-consent-retire"),
]
portal_urls = [
    path("", portal.consents, name="consent"),
    path("<uuid:purpose_pk>/", portal.purpose, name="consent-purpose"),
    path("<uuid:purpose_pk>/answer/", portal.answer, name="consent-answer"),
    path("<uuid:purpose_pk>/withdraw/", portal.withdraw, name="consent-withdraw"),
    path("events/<uuid:consent_event_pk>/", portal.event, name="consent-event"),
    path("wordings/<uuid:wording_pk>/", portal.wording, name="consent-wording"),
]
