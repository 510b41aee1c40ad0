"""Your consent: what a client is asked, what they answered, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.consent import panels
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
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit

What = ConsentEvent.What


@for_clients
@require_safe
def consents(request: Request) -> HttpResponse:
    client = _client(request)
    facts = {
        "client": client,
        "rows": panels.rows_of(request.viewer, client, standings_of(request.viewer, client)),
        "history": history_of(request.viewer, client),
    }
    return render(request, "consent/portal/consents.html", facts)


@for_clients
@require_safe
def purpose(request: Request, purpose_pk: UUID) -> HttpResponse:
    client = _client(request)
    (row,) = panels.rows_of(request.viewer, client, [_standing(request, client, purpose_pk)])
    return render(request, "consent/portal/purpose.html", {"row": row})


@for_clients
@require_POST
def answer(request: Request, purpose_pk: UUID) -> HttpResponse:
    client = _client(request)
    standing = _standing(request, client, purpose_pk)
    if request.POST.get("wording") != str(standing.purpose.wording.pk):
        messages.warning(request, _("The wording has changed since you opened it. Please read it once more."))
    elif request.POST.get("answer") == "yes":
        _say(request, client, standing, What.GIVEN, _("You agreed. You can take it back at any time, here."))
    elif request.POST.get("answer") == "no" and not standing.is_given:
        _say(request, client, standing, What.DECLINED, _("You said no. You can change your mind at any time, here."))
    return redirect(request.viewer.address("consent-purpose", standing.purpose.pk))


@for_clients
def withdraw(request: Request, purpose_pk: UUID) -> HttpResponse:
    client = _client(request)
    standing = _standing(request, client, purpose_pk)
    if request.method != "POST" and standing.is_given:
        return render(request, "consent/portal/withdraw.html", {"purpose": standing.purpose})
    if standing.is_given:
        words = _("Taken back. It counts from this moment, and your practitioner is told.")
        _say(request, client, standing, What.WITHDRAWN, words)
    return redirect(request.viewer.address("consent-purpose", standing.purpose.pk))


@for_clients
@require_safe
def event(request: Request, consent_event_pk: UUID) -> HttpResponse:
    """Where the link of a mail leads: to what it was about."""
    visible = ConsentEvent.objects.visible_to(request.viewer).select_related("wording")
    event = get_object_or_404(visible, pk=consent_event_pk)
    if Purpose.objects.filter(pk=event.wording.purpose_id, retired_at=None).exists():
        return redirect(request.viewer.address("consent-purpose", event.wording.purpose_id))
    return redirect(request.viewer.address("consent"))


@for_clients
@require_safe
def wording(request: Request, wording_pk: UUID) -> HttpResponse:
    client = _client(request)
    of_the_practice = Wording.objects.filter(purpose__organization=client.organization)
    wording = get_object_or_404(of_the_practice.select_related("purpose"), pk=wording_pk)
    return render(request, "consent/portal/wording.html", {"wording": wording})


def _client(request: Request) -> Client:
    client: Client = get_object_or_404(
        Client.objects.allowed(request.viewer, "see_consent").select_related("organization")
    )
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "consent.look", client)
    return client


def _standing(request: Request, client: Client, purpose_pk: UUID) -> Standing:
    purpose = get_object_or_404(Purpose.objects.of(client.organization), pk=purpose_pk)
    return standing_of(request.viewer, client, purpose)


def _say(request: Request, client: Client, standing: Standing, what: str, done: str) -> None:
    wording = standing.wording_for(what, now())
    try:
        ConsentEvent.objects.answer(request.viewer, client, wording=wording, what=what)
    except SaidLater:
        messages.warning(request, _("Something was said about it at this very moment. See how it stands now."))
    else:
        messages.success(request, done)
