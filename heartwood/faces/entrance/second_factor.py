"""Setting up a second factor: allauth's pages, and the one that says why."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from heartwood.ground.access.doors import Request, for_oneself
from heartwood.ground.accounts.second_factor import (
    has_second_factor,
    lacks_second_factor,
    needs_second_factor,
    set_up_here,
)

_WANTED = "wanted_after_second_factor"


@for_oneself
def why(request: Request) -> HttpResponse:
    """Staff arrive here when they have shown none; clients when they would like one."""
    assert request.viewer.user  # noqa: S101  the door
    user, wanted = request.viewer.user, request.GET.get("next", "")
    if get_adapter().is_safe_url(wanted):
        request.session[_WANTED] = wanted
    if not has_second_factor(user):
        return render(request, "entrance/second_factor.html", {"is_needed": needs_second_factor(user)})
    if lacks_second_factor(request):
        return redirect(f"{_where_to_show_it(request)}?{urlencode({'next': where_they_wanted(request)})}")
    return redirect(where_they_wanted(request))


def where_they_wanted(request: HttpRequest) -> str:
    return str(request.session.get(_WANTED) or reverse("accounts:settings"))


def _where_to_show_it(request: Request) -> str:
    has_passkey = Authenticator.objects.filter(user=request.viewer.user, type=Authenticator.Type.WEBAUTHN).exists()
    return reverse("mfa_reauthenticate_webauthn" if has_passkey else "mfa_reauthenticate")


class SetsUpHere:
    """A factor that was set up here and now counts as shown; then recovery codes, and on to where they wanted."""

    request: Any
    did_generate_recovery_codes: bool

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        set_up_here(self.request)
        return response

    def get_success_url(self) -> str:
        return (
            reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else where_they_wanted(self.request)
        )


class AddPasskey(SetsUpHere, AddWebAuthnView):
    pass


class SetUpApp(SetsUpHere, ActivateTOTPView):
    pass


class RecoveryCodes(ViewRecoveryCodesView):
    """Seen once. "Go on" leads to where they wanted to be when they were sent to set up a second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"onward": where_they_wanted(self.request)}


class RemovePasskey(RemoveWebAuthnView):
    """allauth asks whether an authenticator app may be removed, but not whether a passkey may."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = get_mfa_adapter().can_delete_authenticator(self.object)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        return context | {"may_be_removed": may}

    def form_valid(self, form: Any) -> HttpResponse:
        if get_mfa_adapter().can_delete_authenticator(self.object):
            return super().form_valid(form)
        messages.error(self.request, get_mfa_adapter().error_messages["cannot_delete_authenticator"])
        return redirect("accounts:settings")
