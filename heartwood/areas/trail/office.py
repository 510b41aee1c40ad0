"""Who did and saw what, for staff."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime

from heartwood.areas.clients.models import Client
from heartwood.areas.trail.models import Alarm
from heartwood.areas.trail.reading import Log, Reading, lines_of
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit


@for_staff(may="read_log")
def log(request: Request) -> HttpResponse:
    template = "trail/office/log.html#results" if request.htmx else "trail/office/log.html"
    return render(request, template, {"log": Log(request.viewer, request.GET.dict())})


@for_staff(may="read_log")
def alarm(request: Request, alarm_pk: UUID) -> HttpResponse:
    """To what that account did on that day."""
    found = get_object_or_404(Alarm.objects.visible_to(request.viewer), pk=alarm_pk)
    asked = urlencode({"person": found.member_id, "on": localtime(found.since).date().isoformat()})
    return redirect(f"{request.viewer.address('practice-log')}?{asked}")


@for_staff
def record(request: Request, client_pk: UUID) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "see_profile"), pk=client_pk)
    visit(request.viewer, "trail.open", client)
    here = request.viewer.address("client-trail", client.pk)
    reading = Reading(request.viewer, here, lines_of(client.pk, request.viewer), request.GET.dict())
    return render(request, "trail/office/record.html", {"client": client, "reading": reading})
