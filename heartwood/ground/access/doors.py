"""The doors: every view stands behind exactly one, and each says who comes in.

A view without a door fails `manage.py check`, and answers nobody.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, overload
from uuid import UUID

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from heartwood.ground.access import powers, unsent
from heartwood.ground.access.once import once
from heartwood.ground.access.places import goes_elsewhere
from heartwood.ground.access.viewer import NOBODY, Viewer
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.second_factor import lacks_second_factor
from heartwood.kit.prepared import prepared

P = ParamSpec("P")


class Request(HttpRequest):
    """A request that came through a door."""

    viewer: Viewer
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponseBase]
Guarded = Callable[..., HttpResponseBase]


@overload
def for_staff(view: View[P], *, may: str | None = None) -> Guarded: ...
@overload
def for_staff(view: None = None, *, may: str | None = None) -> Callable[[View[P]], Guarded]: ...
def for_staff(view: View[P] | None = None, *, may: str | None = None) -> Guarded | Callable[[View[P]], Guarded]:
    """Members of the organization in the address, with their second factor; and, where a power is named, only those
    who hold it. To everybody else the organization does not exist."""

    def behind(view: View[P]) -> Guarded:
        @wraps(view)
        @_signed_in
        def guarded(request: Request, organization: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member = members_at_the_door.first_or_404(request.user.pk, organization, localdate())
            if lacks_second_factor(request):
                return _sent_to(request, reverse("accounts:second-factor"))
            request.viewer = Viewer.in_office(member)
            if may and not request.viewer.may(may):
                raise PermissionDenied(powers.refusal(may))
            return view(request, *args, **kwargs)

        return _with_door(guarded, f"staff:{may}" if may else "staff")

    return behind(view) if view else behind


@prepared
def members_at_the_door(user: UUID | None, organization: str, today: date) -> QuerySet[Member]:
    working_here = Member.objects.current().filter(organization__slug=organization, user=user)
    noted = working_here.annotate(goes_elsewhere=goes_elsewhere(Member, today))
    return noted.select_related("organization", "user")


def for_clients(view: View[P]) -> Guarded:
    """Whoever holds the portal profile in the address. To everybody else it does not exist."""

    @wraps(view)
    @_signed_in
    def guarded(request: Request, profile: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        portal_access: Any = apps.get_model("clients.PortalAccess")
        held = portal_access.objects.at_the_door(request.user, profile)
        if held is None:
            raise Http404
        request.viewer = Viewer.through_portal(held)
        return view(request, *args, **kwargs)

    return _with_door(guarded, "clients")


def for_oneself(view: View[P]) -> Guarded:
    """Whoever is signed in, for what is their own whatever they are elsewhere: password, devices, where to go."""

    @wraps(view)
    @_signed_in
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101  whoever is signed in
        request.viewer = Viewer(user=request.user)
        return view(request, *args, **kwargs)

    return _with_door(guarded, "oneself")


def for_anyone(view: View[P]) -> Guarded:
    """Everybody, signed in or not."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.viewer = NOBODY
        return view(request, *args, **kwargs)

    return _with_door(guarded, "anyone")


def _signed_in(enter: Guarded) -> Guarded:
    """Everybody else is asked to sign in. A form that is sent twice is recognized here, before anybody asks whether its
    sender may come in: the first may have ended that."""

    @wraps(enter)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return once(request, lambda: enter(request, *args, **kwargs))

    return guarded


def _with_door(view: Guarded, name: str) -> Guarded:
    view.door = name  # type: ignore[attr-defined]
    return view


def _to_sign_in(request: Request) -> HttpResponse:
    """And back to where they wanted to go. A page that is still open asks for it itself (kit/signed_in.html): what
    stands on it is not lost."""
    if request.htmx:
        return HttpResponse(status=401)
    wanted = unsent.keep(request) if request.method == "POST" else request.get_full_path()
    return redirect_to_login(wanted or request.get_full_path(), reverse("account_login"))


def _sent_to(request: Request, page: str) -> HttpResponse:
    """To that page first, and then where they wanted to go."""
    if request.htmx:
        return HttpResponseClientRedirect(page)
    return redirect_to_login(request.get_full_path(), page)
