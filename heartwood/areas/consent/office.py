"""The consents of a client, for practitioners with access: how it stands, how it came to that, and recording it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.consent import panels
from heartwood.areas.consent.forms import RecordForm
from heartwood.areas.consent.models import (
    ConsentEvent,
    Purpose,
    SaidLater,
    Standing,
    Wording,
    standing_of,
    standings_of,
)
from heartwood.areas.consent.reading import history_of
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff
@require_safe
def consents(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    visit(request.viewer, "consent.look", client)
    facts = {
        "client": client,
        "rows": panels.rows_of(request.viewer, client, standings_of(request.viewer, client)),
        "history": history_of(request.viewer, client),
    }
    return render(request, "consent/office/consents.html", facts)


@for_staff
def record(request: Request, client_pk: UUID, purpose_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    standing = _standing(request, client, purpose_pk)
    form = RecordForm(standing, request.POST or None)
    if form.is_valid():
        try:
            ConsentEvent.objects.record(request.viewer, client, **form.facts)
        except SaidLater as later:
            form.refuse(later)
        else:
            messages.success(request, _what_happens_now(client))
            return redirect(request.viewer.address("client-consent", client.pk))
    visit(request.viewer, "consent.look", client)
    facts = {"client": client, "row": panels.rows_of(request.viewer, client, [standing])[0], "form": form}
    return render(request, "consent/office/record.html", facts, status=422 if form.errors else 200)


@for_staff
@require_safe
def event(request: Request, consent_event_pk: UUID) -> HttpResponse:
    """Where the link of a mail leads: into the history, to this line of it."""
    event = get_object_or_404(ConsentEvent.objects.visible_to(request.viewer), pk=consent_event_pk)
    return redirect(f"{request.viewer.address('client-consent', event.client_id)}#{event.pk}")


@for_staff
@require_safe
def wording(request: Request, wording_pk: UUID) -> HttpResponse:
    of_the_house = Wording.objects.filter(purpose__organization=request.viewer.organization)
    wording = get_object_or_404(of_the_house.select_related("purpose", "published_by"), pk=wording_pk)
    return render(request, "consent/office/wording.html", {"wording": wording})


@for_staff
@require_safe
def of_session(request: Request, appointment_pk: UUID) -> HttpResponse:
    """A part of the session's page, which comes a moment later; without JavaScript a page of its own."""
    session = get_object_or_404(Appointment.objects.visible_to(request.viewer), pk=appointment_pk)
    visit(request.viewer, "appointments.open", session)
    template = "session_panel.html" if request.htmx else "session.html"
    facts = {"session": session, "consents": panels.for_session(request.viewer, session)}
    return render(request, f"consent/office/{template}", facts)


def _client(request: Request, client_pk: UUID) -> Client:
    allowed = Client.objects.allowed(request.viewer, "see_consent").select_related("organization")
    client: Client = get_object_or_404(allowed.noting_for_its_page(request.viewer), pk=client_pk)
    return client


def _standing(request: Request, client: Client, purpose_pk: UUID) -> Standing:
    purpose = get_object_or_404(Purpose.objects.of(client.organization), pk=purpose_pk)
    return standing_of(request.viewer, client, purpose)


def _what_happens_now(client: Client) -> str:
    if PortalAccess.objects.behind([client.pk]).exists():
        return _("Recorded. %(name)s is told, and can take it back in the portal.") % {"name": client}
    return _("Recorded. %(name)s has no portal yet: tell them yourself what you wrote down.") % {"name": client}
