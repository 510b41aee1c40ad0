"""Reviews, for the practitioner whom they are about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.reviews.forms import ReplyForm
from heartwood.areas.reviews.models import NotPossible, Review, ShowsReviews
from heartwood.areas.reviews.reading import LATEST_FIRST, ON_A_PAGE, uuid_or_none
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.accounts.models import Member
from heartwood.ground.audit.acting import visit
from heartwood.kit.paging import page_of


@for_staff(may="receive_reviews")
@require_safe
def reviews(request: Request) -> HttpResponse:
    """All of one's own, the latest first; their words stand on a page each."""
    visible = Review.objects.visible_to(request.viewer)
    facts = {
        "overall": visible.overall(),
        "page": page_of(
            visible.with_its_session(),
            LATEST_FIRST,
            after=uuid_or_none(request.GET.get("after", "")),
            before=uuid_or_none(request.GET.get("before", "")),
            size=ON_A_PAGE,
        ),
        "are_shown": ShowsReviews.objects.are_shown_by(_oneself(request)),
    }
    return render(request, "reviews/office/reviews.html", facts)


@for_staff(may="receive_reviews")
@require_POST
def switch(request: Request) -> HttpResponse:
    """Whether one's page in the portal shows what was published."""
    if "show" in request.POST:
        ShowsReviews.objects.begin(request.viewer, _oneself(request))
        messages.success(request, _("Your page in the portal shows the published reviews now."))
    else:
        ShowsReviews.objects.end(request.viewer, _oneself(request))
        messages.success(request, _("Your page in the portal shows no reviews any more."))
    return redirect(request.viewer.address("reviews"))


@for_staff
@require_safe
def of_session(request: Request, appointment_pk: UUID) -> HttpResponse:
    """A part of the session's page, which comes a moment later; without JavaScript a page of its own."""
    session = get_object_or_404(Appointment.objects.allowed(request.viewer, "read_review"), pk=appointment_pk)
    left = list(Review.objects.visible_to(request.viewer).about(session.pk).with_its_session())
    for review in left:
        visit(request.viewer, "reviews.open", review)
    template = "session_panel.html" if request.htmx else "session_page.html"
    return render(request, f"reviews/office/{template}", {"session": session, "reviews": left})


@for_staff
@require_safe
def review(request: Request, review_pk: UUID) -> HttpResponse:
    review = _review(request, review_pk, "see")
    return _page(request, review, ReplyForm(initial={"reply": review.reply}))


@for_staff
@require_POST
def answer(request: Request, review_pk: UUID) -> HttpResponse:
    review = _review(request, review_pk, "answer")
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, review, form, status=422)
    review.answer(request.viewer, form.cleaned_data["reply"])
    messages.success(request, _("Your reply stands with the review, and the client is told."))
    return redirect(request.viewer.address("review", review.pk))


@for_staff
@require_POST
def publish(request: Request, review_pk: UUID) -> HttpResponse:
    review = _review(request, review_pk, "publish")
    try:
        review.publish(request.viewer)
    except NotPossible:
        messages.warning(request, _("The client has taken their consent back meanwhile. It is not published."))
    else:
        messages.success(request, _("Published. The client may take their consent back at any time."))
    return redirect(request.viewer.address("review", review.pk))


@for_staff
@require_POST
def take_down(request: Request, review_pk: UUID) -> HttpResponse:
    review = _review(request, review_pk, "take_down")
    review.take_down(request.viewer)
    messages.success(request, _("Taken down. Only you and the client read it now."))
    return redirect(request.viewer.address("review", review.pk))


def _oneself(request: Request) -> Member:
    assert request.viewer.practitioner  # noqa: S101  the power asks for it
    return request.viewer.practitioner


def _review(request: Request, review_pk: UUID, verb: str) -> Review:
    allowed = Review.objects.allowed(request.viewer, verb).with_its_session()
    review: Review = get_object_or_404(allowed, pk=review_pk)
    return review


def _page(request: Request, review: Review, form: ReplyForm, status: int = 200) -> HttpResponse:
    visit(request.viewer, "reviews.open", review)
    facts: dict[str, Any] = {
        "review": review,
        "form": form,
        "are_shown": ShowsReviews.objects.are_shown_by(review.appointment.practitioner),
    }
    return render(request, "reviews/office/review.html", facts, status=status)
