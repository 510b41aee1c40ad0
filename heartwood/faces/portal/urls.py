"""The portal: pages for clients, each under the profile they stand in."""

from django.urls import include, path

from heartwood.areas.appointments.urls import portal_urls as bookings
from heartwood.areas.clients.urls import portal_urls as details
from heartwood.areas.clients.urls import relationship_urls as relationships
from heartwood.areas.consent.urls import portal_urls as consent
from heartwood.areas.documents.urls import portal_urls as documents
from heartwood.areas.homework.urls import portal_urls as homework
from heartwood.areas.journals.urls import portal_urls as journal
from heartwood.areas.notes.urls import portal_urls as notes
from heartwood.areas.reviews.urls import portal_urls as reviews
from heartwood.areas.summary.urls import portal_urls as summary
from heartwood.areas.trail.urls import portal_urls as trail
from heartwood.faces.portal import views
from heartwood.ground.notifications.urls import portal_urls as notices

app_name = "portal"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("to-do/", views.to_do, name="dashboard-to-do"),
    path("latest/", views.latest, name="dashboard-latest"),
    path("history/", views.history, name="dashboard-history"),
    path("inbox/", views.inbox, name="inbox"),
    path("relationships/", views.relationships, name="relationships"),
    path("relationships/related/", views.related, name="relationships-related"),
    path("relationships/sharing/", views.sharing, name="relationships-sharing"),
    path("relationships/sharing/items/", views.shared_items, name="relationships-sharing-items"),
    path("relationships/sharing/journal/", views.shared_entries, name="relationships-sharing-journal"),
    path("relationships/", include(relationships)),
    path("settings/", views.settings, name="settings"),
    path("settings/", include(details)),
    path("journal/", include(journal)),
    path("documentation/", include(documents)),
    path("homework/", include(homework)),
    path("consent/", include(consent)),
    path("bookings/", include(bookings)),
    path("bookings/<uuid:appointment_pk>/", views.session, name="session"),
    path("notices/", include(notices)),
    *trail,
    *notes,
    *reviews,
    *summary,
]
