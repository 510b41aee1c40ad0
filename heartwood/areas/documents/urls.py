"""Where documents stand in the office and in the portal."""

from django.urls import path

from heartwood.areas.documents import folders, office, portal, versions

of_a_client = [
    path("<uuid:client_pk>/documents/", office.documents, name="client-documents"),
    path("<uuid:client_pk>/documents/add/", office.add, name="client-documents-add"),
    path("<uuid:client_pk>/documents/folders/add/", folders.add, name="client-folder-add"),
]
office_urls = [
    path("folders/<uuid:folder_pk>/", folders.folder, name="client-folder"),
    path("folders/<uuid:folder_pk>/rename/", folders.rename, name="client-folder-rename"),
    path("folders/<uuid:folder_pk>/remove/", folders.remove, name="client-folder-remove"),
    path("<uuid:document_pk>/renew/", versions.renew, name="client-document-renew"),
    path("<uuid:document_pk>/take-up/", versions.take_up, name="client-document-take-up"),
    path("<uuid:document_pk>/move/", folders.move, name="client-document-move"),
    path("<uuid:document_pk>/", office.document, name="client-document"),
    path("<uuid:document_pk>/file/", office.file, name="client-document-file"),
    path("<uuid:document_pk>/screen/", office.screen, name="client-document-screen"),
    path("<uuid:document_pk>/pages/<int:number>/", office.page, name="client-document-page"),
    path("<uuid:document_pk>/thumb/", office.thumb, name="client-document-thumb"),
    path("<uuid:document_pk>/share/", office.share, name="client-document-share"),
    path("<uuid:document_pk>/stop-sharing/", office.stop_sharing, name="client-document-stop-sharing"),
    path("<uuid:document_pk>/remove/", office.remove, name="client-document-remove"),
]
portal_urls = [
    path("", portal.documentation, name="documentation"),
    path("add/", portal.add, name="documentation-add"),
    path("<uuid:document_pk>/", portal.document, name="document"),
    path("<uuid:document_pk>/file/", portal.file, name="document-file"),
    path("<uuid:document_pk>/screen/", portal.screen, name="document-screen"),
    path("<uuid:document_pk>/pages/<int:number>/", portal.page, name="document-page"),
    path("<uuid:document_pk>/thumb/", portal.thumb, name="document-thumb"),
    path("<uuid:document_pk>/remove/", portal.remove, name="document-remove"),
]
