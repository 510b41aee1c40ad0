"""Who is called for a client in an emergency: pages for staff. Each look is a visit of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.clients.forms import EmergencyContactForm
from heartwood.areas.clients.models import Client, Relationship
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff
@require_safe
def emergency(request: Request, client_pk: UUID) -> HttpResponse:
    """A page; or, opened on the record, the part of it that was asked for."""
    allowed = Client.objects.allowed(request.viewer, "see_emergency_contact")
    client = get_object_or_404(allowed.noting_whether(request.viewer, "keep_emergency_contact"), pk=client_pk)
    visit(request.viewer, "clients.open_emergency_contact", client)
    facts = {
        "client": client,
        "contacts": client.relationships.visible_to(request.viewer).for_emergencies(),
        "changes": client.profile_changes.visible_to(request.viewer).of_emergency_contacts().latest_first()[:20],
    }
    template = "clients/office/emergency.html"
    return render(request, f"{template}#contacts" if request.htmx else template, facts)


@for_staff
def add(request: Request, client_pk: UUID) -> HttpResponse:
    client = _kept_by(request, client_pk)
    form = EmergencyContactForm(client, request.POST or None)
    if form.is_valid():
        Relationship.objects.add(request.viewer, client, **form.cleaned_data)
        return _saved(request, client)
    visit(request.viewer, "clients.open", client)
    return _asking(request, client, form)


@for_staff
def change(request: Request, client_pk: UUID, relationship_pk: UUID) -> HttpResponse:
    client = _kept_by(request, client_pk)
    contact = _contact(request, client, relationship_pk)
    initial = {fact: getattr(contact, fact) for fact in ("name", "kind", "phone", "email")}
    form = EmergencyContactForm(client, request.POST or None, initial=initial)
    if form.is_valid():
        contact.change(request.viewer, **form.cleaned_data)
        return _saved(request, client)
    visit(request.viewer, "clients.open_emergency_contact", client)
    return _asking(request, client, form, contact)


@for_staff
def remove(request: Request, client_pk: UUID, relationship_pk: UUID) -> HttpResponse:
    client = _kept_by(request, client_pk)
    contact = _contact(request, client, relationship_pk)
    if request.method == "POST":
        contact.remove(request.viewer)
        messages.success(request, _("They are no emergency contact any more."))
        return redirect(request.viewer.address("client-emergency", client.pk))
    visit(request.viewer, "clients.open_emergency_contact", client)
    return render(request, "clients/office/emergency_remove.html", {"client": client, "contact": contact})


def _kept_by(request: Request, client_pk: UUID) -> Client:
    allowed = Client.objects.allowed(request.viewer, "keep_emergency_contact").select_related("organization")
    client: Client = get_object_or_404(allowed, pk=client_pk)
    return client


def _contact(request: Request, client: Client, relationship_pk: UUID) -> Relationship:
    contacts = Relationship.objects.allowed(request.viewer, "change").filter(client=client).select_related("client")
    contact: Relationship = get_object_or_404(contacts.for_emergencies(), pk=relationship_pk)
    return contact


def _saved(request: Request, client: Client) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(request.viewer.address("client-emergency", client.pk))


def _asking(request: Request, client: Client, form: EmergencyContactForm, contact: object = None) -> HttpResponse:
    facts = {"client": client, "form": form, "contact": contact}
    return render(request, "clients/office/emergency_form.html", facts, status=422 if form.errors else 200)
