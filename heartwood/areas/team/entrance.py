"""Coming in for the first time: by an invitation, or by founding the first organization of an install."""

from allauth.core.internal import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from heartwood.areas.team import founding
from heartwood.areas.team.forms import FoundingForm
from heartwood.areas.team.joining import join
from heartwood.areas.team.models import Invitation
from heartwood.ground.access.doors import Request, for_anyone
from heartwood.ground.accounts.arriving import Arrival, sign_in
from heartwood.ground.accounts.models import Member


@for_anyone
def invitation(request: Request, token: str) -> HttpResponse:
    found = Invitation.objects.behind(token).select_related("organization", "invited_by__user").first()
    return Arrival(
        invitation=found,
        name=found.name if found else "",
        accept=lambda user: _office_of(join(token, user)),
        templates="team/entrance",
    ).answer(request)


@for_anyone
def welcome(request: Request) -> HttpResponse:
    """Found the first organization. Once there is one, this page does not exist."""
    if not founding.is_waiting():
        raise Http404
    guess = ratelimit.consume(request, app="heartwood", action="welcome", config={"welcome": "5/5m/ip"})
    form = FoundingForm(request.POST or None, may_guess=guess is not None)
    if guess and "code" not in form.errors:
        guess.rollback()  # only wrong codes count
    if form.is_valid():
        return _founded(request, form)
    answer = render(request, "team/entrance/welcome.html", {"form": form}, status=422 if form.is_bound else 200)
    if guess is None:
        answer.status_code, answer.headers["Retry-After"] = 429, "300"
    return answer


def _founded(request: Request, form: FoundingForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        member = founding.found(
            given["code"],
            form.instance,
            name=given["your_name"],
            email=given["email"],
            password=given["password"],
            is_practitioner=given["is_practitioner"],
        )
    except founding.CannotBeFounded:
        raise Http404 from None
    return sign_in(request, member.user, _office_of(member))


def _office_of(member: Member) -> str:
    return reverse("office:home", args=[member.organization.slug])
