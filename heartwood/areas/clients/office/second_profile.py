"""Setting up a second profile of the same person, all at once: a page for administrators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from heartwood.areas.clients.connecting import NoSecondProfile, open_second_profile, why_no_second_profile
from heartwood.areas.clients.forms import SecondProfileForm
from heartwood.areas.clients.models import Client
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff(may="connect_profiles")
def second_profile(request: Request, client_pk: UUID) -> HttpResponse:
    allowed = Client.objects.allowed(request.viewer, "open_second_profile").select_related("organization")
    client = get_object_or_404(allowed, pk=client_pk)
    form = SecondProfileForm(request.viewer, client, request.POST or None)
    if form.is_valid():
        try:
            second = open_second_profile(request.viewer, client, form.cleaned_data["practitioner"])
        except NoSecondProfile as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("The second profile of %(name)s is there, and an invitation to it is on its way.")
            messages.success(request, words % {"name": client})
            return redirect(request.viewer.address("client-portal", second.pk))
    visit(request.viewer, "clients.open", client)
    facts = {"client": client, "form": form, "refusal": why_no_second_profile(client)}
    return render(request, "clients/office/second_profile.html", facts, status=422 if form.errors else 200)
