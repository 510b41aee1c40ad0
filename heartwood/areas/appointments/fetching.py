"""Fetches what stands at an address that somebody typed, and lets nobody use us to look where they cannot.

The name is resolved once; every address it leads to must be one of the open internet, and the connection goes to the
one that was looked at: a name that says something else a moment later gains nothing. Each redirect is a new address.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

SECONDS = 30  # for all of it
PATIENCE = 10  # for each answer
MOST_BYTES = 5 * 1024 * 1024
MOST_REDIRECTS = 4
PIECE = 64 * 1024

# What Python's `is_global` lets through: ways into other networks, and what is nobody's address.
NEVER_V4 = [IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4")]
GLOBAL_V6 = IPv6Network("2000::/3")
NEVER_V6 = [IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


class NotFetched(Exception):
    """Why, in one of the words of `OutsideCalendar.Problem`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Fetched:
    content: bytes
    version: str  # what the server calls it


def fetch(address: str, version: str = "") -> Fetched | None:
    """What stands there; None where it is still the version that we have. Raises NotFetched."""
    deadline = time.monotonic() + SECONDS
    try:
        for _ in range(MOST_REDIRECTS + 1):
            answer, further = _ask(address, version, deadline)
            if further is None:
                return answer
            address = urljoin(address, further)
    except (OSError, http.client.HTTPException, ValueError):
        raise NotFetched("unreachable") from None
    raise NotFetched("refused")


def insist_on_an_open_address(address: str) -> tuple[SplitResult, int, str]:
    """Its parts, its port, and the one place it leads to. Raises NotFetched."""
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except (ValueError, KeyError):
        raise NotFetched("forbidden") from None
    if not parts.hostname or parts.username is not None or port not in settings.OUTSIDE_CALENDAR_PORTS:
        raise NotFetched("forbidden")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFetched("unreachable") from None
    places = [str(place[4][0]) for place in found]
    if not places or not all(is_of_the_open_internet(place) for place in places):
        raise NotFetched("forbidden")
    return parts, port, places[0]


def is_of_the_open_internet(place: str) -> bool:
    try:
        ip = ip_address(place)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv4Address):
        return ip.is_global and not any(ip in net for net in NEVER_V4)
    return ip.is_global and ip in GLOBAL_V6 and not any(ip in net for net in NEVER_V6)


def _ask(address: str, version: str, deadline: float) -> tuple[Fetched | None, str | None]:
    """What it answers, or where it sends us."""
    parts, port, place = insist_on_an_open_address(address)
    with closing(_connection(parts, port, place)) as connection, _hanging_up_at(deadline, connection):
        connection.request("GET", _path(parts), headers=_headers(version))
        with closing(connection.getresponse()) as response:
            return _understood(response, version, deadline)


def _understood(response: http.client.HTTPResponse, version: str, deadline: float) -> tuple[Fetched | None, str | None]:
    if response.status in (301, 302, 303, 307, 308) and (further := response.getheader("Location")):
        return None, further
    if response.status == 304 and version:
        return None, None
    if response.status != 200 or response.getheader("Content-Encoding", "identity") != "identity":
        raise NotFetched("refused")
    return Fetched(_read(response, deadline), (response.getheader("ETag") or "")[:300]), None


@contextmanager
def _hanging_up_at(deadline: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Whoever sends a byte from time to time keeps us no longer than this."""
    timer = Timer(max(deadline - time.monotonic(), 0), connection.sock.shutdown, [socket.SHUT_RDWR])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connection(parts: SplitResult, port: int, place: str) -> http.client.HTTPConnection:
    """To the place that was looked at, under the name that was typed."""
    assert parts.hostname  # noqa: S101  it was insisted on
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=PATIENCE)
    connection.sock = socket.create_connection((place, port), timeout=PATIENCE)
    if parts.scheme == "https":
        try:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
        except OSError:
            connection.close()
            raise
    return connection


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(version: str) -> dict[str, str]:
    asked = {"Accept": "text/calendar, */*", "Accept-Encoding": "identity", "User-Agent": "Heartwood calendar"}
    return asked | ({"If-None-Match": version} if version else {})


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    content = b""
    while piece := response.read1(PIECE):
        content += piece
        if len(content) > MOST_BYTES:
            raise NotFetched("too_large")
    if response.length or time.monotonic() > deadline:  # cut short, by them or by us
        raise NotFetched("unreachable")
    return content
