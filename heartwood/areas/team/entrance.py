"""Coming in for the first time: by an invitation, or by founding the first organization of an install."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heartwood.areas.team import founding
from heartwood.areas.team.forms import FoundingForm, JoinForm
from heartwood.areas.team.joining import Overtaken, join, newcomer
from heartwood.areas.team.models import Invitation
from heartwood.ground.access.doors import Request, for_anyone
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.sessions import begin_the_day


@for_anyone
def invitation(request: Request, token: str) -> HttpResponse:
    """Looking at it uses nothing up: programs that scan mails open links too. Only sending the form accepts."""
    found = Invitation.objects.behind(token).select_related("organization", "invited_by__user").first()
    if found is None:
        return render(request, "team/entrance/closed.html", status=404)
    if not found.is_pending:
        return render(request, "team/entrance/closed.html", {"state": found.state}, status=410)
    if request.user.is_authenticated:
        return _confirm(request, found, token)
    if User.objects.filter(email=found.email).exists():
        return render(request, "team/entrance/sign_in_first.html", {"invitation": found})
    return _introduce_yourself(request, found, token)


def _confirm(request: Request, invitation: Invitation, token: str) -> HttpResponse:
    """For somebody signed in. Under another e-mail than the invited one they are told so, but not which it is."""
    if not isinstance(request.user, User) or request.user.email != invitation.email:
        return render(request, "team/entrance/other_login.html", status=403)
    if request.method == "POST":
        try:
            member = join(token, request.user)
        except Overtaken:
            return redirect(request.path)
        begin_the_day(request)
        return redirect(_office_of(member))
    return render(request, "team/entrance/confirm.html", {"invitation": invitation})


def _introduce_yourself(request: Request, invitation: Invitation, token: str) -> HttpResponse:
    """For somebody new."""
    form = JoinForm(request.POST or None, initial={"your_name": invitation.name, "email": invitation.email})
    if form.is_valid():
        try:
            member = join(token, newcomer(invitation, form.cleaned_data["your_name"], form.cleaned_data["password"]))
        except Overtaken:
            return redirect(request.path)
        return _sign_in(request, member)
    status = 422 if request.method == "POST" else 200
    return render(request, "team/entrance/introduce.html", {"invitation": invitation, "form": form}, status=status)


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
    return _sign_in(request, member)


def _sign_in(request: Request, member: Member) -> HttpResponse:
    """By the ordinary way, as if they had typed the password that they have just chosen."""
    login = Login(user=member.user, redirect_url=_office_of(member), signup=True)
    return perform_password_login(request, {"email": member.user.email}, login)


def _office_of(member: Member) -> str:
    return reverse("office:home", args=[member.organization.slug])
