"""Where the import and the export stand in the office, below the clients."""

from django.urls import path

from heartwood.areas.transfer import office

office_urls = [
    path("import/", office.upload, name="client-import"),
    path("import/<uuid:import_pk>/columns/", office.columns, name="client-import-columns"),
    path("import/<uuid:import_pk>/preview/", office.preview, name="client-import-preview"),
    path("import/<uuid:import_pk>/run/", office.run, name="client-import-run"),
    path("import/<uuid:import_pk>/progress/", office.progress, name="client-import-progress"),
    path("import/<uuid:import_pk>/result/", office.result, name="client-import-result"),
    path("import/<uuid:import_pk>/left-out.csv", office.left_out, name="client-import-left-out"),
    path("import/<uuid:import_pk>/abandon/", office.abandon, name="client-import-abandon"),
    path("export/", office.export, name="client-export"),
]
