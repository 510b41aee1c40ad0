"""What holds for every answer of the house."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


class DoorMissing(LookupError):
    """A view was reached that nobody decided who may enter."""


class NoDoorNoEntry:
    """A view without a door answers nobody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not hasattr(view, "door"):
            raise DoorMissing(f"{view.__module__}.{view.__name__} has no door.")


class NothingIsKept:
    """No page is kept by a browser or proxy, indexed by a search engine, or opened by another site. Holds for whatever
    is answered, also by the layers below: files of the kit, redirects, refusals. Those files alone may be kept."""

    HEADERS = {
        "Cache-Control": "no-store, private",
        "X-Robots-Tag": "noindex, nofollow",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    }

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for header, value in self.HEADERS.items():
            response.headers.setdefault(header, value)
        if request.path == "/accounts/logout/" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
