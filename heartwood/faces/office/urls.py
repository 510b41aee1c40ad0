"""The office: pages for staff, each under its organization."""

from django.urls import include, path

from heartwood.areas.clients.urls import office_urls as clients
from heartwood.areas.documents import urls as documents
from heartwood.areas.journals import urls as journals
from heartwood.areas.trail import urls as trail
from heartwood.areas.transfer.urls import office_urls as transfer
from heartwood.faces.office import views
from heartwood.ground.notifications.urls import office_urls as notices

app_name = "office"

urlpatterns = [
    path("", views.home, name="home"),
    path("clients/", include(transfer)),
    path("clients/", include(clients)),
    path("clients/<uuid:client_pk>/", views.client, name="client"),
    path("clients/", include(documents.of_a_client)),
    path("documents/", include(documents.office_urls)),
    path("clients/", include(journals.of_a_client)),
    path("journals/", include(journals.office_urls)),
    path("notices/", include(notices)),
    path("clients/", include(trail.of_a_client)),
    path("practice/", include("heartwood.areas.team.urls")),
    path("practice/", include(trail.of_the_practice)),
]
