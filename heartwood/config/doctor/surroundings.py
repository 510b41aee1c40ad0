"""How the install stands in the world: at which address, behind what."""

import ipaddress
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from heartwood.config.doctor import examination


@examination
def demo() -> Iterator[str]:
    """The demo is for oneself only."""
    if settings.DEMO and not _is_here(settings.HOST):
        yield (
            f"This is the demo, and {settings.BASE_URL} may be reached by anybody: its passwords are known to all. Set"
            " HEARTWOOD_DEMO=0 and HEARTWOOD_DATA to an empty folder."
        )


@examination
def https() -> Iterator[str]:
    """What travels is sealed on the way."""
    if not settings.HTTPS and not _is_here(settings.HOST):
        yield f"{settings.BASE_URL} is no https address, so passwords travel in clear. Put a proxy with TLS before it."


@examination
def listening() -> Iterator[str]:
    """Nobody gets past the proxy."""
    host = os.environ.get("HOST", "127.0.0.1")
    if not _is_here(host):
        yield f"HOST={host} lets whoever reaches this machine past the proxy. Leave it out, or close the port."


@examination
def hosts() -> Iterator[str]:
    """We answer to our own names only."""
    if {"*", ".*"} & set(settings.ALLOWED_HOSTS):
        yield "HEARTWOOD_HOSTS holds *, so links in mails can be made to lead elsewhere. Name the hosts one by one."


@examination
def proxies() -> Iterator[str]:
    """Whoever guesses passwords is told apart from the others."""
    if settings.HTTPS and settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        yield "Behind a proxy all visitors look like one: set HEARTWOOD_PROXIES to the number of proxies."


@examination
def language() -> Iterator[str]:
    """It speaks a language that it knows."""
    known = [code for code, _name in settings.LANGUAGES]
    if settings.LANGUAGE_CODE not in known:
        yield f"HEARTWOOD_LANGUAGE={settings.LANGUAGE_CODE} is not known here. Choose one of {', '.join(known)}."


@examination
def language_model() -> Iterator[str]:
    """What is sent to be summed up is sealed on the way, and reaches a model."""
    place = urlsplit(settings.LANGUAGE_MODEL)
    if settings.LANGUAGE_MODEL and not (place.scheme in ("http", "https") and place.hostname):
        yield "HEARTWOOD_LANGUAGE_MODEL is no address. Give it one such as http://localhost:11434/v1, or leave it out."
    elif settings.LANGUAGE_MODEL and not settings.LANGUAGE_MODEL_NAME:
        yield "HEARTWOOD_LANGUAGE_MODEL_NAME is missing: say which model is to be asked."
    elif place.scheme == "http" and not _is_here(place.hostname or ""):
        yield f"Notes would travel in clear to the language model at {place.hostname}. Give it an https address."


@examination
def debugging() -> Iterator[str]:
    """Errors show nothing to visitors."""
    if settings.DEBUG and not _is_here(settings.HOST):
        yield "HEARTWOOD_DEBUG shows what people typed to whoever meets an error. Leave it out."


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
