"""The one way in which a file leaves the house: opened piece by piece, and shut off from the page it is opened from.

The door and the rule were asked before; whoever calls this writes the visit.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from heartwood.ground.files.models import SealedFile
from heartwood.ground.vault.errors import Shredded, Unreadable
from heartwood.ground.vault.files import Opened
from heartwood.kit import failures

SINGLE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
APART = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class NoSuchRange(ValueError):
    """Past the end of the file."""


def served(request: HttpRequest, file: SealedFile, part: str = "whole") -> HttpResponseBase:
    """The file, or a range of it. Pictures show, and painted pages; everything else is downloaded. While it is not
    ready there is none."""
    if part not in file.parts or not file.is_ready:
        raise Http404
    try:
        opened, name = file.opened(part), file.name
    except (Shredded, Unreadable):
        return failures.gone(_("This file cannot be opened any more."))
    headers = APART | {
        "Content-Type": file.content_type if part == "whole" else "image/jpeg",
        "Content-Disposition": _disposition(file, name, part),
    }
    return _answer(request, opened, headers)


def _disposition(file: SealedFile, name: str, part: str) -> str:
    """A page of a PDF is not the file that its name says."""
    if file.is_picture:
        return content_disposition_header(False, name) or "inline"
    return content_disposition_header(True, name) or "attachment" if part == "whole" else "inline"


def _answer(request: HttpRequest, opened: Opened, headers: dict[str, Any]) -> HttpResponseBase:
    try:
        asked = asked_range(request, opened.size)
    except NoSuchRange:
        opened.close()
        refusal = {"Content-Range": f"bytes */{opened.size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=APART | refusal)
    start, stop = asked or (0, opened.size)
    headers["Content-Length"] = stop - start
    if asked:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{opened.size}"
    status = HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK
    if request.method == "HEAD":
        opened.close()
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(Portions(opened, start, stop), status=status, headers=headers)


class Portions:
    """A part of a file on its way out; closed also where nobody waits for it any more."""

    def __init__(self, opened: Opened, start: int, stop: int) -> None:
        self.opened, self.start, self.stop = opened, start, stop
        self.close = opened.close

    def __iter__(self) -> Iterator[bytes]:
        return self.opened.part(self.start, self.stop)


def asked_range(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """Where to start and where to stop; None for all of it. Several ranges at once, or a range of something older, are
    answered with all of it, as RFC 9110 allows. Raises NoSuchRange."""
    match = SINGLE_RANGE.fullmatch(request.headers.get("Range", ""))
    if not match or not any(match.groups()) or "If-Range" in request.headers:
        return None
    first, last = match.groups()
    if not first:  # so many bytes from the end
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return None
    if start >= stop:
        raise NoSuchRange
    return start, stop
