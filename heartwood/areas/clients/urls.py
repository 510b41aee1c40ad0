"""Where the client records stand in the office, and a client's own details in the portal."""

from django.urls import path

from heartwood.areas.clients import portal
from heartwood.areas.clients.office import changes, contacts, emergency, portal_access, records, second_profile

office_urls = [
    path("", records.clients, name="clients"),
    path("add/", records.add, name="client-add"),
    path("<uuid:client_pk>/edit/", records.edit, name="client-edit"),
    path("<uuid:client_pk>/changes/", changes.changes, name="client-changes"),
    path("<uuid:client_pk>/archive/", records.archive, name="client-archive"),
    path("<uuid:client_pk>/bring-back/", records.bring_back, name="client-bring-back"),
    path("<uuid:client_pk>/access/", records.manage_access, name="client-access"),
    path("<uuid:client_pk>/access/owner-only/", records.keep_to_owner, name="client-owner-only"),
    path("<uuid:client_pk>/access/open/", records.open_to_organization, name="client-open"),
    path("<uuid:client_pk>/portal/", portal_access.portal, name="client-portal"),
    path("<uuid:client_pk>/portal/invite/", portal_access.invite, name="client-invite"),
    path("<uuid:client_pk>/portal/withdraw/", portal_access.withdraw, name="client-invitation-withdraw"),
    path("<uuid:client_pk>/portal/<uuid:access_pk>/end/", portal_access.end, name="client-portal-end"),
    path("<uuid:client_pk>/portal/<uuid:access_pk>/terms/", portal_access.change_terms, name="client-portal-terms"),
    path("<uuid:client_pk>/contacts/add/", contacts.add, name="client-contact-add"),
    path("<uuid:client_pk>/contacts/<uuid:relationship_pk>/", contacts.change, name="client-contact-change"),
    path("<uuid:client_pk>/contacts/<uuid:relationship_pk>/remove/", contacts.remove, name="client-contact-remove"),
    path("<uuid:client_pk>/contacts/<uuid:relationship_pk>/invite/", contacts.invite, name="client-contact-invite"),
    path(
        "<uuid:client_pk>/contacts/<uuid:relationship_pk>/withdraw/",
        contacts.withdraw,
        name="client-contact-withdraw",
    ),
    path("<uuid:client_pk>/second-profile/", second_profile.second_profile, name="client-second-profile"),
    path("<uuid:client_pk>/emergency/", emergency.emergency, name="client-emergency"),
    path("<uuid:client_pk>/emergency/add/", emergency.add, name="client-emergency-add"),
    path("<uuid:client_pk>/emergency/<uuid:relationship_pk>/", emergency.change, name="client-emergency-change"),
    path(
        "<uuid:client_pk>/emergency/<uuid:relationship_pk>/remove/",
        emergency.remove,
        name="client-emergency-remove",
    ),
]

relationship_urls = [
    path("leave/", portal.leave, name="relationships-leave"),
    path("<uuid:access_pk>/end/", portal.end_access, name="relationships-end"),
    path("childhood/<uuid:client_pk>/", portal.childhood, name="relationships-childhood"),
]

portal_urls = [
    path("profile/", portal.profile, name="profile"),
    path("profile/copy/", portal.copy, name="profile-copy"),
    path("emergency/", portal.emergency, name="emergency"),
    path("emergency/add/", portal.add_contact, name="emergency-add"),
    path("emergency/<uuid:relationship_pk>/", portal.change_contact, name="emergency-change"),
    path("emergency/<uuid:relationship_pk>/remove/", portal.remove_contact, name="emergency-remove"),
]
