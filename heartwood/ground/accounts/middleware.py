"""What holds for everybody who is signed in: their language and time, how long, and when they were last here."""

import time
import zoneinfo
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Answer = Callable[[HttpRequest], HttpResponse]

_SIGNED_IN_AT, _SEEN_AT = "signed_in_at", "seen_at"
_NOTED_EVERY = 5 * 60  # seconds
_BY_ITSELF = "By-Itself"  # sent by what a page asks for with nobody before it


class InTheirOwnLanguageAndTime:
    """Activates the reader's language and zone; before signing in, the browser's language and UTC."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            language, zone = request.user.language, zoneinfo.ZoneInfo(request.user.time_zone)
        else:
            language, zone = translation.get_language_from_request(request), zoneinfo.ZoneInfo("UTC")
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class NotForEver:
    """Signs everybody out at the latest SESSION_COOKIE_AGE after they signed in, however busy they were; and notes
    every few minutes that a device is in use, so that people recognize theirs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now, signed_in_at = time.time(), request.session.get(_SIGNED_IN_AT)
        if signed_in_at and now - signed_in_at > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif signed_in_at and _BY_ITSELF not in request.headers and now - request.session[_SEEN_AT] > _NOTED_EVERY:
            request.session[_SEEN_AT] = now
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)


def begin_the_day(request: HttpRequest) -> None:
    """They signed in just now."""
    request.session[_SIGNED_IN_AT] = request.session[_SEEN_AT] = time.time()
