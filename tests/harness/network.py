"""No test speaks to the world outside. An audit hook sees what any library tries; it cannot be taken away again."""

import ipaddress
import sys
from typing import Any


class OutsideWorld(Exception):
    """A test tried to reach another machine."""


def stay_inside(event: str, facts: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto") and isinstance(facts[1], tuple):
        host = facts[1][0]
    elif event == "socket.getaddrinfo":
        host = facts[0]
    else:
        return
    if host and not is_this_machine(host.decode() if isinstance(host, bytes) else host):
        raise OutsideWorld(f"{event}: {host}")


def is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_configure() -> None:
    sys.addaudithook(stay_inside)
