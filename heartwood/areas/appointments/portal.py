"""Sessions, for clients and those who act for them: look, book, change, answer, cancel, wait."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.kept_times import NotOffered, Taken
from heartwood.areas.appointments.models import Appointment, Participant, Waiting
from heartwood.areas.appointments.models.appointment import NotPossible
from heartwood.areas.appointments.models.waiting import WaitingQuerySet
from heartwood.areas.appointments.offering import FreeTime, FreeTimes, Offer, offer_to, offers_to, usual_offer
from heartwood.areas.appointments.portal_forms import CancelForm, TimeForm, WaitingForm, WordForm, time_from
from heartwood.areas.appointments.reading import SessionForClient, own_parts, parts_ahead, session_of, told_of
from heartwood.areas.clients.models import Client
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import visit
from heartwood.kit.paging import Order, Stretch, page_of
from heartwood.kit.prepared import prepared

LATEST_FIRST = Order("starts_at", descending=True)

# My Bookings -------------------------------------------------------------------------------------------------------


@for_clients
def bookings(request: Request) -> HttpResponse:
    client = _client(request)
    ahead = told_of(request.viewer, parts_ahead(request.viewer))
    read = partial(past_parts, request.viewer)
    before = page_of(own_parts(request.viewer), LATEST_FIRST, after=_edge(request), size=20, read=read)
    facts = {
        "client": client,
        "to_answer": [each for each in ahead if each.waits_for_them],
        "asked_for": [each for each in ahead if each.waits_for_the_practice],
        "upcoming": [each for each in ahead if not (each.waits_for_them or each.waits_for_the_practice)],
        "past": told_of(request.viewer, before.rows),
        "earlier": before.next,
        "waiting": waits_of(request.viewer),
    }
    return render(request, "appointments/portal/bookings.html", facts)


@prepared
def past_parts(viewer: Viewer, value: Any, pk: UUID | None, *, stretch: Stretch, number: int) -> QuerySet[Participant]:
    return stretch.of(own_parts(viewer).over(viewer.now), value, pk)[:number]


@prepared
def waits_of(viewer: Viewer) -> QuerySet[Waiting]:
    waiting: WaitingQuerySet = Waiting.objects.visible_to(viewer)
    return waiting.still().in_turn().select_related("service", "practitioner__user")


# Booking ----------------------------------------------------------------------------------------------------------


@for_clients
def book(request: Request) -> HttpResponse:
    """With whom, and what. Where there is only one answer it is not asked."""
    _client(request)
    offers = offers_to(request.viewer)
    if len(offers) == 1:
        return redirect(_address_of(request, "book-time", offers[0]))
    return render(request, "appointments/portal/book.html", {"offers": offers})


@for_clients
@require_safe
def first_times(request: Request) -> HttpResponse:
    """A part of the dashboard, which comes a moment later."""
    _client(request)
    offer = usual_offer(request.viewer)
    times = FreeTimes(offer) if offer else None
    facts = {"times": times, "confirm": _address_of(request, "book-confirm", offer) if offer else ""}
    return render(request, "appointments/portal/first_times.html", facts)


@for_clients
def book_time(request: Request, member_pk: UUID, service_pk: UUID) -> HttpResponse:
    _client(request)
    offer = _offer(request, member_pk, service_pk)
    times = FreeTimes(offer, request.GET.get("week", ""))
    return render(
        request,
        "appointments/portal/times.html",
        {"offer": offer, "times": times, "confirm": _address_of(request, "book-confirm", offer)},
    )


@for_clients
def book_confirm(request: Request, member_pk: UUID, service_pk: UUID) -> HttpResponse:
    """Look once more, say a word if you like, and book it or ask for it."""
    client, offer = _client(request), _offer(request, member_pk, service_pk)
    form = TimeForm(request.POST or None, initial={"at": request.GET.get("at", "")})
    if form.is_valid():

        def deed(at: datetime, word: str) -> Appointment:
            return Appointment.objects.book(
                request.viewer,
                service=offer.service,
                practitioner=offer.practitioner,
                starts_at=at,
                clients=[client],
                remark=word,
            )

        if booked := _unless_taken(form, FreeTimes(offer), deed):
            is_booked = booked.state == Appointment.State.BOOKED
            messages.success(
                request,
                _("Your session is booked. A mail with a file for your calendar is on its way.")
                if is_booked
                else _("You have asked for this time. It is kept for you until your practitioner has answered."),
            )
            return redirect(request.viewer.address("session", booked.pk))
    return _confirming(request, form, offer, back=_address_of(request, "book-time", offer))


# Changing ---------------------------------------------------------------------------------------------------------


@for_clients
def change(request: Request, appointment_pk: UUID) -> HttpResponse:
    told = session_of(request.viewer, appointment_pk)
    if not told.may_be_changed:
        return _no_longer(request, told)
    times = FreeTimes(_offer_of(told), request.GET.get("week", ""), moving=told.session)
    return render(
        request,
        "appointments/portal/times.html",
        {
            "offer": times.offer,
            "times": times,
            "session": told,
            "confirm": request.viewer.address("session-change-confirm", told.pk),
        },
    )


@for_clients
def change_confirm(request: Request, appointment_pk: UUID) -> HttpResponse:
    """At once where the service is booked directly; else the practitioner confirms the new time."""
    told = session_of(request.viewer, appointment_pk)
    if not told.may_be_changed:
        return _no_longer(request, told)
    offer = _offer_of(told)
    form = TimeForm(request.POST or None, initial={"at": request.GET.get("at", "")})
    if form.is_valid():
        moves_at_once = told.session.moves_at_once_for_clients
        verb = told.session.move if moves_at_once else told.session.propose

        def deed(at: datetime, word: str) -> Appointment:
            verb(request.viewer, at, remark=word)
            return told.session

        try:
            changed = _unless_taken(form, FreeTimes(offer, moving=told.session), deed)
        except NotPossible:
            return _no_longer(request, told)
        if changed:
            messages.success(
                request,
                _("Your session has a new time.")
                if moves_at_once
                else _("You have asked for another time. Your session stays where it is until it is confirmed."),
            )
            return redirect(request.viewer.address("session", told.pk))
    return _confirming(request, form, offer, back=request.viewer.address("session-change", told.pk), session=told)


@for_clients
@require_POST
def agree(request: Request, appointment_pk: UUID) -> HttpResponse:
    """To the new time that the practice has proposed."""
    told = session_of(request.viewer, appointment_pk)
    try:
        told.session.confirm_proposal(request.viewer)
    except (NotPossible, Taken):
        return _no_longer(request, told)
    messages.success(request, _("Thank you. Your session has its new time."))
    return redirect(request.viewer.address("session", told.pk))


@for_clients
@require_POST
def keep(request: Request, appointment_pk: UUID) -> HttpResponse:
    """The old time, and not the new one."""
    told = session_of(request.viewer, appointment_pk)
    form = WordForm(request.POST)
    if not form.is_valid():
        return render(request, "appointments/portal/session.html", {"session": told, "word": form}, status=422)
    try:
        told.session.refuse_proposal(request.viewer, form.cleaned_data["word"])
    except NotPossible:
        return _no_longer(request, told)
    messages.success(request, _("Your session stays where it is. Your practitioner is told."))
    return redirect(request.viewer.address("session", told.pk))


# Cancelling -------------------------------------------------------------------------------------------------------


@for_clients
def cancel(request: Request, appointment_pk: UUID) -> HttpResponse:
    told = session_of(request.viewer, appointment_pk)
    if not told.may_be_cancelled:
        return _no_longer(request, told)
    is_late = told.is_late_to_cancel
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.was_told_that_it_is(late=is_late):
            return _cancelled(request, told, form.cleaned_data["word"])
        form.add_error(None, _("Meanwhile it has become late: cancelling now counts as a late cancellation."))
    facts = {"session": told, "form": form, "told": CancelForm.LATE if is_late else ""}
    return render(request, "appointments/portal/cancel.html", facts, status=422 if form.errors else 200)


def _cancelled(request: Request, told: SessionForClient, word: str) -> HttpResponse:
    try:
        told.session.cancel(request.viewer, word)
    except NotPossible:
        return _no_longer(request, told)
    messages.success(request, _("Your session is cancelled. Your practitioner is told."))
    return redirect(request.viewer.address("bookings"))


# Waiting ----------------------------------------------------------------------------------------------------------


@for_clients
def wait(request: Request, member_pk: UUID, service_pk: UUID) -> HttpResponse:
    """Tell me when a time becomes free."""
    client, offer = _client(request), _offer(request, member_pk, service_pk)
    form = WaitingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        Waiting.objects.begin(
            request.viewer,
            client=client,
            service=offer.service,
            practitioner=offer.practitioner,
            **form.cleaned_data,
        )
        messages.success(request, _("We will tell you when a time becomes free."))
        return redirect(request.viewer.address("bookings"))
    facts = {"offer": offer, "form": form, "back": _address_of(request, "book-time", offer)}
    return render(request, "appointments/portal/wait.html", facts, status=422 if form.errors else 200)


@for_clients
def waiting(request: Request, waiting_pk: UUID) -> HttpResponse:
    """What they wait for, and what is free now."""
    _client(request)
    visible = Waiting.objects.visible_to(request.viewer).select_related("service", "practitioner__user")
    found = get_object_or_404(visible, pk=waiting_pk)
    offer = offer_to(request.viewer, found.practitioner_id, found.service_id)
    times = FreeTimes(offer, found.from_on.isoformat() if found.from_on else "") if offer else None
    facts = {
        "waiting": found,
        "offer": offer,
        "times": times,
        "confirm": _address_of(request, "book-confirm", offer) if offer else "",
    }
    return render(request, "appointments/portal/waiting.html", facts)


@for_clients
@require_POST
def stop_waiting(request: Request, waiting_pk: UUID) -> HttpResponse:
    found = get_object_or_404(Waiting.objects.allowed(request.viewer, "end"), pk=waiting_pk)
    found.end(request.viewer)
    messages.success(request, _("You wait no more."))
    return redirect(request.viewer.address("bookings"))


# What the views are made of ---------------------------------------------------------------------------------------


def _client(request: Request) -> Client:
    """The one they stand behind, if they act for them."""
    client = booked_for.first_or_404(request.viewer)
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open", client)
    return client


@prepared
def booked_for(viewer: Viewer) -> QuerySet[Client]:
    allowed: QuerySet[Client] = Client.objects.allowed(viewer, "book")
    return allowed.select_related("organization")


def _offer(request: Request, member_pk: UUID, service_pk: UUID) -> Offer:
    offer = offer_to(request.viewer, member_pk, service_pk)
    if offer is None:
        raise Http404
    return offer


def _offer_of(told: SessionForClient) -> Offer:
    """What was booked, with whom: it can be moved, also where it is offered no more."""
    told.session.service.organization = told.session.organization
    return Offer(told.session.practitioner, told.session.service)


def _address_of(request: Request, page: str, offer: Offer) -> str:
    return request.viewer.address(page, offer.practitioner.pk, offer.service.pk)


def _unless_taken(form: TimeForm, times: FreeTimes, deed: Callable[[datetime, str], Appointment]) -> Appointment | None:
    """Done; or the form offers other times, and keeps every word."""
    at = form.cleaned_data["at"]
    try:
        return deed(at, form.cleaned_data["word"])
    except Taken:
        form.add_error(None, _("Somebody was a moment quicker, and this time is taken. Nothing you wrote is lost."))
    except NotOffered:
        form.add_error(None, _("This time cannot be booked any more. Nothing you wrote is lost."))
    form.offer_instead(times.nearest_to(at))
    return None


def _confirming(
    request: Request, form: TimeForm, offer: Offer, *, back: str, session: SessionForClient | None = None
) -> HttpResponse:
    facts = {"form": form, "offer": offer, "back": back, "session": session, "time": _chosen_time(form, offer)}
    return render(request, "appointments/portal/confirm.html", facts, status=422 if form.errors else 200)


def _chosen_time(form: TimeForm, offer: Offer) -> FreeTime | None:
    try:
        at = time_from(str(form["at"].value() or ""))
    except ValueError:
        return None
    return FreeTime(at, offer.zone)


def _no_longer(request: Request, told: SessionForClient) -> HttpResponse:
    """The page was old, or somebody else was quicker."""
    messages.warning(request, _("This can no longer be done: the session has changed meanwhile."))
    return redirect(request.viewer.address("session", told.pk))


def _edge(request: Request) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
