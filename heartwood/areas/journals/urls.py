"""Where journals stand in the office and in the portal."""

from django.urls import path

from heartwood.areas.journals import office, portal

PARTS = {"file": "whole", "screen": "screen", "thumb": "thumb"}

of_a_client = [path("<uuid:client_pk>/journals/", office.journals, name="client-journals")]
of_a_session = [path("<uuid:appointment_pk>/journals/", office.of_session, name="session-journals")]
office_urls = [
    path("<uuid:entry_pk>/", office.entry, name="journal-entry"),
    path("<uuid:entry_pk>/acknowledge/", office.acknowledge, name="journal-acknowledge"),
    *(
        path(f"images/<uuid:image_pk>/{name}/", office.image, {"part": part}, name=f"journal-image-{name}")
        for name, part in PARTS.items()
    ),
]
portal_urls = [
    path("", portal.journal, name="journal"),
    path("print/", portal.on_paper, name="journal-print"),
    path("prompts/", portal.switch_prompts, name="journal-prompts"),
    path("write/", portal.choose, name="journal-choose"),
    path("sessions/<uuid:appointment_pk>/write/", portal.write, name="journal-write"),
    path("sessions/<uuid:appointment_pk>/write/keep/", portal.keep, name="journal-write-keep"),
    path("sessions/<uuid:appointment_pk>/write/images/", portal.images, name="journal-write-images"),
    path("sessions/<uuid:appointment_pk>/write/discard/", portal.discard, name="journal-write-discard"),
    path("<uuid:entry_pk>/", portal.entry, name="journal-entry"),
    path("<uuid:entry_pk>/edit/", portal.write, name="journal-edit"),
    path("<uuid:entry_pk>/edit/keep/", portal.keep, name="journal-edit-keep"),
    path("<uuid:entry_pk>/edit/images/", portal.images, name="journal-edit-images"),
    path("<uuid:entry_pk>/edit/discard/", portal.discard, name="journal-edit-discard"),
    path("<uuid:entry_pk>/share/", portal.share, name="journal-share"),
    path("<uuid:entry_pk>/keep-private/", portal.keep_private, name="journal-keep-private"),
    path("<uuid:entry_pk>/remove/", portal.remove, name="journal-remove"),
    *(
        path(f"images/<uuid:image_pk>/{name}/", portal.image, {"part": part}, name=f"journal-image-{name}")
        for name, part in PARTS.items()
    ),
    path("images/<uuid:image_pk>/remove/", portal.remove_image, name="journal-image-remove"),
    path("images/<uuid:image_pk>/earlier/", portal.move_image, name="journal-image-earlier"),
]
