"""Coming in by the link of an invitation, whatever it invites to. Looking at it uses nothing up: programs that scan
mails open links too. Only sending the form accepts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from heartwood.ground.accounts.models import User
from heartwood.ground.accounts.new_logins import Invited, JoinForm, Overtaken, newcomer
from heartwood.ground.accounts.sessions import begin_the_day


@dataclass(frozen=True)
class Arrival:
    """Somebody holds a link. `accept` is what their yes does, and answers with the address where they then are; it
    raises Overtaken. The templates say what they are asked: `introduce`, `sign_in_first` and `confirm`."""

    invitation: Invited | None
    name: str
    accept: Callable[[User], str]
    templates: str

    def answer(self, request: HttpRequest) -> HttpResponse:
        if self.invitation is None:
            return render(request, "accounts/invitation/closed.html", status=404)
        if not self.invitation.is_pending:
            return render(request, "accounts/invitation/closed.html", {"state": self.invitation.state}, status=410)
        if request.user.is_authenticated:
            return self._confirm(request, self.invitation)
        if User.objects.filter(email=self.invitation.email).exists():
            return self._page(request, "sign_in_first")
        return self._introduce_yourself(request, self.invitation)

    def _confirm(self, request: HttpRequest, invitation: Invited) -> HttpResponse:
        """For somebody signed in. Under another e-mail than the invited one they are told so, but not which it is."""
        if not isinstance(request.user, User) or request.user.email != invitation.email:
            return render(request, "accounts/invitation/other_login.html", status=403)
        if request.method != "POST":
            return self._page(request, "confirm")
        try:
            onward = self.accept(request.user)
        except Overtaken:
            return redirect(request.path)
        begin_the_day(request)
        return redirect(onward)

    def _introduce_yourself(self, request: HttpRequest, invitation: Invited) -> HttpResponse:
        """For somebody new, who is signed in as if they had typed the password that they have just chosen."""
        form = JoinForm(request.POST or None, initial={"your_name": self.name, "email": invitation.email})
        if not form.is_valid():
            return self._page(request, "introduce", status=422 if request.method == "POST" else 200, form=form)
        given = form.cleaned_data
        user = newcomer(invitation, given["your_name"], given["password"])
        try:
            onward = self.accept(user)
        except Overtaken:
            return redirect(request.path)
        return sign_in(request, user, onward)

    def _page(self, request: HttpRequest, page: str, *, status: int = 200, **facts: Any) -> HttpResponse:
        facts = {"invitation": self.invitation, **facts}
        return render(request, f"{self.templates}/{page}.html", facts, status=status)


def sign_in(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    """By the ordinary way, as if they had typed their password."""
    login = Login(user=user, redirect_url=onward, signup=True)
    return perform_password_login(request, {"email": user.email}, login)
