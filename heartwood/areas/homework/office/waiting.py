"""What waits for a practitioner, and how it stands: parts of other pages that come a moment later."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.homework import panels
from heartwood.areas.homework.listing import rows_of, with_its_steps
from heartwood.areas.homework.models import Homework
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit

MOST = 100


@for_staff
@require_safe
def of_client(request: Request, client_pk: UUID) -> HttpResponse:
    """On the client record. Without JavaScript there is the tab."""
    client = get_object_or_404(Client.objects.allowed(request.viewer, "see_homework"), pk=client_pk)
    visit(request.viewer, "homework.look", client)
    facts = {"client": client, "homework": panels.for_client(request.viewer, client)}
    return render(request, "homework/office/panel.html", facts)


@for_staff
@require_safe
def to_review(request: Request) -> HttpResponse:
    """On the page of today, a moment later; without JavaScript a page of its own. The longest waiting comes first."""
    waiting = Homework.objects.visible_to(request.viewer).to_review().select_related("client")
    rows = rows_of(with_its_steps(waiting.order_by("done_at", "pk")[:MOST], request.viewer), request.viewer)
    template = "to_review_panel.html" if request.htmx else "to_review.html"
    return render(request, f"homework/office/{template}", {"rows": rows})


@for_staff
@require_safe
def of_session(request: Request, appointment_pk: UUID) -> HttpResponse:
    """Likewise on the page of a session: what was given in it, and to whom more may be given."""
    session = get_object_or_404(Appointment.objects.visible_to(request.viewer), pk=appointment_pk)
    given = Homework.objects.visible_to(request.viewer).filter(appointment=session).select_related("client")
    here = session.participants.visible_to(request.viewer).present().values("client")
    rows = rows_of(with_its_steps(given.order_by("assigned_at", "pk"), request.viewer), request.viewer)
    facts = {
        "session": session,
        "rows": rows,
        "may_be_given_to": Client.objects.allowed(request.viewer, "give_homework").filter(pk__in=here),
    }
    for client in {row.homework.client for row in rows}:
        visit(request.viewer, "homework.look", client)
    template = "of_session_panel.html" if request.htmx else "of_session.html"
    return render(request, f"homework/office/{template}", facts)
