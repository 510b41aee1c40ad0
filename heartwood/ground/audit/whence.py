"""Where a request comes from, as far as the trail keeps it: its number, and its network rather than its address."""

import logging
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("heartwood.requests")


@dataclass(frozen=True)
class Whence:
    request: str = ""
    network: str = ""
    verbs: list[str] = field(default_factory=list)  # what was done on the way


NOWHERE = Whence()

_whence: ContextVar[Whence] = ContextVar("whence", default=NOWHERE)


def whence() -> Whence:
    """Of the request that is being answered; empty in a job or command."""
    return _whence.get()


class KnowsWhence:
    """Gives each request its number, which the answer repeats as X-Request-Id, and remembers where it came from. One
    line of the log says how it was answered, in ids and names of pages: no address, nothing that was asked or typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        here, began = Whence(uuid.uuid4().hex, network_of(request)), time.monotonic()
        token = _whence.set(here)
        try:
            response = self.get_response(request)
        finally:
            _whence.reset(token)
        response.headers["X-Request-Id"] = here.request
        milliseconds = round((time.monotonic() - began) * 1000)
        logger.info("answered", extra=_in_ids(request, response, here) | {"ms": milliseconds})
        return response


def _in_ids(request: HttpRequest, response: HttpResponse, here: Whence) -> dict[str, Any]:
    user, match = getattr(request, "user", None), request.resolver_match
    return {
        "request": here.request,
        "method": request.method,
        "page": match.view_name if match else "",
        "door": getattr(match.func, "door", "") if match else "",
        "user": str(user.pk) if user and user.is_authenticated else "",
        "status": response.status_code,
        "verbs": here.verbs,
    }


def network_of(request: HttpRequest) -> str:
    """The /24 (IPv4) or /48 (IPv6) that the visitor's address lies in: which town, not which house."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):
        return ""
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
