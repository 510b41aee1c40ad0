"""Where the summary stands in the office, and in the portal."""

from django.urls import path

from heartwood.areas.summary import office, portal

office_urls = [
    path("clients/<uuid:client_pk>/summary/", office.summary, name="client-summary"),
    path("clients/<uuid:client_pk>/summary/latest/", office.latest, name="client-summary-latest"),
    path("clients/<uuid:client_pk>/summary/refresh/", office.refresh, name="client-summary-refresh"),
    path("clients/<uuid:client_pk>/summary/ask/", office.ask, name="client-summary-ask"),
    path("clients/<uuid:client_pk>/summary/edit/", office.edit, name="client-summary-edit"),
    path("clients/<uuid:client_pk>/summary/share/", office.share, name="client-summary-share"),
    path("clients/<uuid:client_pk>/summary/stop-sharing/", office.stop_sharing, name="client-summary-stop-sharing"),
    path("summary/<uuid:version_pk>/", office.version, name="client-summary-version"),
    path("summary/<uuid:version_pk>/take-up/", office.take_up, name="client-summary-take-up"),
    path("practice/language-model/", office.wish, name="practice-language-model"),
]
portal_urls = [path("summary/<uuid:summary_pk>/", portal.summary, name="summary")]
