"""How a draft is kept while somebody writes: by their hand, or by the page itself every few seconds."""

import base64
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from heartwood.ground.access.doors import Request
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.drafts.keeping import WrittenMeanwhile
from heartwood.kit.dates import clock


def is_by_itself(request: Request) -> bool:
    return "By-Itself" in request.headers


def key_for_device(viewer: Viewer, record: Any) -> str:
    """With it the page seals what it has to keep in the browser while it cannot reach us. It is the same whenever this
    person opens this draft, is never kept there, and nobody else is given it."""
    derived = salted_hmac("drafts", f"{viewer.user and viewer.user.pk} {record.pk}", algorithm="sha256")
    return base64.b64encode(derived.digest()).decode()


def kept(record: Any, **more: Any) -> HttpResponse:
    words = _("Saved %(clock)s") % {"clock": clock(record.saved_at)}
    return JsonResponse({"revision": record.revision, "words": words, **more})


def written_meanwhile(texts: dict[str, str], meanwhile: WrittenMeanwhile) -> HttpResponse:
    return JsonResponse({"revision": meanwhile.revision, "texts": texts}, status=409)


def no_longer() -> HttpResponse:
    return JsonResponse({"words": _("This can no longer be changed.")}, status=410)


def not_kept() -> HttpResponse:
    return JsonResponse({"words": _("Not saved: there is too much text in one place.")}, status=422)


def with_revision(data: Any, revision: int) -> Any:
    """What was sent, so that it may take the place of what stands there by now."""
    data = data.copy()
    data["revision"] = revision
    return data
