"""The office: pages for staff, each under its organization."""

from django.urls import include, path

from heartwood.areas.appointments.urls import office_urls as appointments
from heartwood.areas.appointments.urls import own_calendar_urls as own_calendar
from heartwood.areas.clients.urls import office_urls as clients
from heartwood.areas.consent import urls as consent
from heartwood.areas.documents import urls as documents
from heartwood.areas.homework import urls as homework
from heartwood.areas.journals import urls as journals
from heartwood.areas.notes.urls import office_urls as notes
from heartwood.areas.reviews.urls import office_urls as reviews
from heartwood.areas.summary.urls import office_urls as summary
from heartwood.areas.trail import urls as trail
from heartwood.areas.transfer.urls import office_urls as transfer
from heartwood.faces.office import views
from heartwood.ground.notifications.urls import office_urls as notices

app_name = "office"

urlpatterns = [
    path("", views.today, name="home"),
    path("", include(appointments)),
    path("sessions/<uuid:appointment_pk>/", views.session, name="session"),
    path("clients/", include(transfer)),
    path("clients/<uuid:client_pk>/", views.client, name="client"),
    path("clients/<uuid:client_pk>/written/", views.written, name="client-written"),
    path("clients/<uuid:client_pk>/sharing/", views.sharing, name="client-sharing"),
    path("clients/<uuid:client_pk>/sharing/items/", views.shared_items, name="client-sharing-items"),
    path("clients/<uuid:client_pk>/sessions/", views.client_sessions, name="client-sessions"),
    path("clients/", include(clients)),
    path("clients/", include(consent.of_a_client)),
    path("", include(consent.office_urls)),
    path("clients/", include(documents.of_a_client)),
    path("documents/", include(documents.office_urls)),
    path("own-calendar/", include(own_calendar)),
    path("", include(notes)),
    path("", include(summary)),
    path("clients/", include(journals.of_a_client)),
    path("sessions/", include(journals.of_a_session)),
    path("journals/", include(journals.office_urls)),
    path("clients/", include(homework.of_a_client)),
    path("homework/", include(homework.office_urls)),
    path("", include(reviews)),
    path("notices/", include(notices)),
    path("clients/", include(trail.of_a_client)),
    path("practice/", include("heartwood.areas.team.urls")),
    path("practice/", include(trail.of_the_practice)),
]
