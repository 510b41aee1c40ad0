"""Where notes stand in the office, and in the portal."""

from django.urls import path

from heartwood.areas.notes import portal
from heartwood.areas.notes.office import addenda, chart_notes, private_notes, session_notes, templates

office_urls = [
    path("notes/", session_notes.notes, name="notes"),
    path("notes/begin/<uuid:appointment_pk>/", session_notes.begin, name="note-write"),
    path("notes/<uuid:note_pk>/", session_notes.note, name="note"),
    path("notes/<uuid:note_pk>/draft/", session_notes.write, name="note-draft"),
    path("notes/<uuid:note_pk>/approve/", session_notes.approve, name="note-approve"),
    path("notes/<uuid:note_pk>/discard/", session_notes.discard, name="note-discard"),
    path("notes/<uuid:note_pk>/take-back/", session_notes.take_back, name="note-take-back"),
    path("notes/<uuid:note_pk>/cosign/", session_notes.cosign, name="note-cosign"),
    path("notes/<uuid:note_pk>/return/", session_notes.return_to_author, name="note-return"),
    path("notes/<uuid:note_pk>/share/", session_notes.share, name="note-share"),
    path("notes/<uuid:note_pk>/stop-sharing/", session_notes.stop_sharing, name="note-stop-sharing"),
    path("notes/<uuid:note_pk>/in-error/", session_notes.enter_in_error, name="note-in-error"),
    path("notes/<uuid:note_pk>/pdf/", session_notes.pdf, name="note-pdf"),
    path("notes/<uuid:note_pk>/addenda/begin/", addenda.begin, name="note-addendum"),
    path("notes/addenda/<uuid:addendum_pk>/draft/", addenda.write, name="note-addendum-write"),
    path("notes/addenda/<uuid:addendum_pk>/discard/", addenda.discard, name="note-addendum-discard"),
    path("notes/record/<uuid:chart_note_pk>/correct/", chart_notes.correct, name="chart-note-correct"),
    path("notes/record/<uuid:chart_note_pk>/share/", chart_notes.share, name="chart-note-share"),
    path("notes/record/<uuid:chart_note_pk>/stop-sharing/", chart_notes.stop_sharing, name="chart-note-stop-sharing"),
    path("notes/private/<uuid:private_note_pk>/", private_notes.private_note, name="private-note"),
    path("notes/private/<uuid:private_note_pk>/draft/", private_notes.write, name="private-note-write"),
    path("notes/private/<uuid:private_note_pk>/discard/", private_notes.discard, name="private-note-discard"),
    path("clients/<uuid:client_pk>/notes/", chart_notes.client_notes, name="client-notes"),
    path("clients/<uuid:client_pk>/notes/write/", chart_notes.write, name="client-notes-write"),
    path("clients/<uuid:client_pk>/private-notes/", private_notes.private_notes, name="private-notes"),
    path("clients/<uuid:client_pk>/private-notes/begin/", private_notes.begin, name="private-notes-begin"),
    path("practice/note-templates/", templates.templates, name="practice-note-templates"),
    path("practice/note-templates/new/", templates.add, name="practice-note-template-add"),
    path("practice/note-templates/<uuid:template_pk>/", templates.change, name="practice-note-template"),
    path("practice/note-templates/<uuid:template_pk>/retire/", templates.retire, name="practice-note-template-retire"),
]

portal_urls = [
    path("notes/", portal.notes, name="notes"),
    path("notes/<uuid:note_pk>/", portal.note, name="note"),
    path("notes/record/<uuid:chart_note_pk>/", portal.chart_note, name="chart-note"),
]
