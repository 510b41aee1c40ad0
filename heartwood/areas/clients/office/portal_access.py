"""Inviting a client to the portal, and ending that: pages for staff."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.contact_forms import TermsForm
from heartwood.areas.clients.inviting import CannotInvite, invite_to_portal, why_not
from heartwood.areas.clients.models import Client, PortalAccess, PortalInvitation
from heartwood.areas.clients.people_around import PeopleAround
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.kit import failures


@for_staff
@require_safe
def portal(request: Request, client_pk: UUID) -> HttpResponse:
    """How far the client, and whoever stands around them, is on the way into the portal; what can be done about it."""
    allowed = Client.objects.allowed(request.viewer, "invite_to_portal").noting_for_its_page(request.viewer)
    client = get_object_or_404(allowed.select_related("organization"), pk=client_pk)
    visit(request.viewer, "clients.open_portal_state", client)
    around = PeopleAround(request.viewer, client)
    facts = {"client": client, "around": around, "why_not": why_not(request.viewer, client)}
    return render(request, "clients/office/portal.html", facts)


@for_staff
@require_POST
def invite(request: Request, client_pk: UUID) -> HttpResponse:
    """From the record, from its portal page, or from the list, to which it then goes back."""
    client = _client(request, client_pk)
    if not ratelimit.consume(request, app="heartwood", action="invite_client", config={"invite_client": "60/h/user"}):
        return failures.too_many(request)
    try:
        invitation = invite_to_portal(request.viewer, client)
    except CannotInvite as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("An invitation to the portal is on its way to %(email)s. It works once, for seven days.")
        messages.success(request, words % {"email": invitation.email})
    back = request.POST.get("back", "")
    return redirect(back if get_adapter().is_safe_url(back) else request.viewer.address("client", client.pk))


@for_staff
def withdraw(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    invitation = get_object_or_404(
        PortalInvitation.objects.allowed(request.viewer, "revoke").open().filter(client=client, relationship=None)
    )
    if request.method == "POST":
        invitation.revoke(request.viewer)
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing more."))
        return redirect(request.viewer.address("client-portal", client.pk))
    visit(request.viewer, "clients.open_portal_state", client)
    return render(request, "clients/office/portal_withdraw.html", {"client": client, "invitation": invitation})


@for_staff
def end(request: Request, client_pk: UUID, access_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    allowed = PortalAccess.objects.allowed(request.viewer, "end").active().select_related("user", "client")
    access = get_object_or_404(allowed, pk=access_pk, client=client)
    if request.method == "POST":
        access.end(request.viewer)
        messages.success(request, _("The portal is closed to them from their next click on."))
        return redirect(request.viewer.address("client-portal", client.pk))
    visit(request.viewer, "clients.open_portal_state", client)
    return render(request, "clients/office/portal_end.html", {"client": client, "access": access})


@for_staff
def change_terms(request: Request, client_pk: UUID, access_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk)
    allowed = PortalAccess.objects.allowed(request.viewer, "change_terms").active().select_related("user", "client")
    access = get_object_or_404(allowed, pk=access_pk, client=client)
    form = TermsForm(request.POST or None, initial=access.terms)
    if form.is_valid():
        access.change_terms(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved. It counts from their next click."))
        return redirect(request.viewer.address("client-portal", client.pk))
    visit(request.viewer, "clients.open_portal_state", client)
    facts = {"client": client, "access": access, "form": form}
    return render(request, "clients/office/portal_terms.html", facts, status=422 if form.errors else 200)


def _client(request: Request, client_pk: UUID) -> Client:
    client: Client = get_object_or_404(Client.objects.allowed(request.viewer, "invite_to_portal"), pk=client_pk)
    return client
