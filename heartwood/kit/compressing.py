"""What goes over the wire goes compressed."""

from collections.abc import MutableMapping
from typing import Any

from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

TEXTS = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")
OUR_OWN_PAGES_ASK = ("same-origin", "none")  # none: a person did, by an address or a bookmark


class Compressed(GZipMiddleware):
    """Pages, styles and scripts.

    How small something becomes tells of what is in it, to who listens on the line and can make a browser ask again and
    again, with words of theirs in the address (BREACH). So a page is compressed only where our own pages or a person
    asked for it, which a browser says and no other site can change. Files sent as such are left alone.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        patch_vary_headers(response, ("Sec-Fetch-Site",))
        is_our_own = request.headers.get("Sec-Fetch-Site") in OUR_OWN_PAGES_ASK
        is_text = response.headers.get("Content-Type", "").partition(";")[0] in TEXTS
        if not is_our_own or not is_text or "Content-Range" in response:
            return response
        return super().process_response(request, response)


def kept_by_browsers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Of the kit's files, fonts do not change but under another name."""
    if url.endswith(".woff2"):
        headers["Cache-Control"] = "max-age=31536000, public, immutable"
