"""Somebody's own calendar elsewhere: what it may read of here, and what is read of it."""

from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments import jobs
from heartwood.areas.appointments.feed_forms import FeedForm, OutsideForm
from heartwood.areas.appointments.models import Appointment, Calendar, Feed, OutsideCalendar
from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.ground.access.doors import Request, for_anyone, for_clients, for_oneself, for_staff
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import visit

# What a calendar reads --------------------------------------------------------------------------------------------


@for_anyone
@require_safe
def feed(request: Request, token: str) -> HttpResponseBase:
    """By its secret address alone; with the rights that its owner has now."""
    guess = ratelimit.consume(request, app="heartwood", action="feed", config={"feed": "60/5m/ip"}, limit_get=True)
    if guess is None:
        return HttpResponse(status=429, headers={"Retry-After": "300"})
    found = Feed.objects.by_token(token)
    reader = found.reader if found else None
    if found is None or reader is None or reader.user is None:
        raise Http404
    guess.rollback()  # only wrong addresses count
    with translation.override(reader.user.language), timezone.override(reader.user.time_zone):
        content = found.as_calendar(reader)
    version = f'"{salted_hmac("feed", content, algorithm="sha256").hexdigest()}"'
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"ETag": version})
    return get_conditional_response(request, etag=version, response=answer) or answer


@for_oneself
@require_safe
def session(request: Request, appointment_pk: UUID) -> HttpResponse:
    """The link in a calendar file names no place. Here it is known where they may see it."""
    for viewer in _everywhere(request.viewer):
        if Appointment.objects.visible_to(viewer).filter(pk=appointment_pk).exists():
            return redirect(viewer.address("session", appointment_pk))
    raise Http404


def _everywhere(viewer: Viewer) -> list[Viewer]:
    assert viewer.user  # noqa: S101  the door has seen them
    members = Member.objects.current().filter(user=viewer.user).select_related("user", "organization")
    profiles = PortalAccess.objects.of(viewer.user).select_related("user")
    return [*map(Viewer.in_office, members), *map(Viewer.through_portal, profiles)]


# One's own page of it ---------------------------------------------------------------------------------------------


def _own_calendar(request: Request) -> HttpResponse:
    return _page(request)


def _make(request: Request) -> HttpResponse:
    """A new address, shown this once."""
    form = FeedForm(request.viewer, request.POST)
    form.is_valid()
    token = Feed.objects.make_anew(request.viewer, shows_initials=form.cleaned_data.get("shows_initials", False))
    return _page(request, address=settings.BASE_URL + reverse("calendar:feed", args=[token]))


def _end(request: Request) -> HttpResponse:
    Feed.objects.end(request.viewer)
    messages.success(request, _("The address works no more."))
    return redirect(request.viewer.address("own-calendar"))


def _page(request: Request, *, address: str = "", outside_form: OutsideForm | None = None) -> HttpResponse:
    own = Feed.objects.of(request.viewer)
    facts = {
        "frame": f"{request.viewer.face}/frame.html",
        "feed": own,
        "address": address,
        "form": FeedForm(request.viewer, initial={"shows_initials": own is not None and own.shows_initials}),
        "outside": _outside_of(request.viewer),
        "outside_form": outside_form or OutsideForm(),
    }
    is_refused = outside_form is not None and bool(outside_form.errors)
    return render(request, "appointments/own_calendar.html", facts, status=422 if is_refused else 200)


def _outside_of(viewer: Viewer) -> OutsideCalendar | None:
    return OutsideCalendar.objects.of(viewer.practitioner) if viewer.practitioner else None


in_office = for_staff(require_safe(_own_calendar))
make_in_office = for_staff(require_POST(_make))
end_in_office = for_staff(require_POST(_end))


def _who_acts(request: Request) -> None:
    """Only who manages the profile has sessions to read; who acts for the client is written down."""
    client = Client.objects.allowed(request.viewer, "book").first()
    if client is None:
        raise Http404
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open", client)


@for_clients
@require_safe
def in_portal(request: Request) -> HttpResponse:
    _who_acts(request)
    return _own_calendar(request)


@for_clients
@require_POST
def make_in_portal(request: Request) -> HttpResponse:
    _who_acts(request)
    return _make(request)


@for_clients
@require_POST
def end_in_portal(request: Request) -> HttpResponse:
    _who_acts(request)
    return _end(request)


# A practitioner's calendar elsewhere ------------------------------------------------------------------------------


@for_staff
@require_POST
def look_outside(request: Request) -> HttpResponse:
    """Its busy times count from now on. The first look is a worker's, a moment later."""
    practitioner, form = _practitioner(request), OutsideForm(request.POST)
    if not form.is_valid():
        return _page(request, outside_form=form)
    own = Calendar.objects.of(practitioner)
    outside = OutsideCalendar.objects.look_at(request.viewer, own, form.cleaned_data["address"])
    jobs.look_at.enqueue(outside.pk)
    messages.success(request, _("Saved. We take a first look within a minute."))
    return redirect(request.viewer.address("own-calendar"))


@for_staff
@require_POST
def forget_outside(request: Request) -> HttpResponse:
    OutsideCalendar.objects.forget(request.viewer, _practitioner(request))
    messages.success(request, _("The address and all its busy times are forgotten."))
    return redirect(request.viewer.address("own-calendar"))


def _practitioner(request: Request) -> Member:
    if request.viewer.practitioner is None:
        raise Http404
    return request.viewer.practitioner
