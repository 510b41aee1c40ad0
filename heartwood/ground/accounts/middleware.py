"""What holds for everybody who is signed in: their language and time, how long, and when they were last here."""

import zoneinfo
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from heartwood.ground.accounts.sessions import store_of

Answer = Callable[[HttpRequest], HttpResponse]

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
    """Whoever does something stays signed in; what a page asks for by itself does not count. `sessions.py` knows for
    how long. So that people recognize their devices, it is noted when each was last in use."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _BY_ITSELF not in request.headers and store_of(request).note_a_deed():
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)
