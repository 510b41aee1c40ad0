"""The people around a client, and their way into the portal: pages for staff."""

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from heartwood.areas.clients.contact_forms import ContactForm, TermsForm
from heartwood.areas.clients.inviting import CannotInvite, invite_contact, why_not_contact
from heartwood.areas.clients.models import Client, ClientQuerySet, PortalInvitation, Relationship
from heartwood.areas.clients.models.relationship import NotConnected
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import visit
from heartwood.kit import failures

MOST_FOUND = 8


@for_staff
def add(request: Request, client_pk: UUID) -> HttpResponse:
    """Two ways on one page: somebody new, or a client who is here already and is searched first."""
    client = _client(request, client_pk)
    is_existing = request.GET.get("way") == "existing"
    existing = _chosen(request, client) if is_existing else None
    form = None
    if existing or not is_existing:
        form = ContactForm(request.viewer, client, request.POST or None, existing=existing)
        if form.is_valid() and _is_connected(request, form):
            return _back(request, client, _("%(name)s was added.") % {"name": form.facts["name"]})
    visit(request.viewer, "clients.open_portal_state", client)
    facts = {
        "client": client,
        "form": form,
        "is_new": not is_existing,
        "is_existing": is_existing,
        "existing": existing,
    }
    if is_existing and not existing:
        facts |= _found(request, client)
    part = "#found" if request.htmx and not request.htmx.boosted else ""
    status = 422 if form and form.errors else 200
    return render(request, f"clients/office/contact_add.html{part}", facts, status=status)


@for_staff
def change(request: Request, client_pk: UUID, relationship_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    contact = _contact(request, client, relationship_pk)
    initial = {fact: getattr(contact, fact) for fact in ContactForm.base_fields}
    form = ContactForm(
        request.viewer, client, request.POST or None, initial=initial, existing=contact.contact, contact=contact
    )
    if form.is_valid() and _is_connected(request, form):
        return _back(request, client, _("Saved."))
    visit(request.viewer, contact.verb("open"), client)
    facts = {"client": client, "form": form, "contact": contact}
    return render(request, "clients/office/contact_form.html", facts, status=422 if form.errors else 200)


@for_staff
def remove(request: Request, client_pk: UUID, relationship_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    contact = _contact(request, client, relationship_pk)
    if request.method == "POST":
        words = _("%(name)s was removed.") % {"name": contact.name}
        contact.remove(request.viewer)
        return _back(request, client, words)
    visit(request.viewer, contact.verb("open"), client)
    facts = {
        "client": client,
        "contact": contact,
        "access": contact.accesses.visible_to(request.viewer).active().first(),
        "invitation": _pending(request.viewer, contact),
    }
    return render(request, "clients/office/contact_remove.html", facts)


@for_staff
def invite(request: Request, client_pk: UUID, relationship_pk: UUID) -> HttpResponse:
    """On which terms; then the mail goes. Sent again, with the terms as they then stand."""
    client = _client(request, client_pk)
    contact = _contact(request, client, relationship_pk)
    if refusal := why_not_contact(request.viewer, contact):
        messages.error(request, refusal)
        return redirect(request.viewer.address("client-portal", client.pk))
    pending = _pending(request.viewer, contact)
    form = TermsForm(request.POST or None, initial=TermsForm.initial_for(contact, pending))
    if form.is_valid():
        return _invited(request, contact, form.cleaned_data)
    visit(request.viewer, "clients.open_portal_state", client)
    facts = {"client": client, "form": form, "contact": contact, "invitation": pending}
    facts["mail_goes_to"] = _mail_goes_to(request.viewer, contact)
    return render(request, "clients/office/contact_invite.html", facts, status=422 if form.errors else 200)


@for_staff
def withdraw(request: Request, client_pk: UUID, relationship_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    contact = _contact(request, client, relationship_pk)
    invitation = get_object_or_404(
        PortalInvitation.objects.allowed(request.viewer, "revoke").open().filter(relationship=contact)
    )
    if request.method == "POST":
        invitation.revoke(request.viewer)
        return _back(request, client, _("The invitation is withdrawn. Its link opens nothing more."))
    visit(request.viewer, "clients.open_portal_state", client)
    return render(request, "clients/office/contact_withdraw.html", {"client": client, "contact": contact})


def _client(request: Request, client_pk: UUID) -> Client:
    allowed = Client.objects.allowed(request.viewer, "invite_to_portal").select_related("organization")
    client: Client = get_object_or_404(allowed, pk=client_pk)
    return client


def _contact(request: Request, client: Client, relationship_pk: UUID) -> Relationship:
    contact: Relationship = get_object_or_404(Relationship.objects.kept_by(request.viewer, client), pk=relationship_pk)
    return contact


def _to_choose_from(viewer: Viewer, client: Client) -> ClientQuerySet:
    """The clients whom this member sees, without this one and those who stand around it already."""
    around = client.relationships.visible_to(viewer).filter(contact__isnull=False)
    return Client.objects.visible_to(viewer).exclude(pk=client.pk).exclude(pk__in=around.values("contact"))


def _chosen(request: Request, client: Client) -> Client | None:
    if not (asked := request.GET.get("contact")):
        return None
    try:
        return _to_choose_from(request.viewer, client).get(pk=asked)
    except (Client.DoesNotExist, ValidationError) as unknown:
        raise Http404 from unknown


def _found(request: Request, client: Client) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()
    if not words:
        return {"words": ""}
    those = _to_choose_from(request.viewer, client).noting_whether(request.viewer, "see_contact")
    found = those.first_matching(request.viewer, words, MOST_FOUND)
    here = request.viewer.address("client-contact-add", client.pk)
    return {"words": words, "found": [(one, f"{here}?way=existing&contact={one.pk}") for one in found]}


def _is_connected(request: Request, form: ContactForm) -> bool:
    """Whether the verb did what the form asks for; what speaks against it then stands at the field."""
    try:
        if form.contact:
            form.contact.change(request.viewer, **form.facts)
        else:
            Relationship.objects.add(request.viewer, form.client, **form.facts)
    except NotConnected as refusal:
        form.add_error("kind", str(refusal))
        return False
    return True


def _invited(request: Request, contact: Relationship, terms: dict[str, Any]) -> HttpResponse:
    if not ratelimit.consume(request, app="heartwood", action="invite_client", config={"invite_client": "60/h/user"}):
        return failures.too_many(request)
    try:
        invite_contact(request.viewer, contact, **terms)
    except CannotInvite as refusal:
        messages.error(request, str(refusal))
        return redirect(request.viewer.address("client-portal", contact.client_id))
    words = _("An invitation to the portal is on its way to %(name)s. It works once, for seven days.")
    return _back(request, contact.client, words % {"name": contact.name})


def _pending(viewer: Viewer, contact: Relationship) -> PortalInvitation | None:
    pending: PortalInvitation | None = contact.invitations.visible_to(viewer).pending().first()
    return pending


def _mail_goes_to(viewer: Viewer, contact: Relationship) -> str:
    """Their address, where this member may know it: that of an existing contact is their own record's."""
    if contact.contact and not viewer.may("see_contact", contact.contact):
        return ""
    return contact.reached_at


def _back(request: Request, client: Client, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(request.viewer.address("client-portal", client.pk))
