"""Where the client records stand in the office."""

from django.urls import path

from heartwood.areas.clients import office

office_urls = [
    path("", office.clients, name="clients"),
    path("add/", office.add, name="client-add"),
    path("<uuid:client_pk>/edit/", office.edit, name="client-edit"),
    path("<uuid:client_pk>/archive/", office.archive, name="client-archive"),
    path("<uuid:client_pk>/bring-back/", office.bring_back, name="client-bring-back"),
    path("<uuid:client_pk>/access/", office.manage_access, name="client-access"),
    path("<uuid:client_pk>/access/owner-only/", office.keep_to_owner, name="client-owner-only"),
    path("<uuid:client_pk>/access/open/", office.open_to_organization, name="client-open"),
]
