"""Where a person arrives, and the settings of their own login."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import DatabaseError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import PortalAccess
from heartwood.faces.entrance import demo, devices
from heartwood.faces.entrance.forms import OneselfForm
from heartwood.faces.entrance.models import Device
from heartwood.ground.access.doors import Request, for_anyone, for_oneself
from heartwood.ground.access.places import places_of
from heartwood.ground.accounts.models import Member, User
from heartwood.ground.accounts.second_factor import needs_second_factor
from heartwood.ground.accounts.sessions import devices_of, store_of
from heartwood.ground.jobs.models import Worker
from heartwood.ground.notifications.forms import WishesForm
from heartwood.ground.notifications.letters import LETTERS, Letter
from heartwood.ground.notifications.models import Notice
from heartwood.kit.form_keys import mark_of


@for_oneself
def home(request: Request) -> HttpResponse:
    """One place: straight there. Several: which? None: a kind word."""
    places = places_of(_oneself(request))
    if len(places) == 1:
        return redirect(places[0].url)
    return render(request, "entrance/home.html", {"places": places})


@for_anyone
@require_safe
def healthz(request: Request) -> HttpResponse:
    """For whoever watches over the install: all is well, or in one word what is not."""
    try:
        trouble = "" if Worker.objects.alive(within=timedelta(minutes=2)).exists() else "worker"
    except DatabaseError:
        trouble = "database"
    return HttpResponse(trouble or "ok", content_type="text/plain", status=503 if trouble else 200)


@for_anyone
@require_safe
def security_txt(request: Request) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116)."""
    until = (now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    facts = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": until,
        "Preferred-Languages": "en",
        "Canonical": f"{settings.BASE_URL}{request.path}",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in facts.items())
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


@for_anyone
@require_safe
def session(request: Request) -> JsonResponse:
    """How long they are still signed in. A page asks by itself, which does not count, or because they did something."""
    answer: dict[str, object] = {"seconds": store_of(request).seconds_left}
    if answer["seconds"]:
        answer |= {"person": mark_of(request.user), "token": get_token(request)}
    return JsonResponse(answer)


@for_anyone
@require_POST
def leave_quickly(request: Request) -> HttpResponse:
    """Somebody must not be seen here: signed out, without a word, and away to a page that says nothing."""
    get_adapter().logout(request)
    answer = redirect(settings.QUICK_EXIT)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@for_oneself
@require_safe
def again(request: Request) -> HttpResponse:
    """Signed in anew, in a tab of its own; the page that they were on waits in the other."""
    return render(request, "entrance/again.html")


class SignIn(LoginView):
    """E-mail and password, or a passkey; in the demo, anybody of the cast."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cast": demo.the_cast() if settings.DEMO else []}


@for_oneself
def own_settings(request: Request) -> HttpResponse:
    user = _oneself(request)
    form = OneselfForm(request.POST or None, instance=user)
    if form.is_valid():
        form.save()
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    recovery = next((factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES), None)
    return render(
        request,
        "entrance/settings.html",
        {
            "form": form,
            "places": places_of(user),
            "gets_letters": bool(_letters_for(user)),
            "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
            "app": next((factor for factor in factors if factor.type == Authenticator.Type.TOTP), None),
            "recovery_codes_left": len(RecoveryCodes(recovery).get_unused_codes()) if recovery else None,
            "needs_second_factor": needs_second_factor(user),
            "devices": devices_of(user),
        },
        status=422 if form.errors else 200,
    )


@for_oneself
def mails(request: Request) -> HttpResponse:
    """Which mails they get, and when."""
    user = _oneself(request)
    form = WishesForm(user, _letters_for(user), request.POST or None)
    if form.is_valid():
        form.keep()
        messages.success(request, _("Saved."))
        return redirect("accounts:mails")
    return render(
        request,
        "entrance/mails.html",
        {"form": form, "places": places_of(user)},
        status=422 if form.errors else 200,
    )


@for_oneself
@require_safe
def notice(request: Request, notice_pk: UUID) -> HttpResponse:
    """The link of a mail names no place. Here it is known where they were told."""
    found = get_object_or_404(Notice.objects.allowed(request.viewer, "find"), pk=notice_pk)
    if found.concerns_their_login:
        found.mark_seen(request.viewer)
        return redirect(found.address)
    if found.reader.face == "none":
        raise Http404
    return redirect(found.reader.address("notice", found.pk))


@for_oneself
@require_safe
def signed_in_devices(request: Request) -> HttpResponse:
    user = _oneself(request)
    sessions = sorted(devices_of(user), key=_this_one_first_then_the_latest)
    return render(
        request,
        "entrance/devices.html",
        {
            "places": places_of(user),
            "devices": [
                {
                    "session": session,
                    "words": devices.in_words(session.user_agent),
                    "icon": devices.icon(session.user_agent),
                }
                for session in sessions
            ],
        },
    )


@for_oneself
def device(request: Request, device_pk: UUID) -> HttpResponse:
    """A sign-in that they were told of. Whoever says it was not them has shown first, just now, that they are who they
    are; and chooses a new password at once."""
    found = get_object_or_404(Device.objects.visible_to(request.viewer).select_related("user"), pk=device_pk)
    if request.method == "POST":
        if get_adapter().is_reauthentication_required(app="entrance"):
            return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
        found.disown(request.viewer)
        update_session_auth_hash(request, found.user)
        UserSession.objects.create_from_request(request)
        messages.success(request, _("Everybody else is signed out, and the old password opens nothing any more."))
        return redirect("account_set_password")
    return render(request, "entrance/device.html", {"device": found, "places": places_of(_oneself(request))})


@for_oneself
@require_POST
def sign_out_devices(request: Request) -> HttpResponse:
    """The device that was chosen, or all but this one."""
    sessions = UserSession.objects.filter(user=_oneself(request)).exclude(session_key=request.session.session_key)
    if chosen := request.POST.get("device", ""):
        sessions = sessions.filter(pk=chosen) if chosen.isdecimal() else sessions.none()
    for session in sessions:
        session.end()
    if sessions:
        words = ngettext("Signed out on %(n)d device.", "Signed out on %(n)d devices.", len(sessions))
        messages.success(request, words % {"n": len(sessions)})
    return redirect("usersessions_list")


def _this_one_first_then_the_latest(session: UserSession) -> tuple[bool, float]:
    return not session.is_current(), -session.last_seen_at.timestamp()


def _letters_for(user: User) -> list[type[Letter]]:
    """Those that can reach them where they are: at work, or in the portal. What concerns the login itself is always
    told."""
    is_at = {
        "office": Member.objects.current().filter(user=user).exists(),
        "portal": PortalAccess.objects.of(user).exists(),
    }
    return [letter for letter in LETTERS.values() if is_at.get(letter.face)]


def _oneself(request: Request) -> User:
    assert request.viewer.user  # noqa: S101  the door has seen them
    return request.viewer.user
