"""The client list and the client record, for staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartwood.areas.clients.forms import AccessForm, ChangeForm, NewClientForm
from heartwood.areas.clients.listing import ClientList
from heartwood.areas.clients.models import Client, EmailTaken
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff
def clients(request: Request) -> HttpResponse:
    page = ClientList(request.viewer, request.GET.dict())
    template = "clients/office/clients.html#results" if request.htmx else "clients/office/clients.html"
    return render(request, template, {"list": page})


@for_staff(may="add_clients")
def add(request: Request) -> HttpResponse:
    form = NewClientForm(request.viewer, request.POST or None)
    if form.is_valid():
        try:
            client = Client.objects.add(
                request.viewer, practitioners=form.practitioners, owner=form.owner, **form.facts
            )
        except EmailTaken as taken:
            form.refuse_email(taken)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": client})
            return redirect(request.viewer.address("client", client.pk))
    return render(request, "clients/office/add.html", {"form": form}, status=422 if form.errors else 200)


@for_staff
def edit(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "edit"), pk=client_pk)
    form = ChangeForm(request.viewer, request.POST or None, instance=client)
    if form.is_valid():
        try:
            client.change(request.viewer, **form.change)
        except EmailTaken as taken:
            form.refuse_email(taken)
        else:
            messages.success(request, _("Saved."))
            return redirect(request.viewer.address("client", client.pk))
    visit(request.viewer, "clients.open_profile", client)
    return render(
        request, "clients/office/edit.html", {"form": form, "client": client}, status=422 if form.errors else 200
    )


@for_staff
@require_POST
def archive(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "archive"), pk=client_pk)
    client.archive(request.viewer)
    messages.success(request, _("The record of %(name)s is in the archive. Nothing is lost.") % {"name": client})
    return redirect(request.viewer.address("client", client.pk))


@for_staff
@require_POST
def bring_back(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "archive"), pk=client_pk)
    client.bring_back(request.viewer)
    messages.success(request, _("The record of %(name)s is active again.") % {"name": client})
    return redirect(request.viewer.address("client", client.pk))


@for_staff
def manage_access(request: Request, client_pk: UUID) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "manage_access").select_related("organization")
    client = get_object_or_404(allowed.noting_whether(request.viewer, "keep_to_oneself"), pk=client_pk)
    if client.is_owner_only:
        visit(request.viewer, "clients.open_access", client)
        return render(request, "clients/office/owner_only.html", {"client": client})
    form = AccessForm(request.viewer, client, request.POST or None)
    if form.is_valid():
        client.give_access(request.viewer, form.cleaned_data["practitioners"], form.cleaned_data["primary"])
        messages.success(request, _("Access was changed."))
        return _to_the_record_or_the_list(request, client)
    visit(request.viewer, "clients.open_access", client)
    return render(
        request, "clients/office/access.html", {"form": form, "client": client}, status=422 if form.errors else 200
    )


@for_staff
@require_POST
def keep_to_owner(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "keep_to_oneself"), pk=client_pk)
    client.keep_to_owner(request.viewer)
    messages.success(request, _("This record is owner-only now: nobody but you sees that it exists."))
    return redirect(request.viewer.address("client", client.pk))


@for_staff
@require_POST
def open_to_organization(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "keep_to_oneself"), pk=client_pk)
    client.open_to_organization(request.viewer)
    messages.success(request, _("Administrators see this record again, and access to it can be given."))
    return redirect(request.viewer.address("client-access", client.pk))


def _to_the_record_or_the_list(request: Request, client: Client) -> HttpResponse:
    """Whoever took their own access away has no record to go back to."""
    if request.viewer.may("see", client):
        return redirect(request.viewer.address("client", client.pk))
    return redirect(request.viewer.address("clients"))
