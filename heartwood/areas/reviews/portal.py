"""Reviews, for whoever leaves them; and the pages of practitioners, where those that were published are read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.reviews.forms import ReviewForm
from heartwood.areas.reviews.models import LeftAlready, Review
from heartwood.areas.reviews.reading import PractitionerPage, practitioners_for
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit

# One's own --------------------------------------------------------------------------------------------------------


@for_clients
def leave(request: Request, appointment_pk: UUID) -> HttpResponse:
    """A review of this session; where there is one, that one."""
    client = _enter(request)
    about = Appointment.objects.allowed(request.viewer, "review").select_related("practitioner__user", "organization")
    session = get_object_or_404(about, pk=appointment_pk)
    if there_is := Review.objects.visible_to(request.viewer).about(session.pk).first():
        return redirect(request.viewer.address("review", there_is.pk))
    form = ReviewForm(request.POST or None, client=client, appointment=session)
    if form.is_valid():
        try:
            review = Review.objects.leave(request.viewer, session, form.opinion)
        except LeftAlready:
            messages.warning(request, _("There is a review of this session already."))
            return redirect(request.viewer.address("session", session.pk))
        messages.success(request, _("Thank you. Your practitioner is told that something waits, not what."))
        return redirect(request.viewer.address("review", review.pk))
    return _desk(request, session, form)


@for_clients
@require_safe
def review(request: Request, review_pk: UUID) -> HttpResponse:
    _enter(request)
    return render(request, "reviews/portal/review.html", {"review": _own(request, review_pk, "see")})


@for_clients
def change(request: Request, review_pk: UUID) -> HttpResponse:
    client, review = _enter(request), _own(request, review_pk, "change")
    form = ReviewForm(request.POST or None, client=client, appointment=review.appointment, review=review)
    if form.is_valid():
        review.change(request.viewer, form.opinion)
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("review", review.pk))
    return _desk(request, review.appointment, form, review)


@for_clients
@require_POST
def withdraw_consent(request: Request, review_pk: UUID) -> HttpResponse:
    review = _own(request, review_pk, "withdraw_consent")
    review.withdraw_consent(request.viewer)
    messages.success(request, _("From now on nobody but you and your practitioner reads it."))
    return redirect(request.viewer.address("review", review.pk))


@for_clients
def remove(request: Request, review_pk: UUID) -> HttpResponse:
    review = _own(request, review_pk, "remove")
    if request.method == "POST":
        review.remove(request.viewer)
        messages.success(request, _("Your review was deleted."))
        return redirect(request.viewer.address("session", review.appointment_id))
    _enter(request)
    return render(request, "reviews/portal/remove.html", {"review": review})


# Practitioners ----------------------------------------------------------------------------------------------------


@for_clients
@require_safe
def practitioners(request: Request) -> HttpResponse:
    """Who works with them; and who else shows reviews to the clients of the practice."""
    client = _enter(request)
    facts = {"client": client, "practitioners": practitioners_for(request.viewer).by_name()}
    return render(request, "reviews/portal/practitioners.html", facts)


@for_clients
@require_safe
def practitioner(request: Request, practitioner_pk: UUID) -> HttpResponse:
    _enter(request)
    member = get_object_or_404(practitioners_for(request.viewer).select_related("user"), pk=practitioner_pk)
    facts = {"page": PractitionerPage(request.viewer, member, request.GET.get("after", ""))}
    return render(request, "reviews/portal/practitioner.html", facts)


# What the views are made of ---------------------------------------------------------------------------------------


def _enter(request: Request) -> Client:
    """Whoever acts for somebody leaves a line, as on every page of the profile."""
    allowed = Client.objects.allowed(request.viewer, "see_sessions").select_related("organization")
    client: Client = get_object_or_404(allowed)
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, "clients.open", client)
    return client


def _own(request: Request, review_pk: UUID, verb: str) -> Review:
    allowed = Review.objects.allowed(request.viewer, verb).with_its_session()
    review: Review = get_object_or_404(allowed, pk=review_pk)
    return review


def _desk(request: Request, session: Appointment, form: ReviewForm, review: Review | None = None) -> HttpResponse:
    facts = {"session": session, "form": form, "review": review}
    return render(request, "reviews/portal/write.html", facts, status=422 if form.errors else 200)
