"""What somebody wrote and sent when they were signed out already. It is not done, and it is not lost: sealed, it waits
in the session of this browser until the same person has signed in again, and is sent by their own hand."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from heartwood.ground.vault.small_secrets import open_secret, seal_secret
from heartwood.kit.form_keys import FIELD, is_of, key_in

_KEPT, _SEALED_FOR = "unsent", "access.unsent"
_LONGEST = 500_000  # characters
_NEVER_KEPT = ("csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True)
class Unsent:
    """A form that waits."""

    address: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def words(self) -> list[str]:
        """What a person may have written themselves, as far as one can tell: not a choice, not an id."""
        return [value for name, value in self.fields if " " in value.strip() or "\n" in value.strip()]


def keep(request: HttpRequest) -> str:
    """Where it can be found after signing in; empty where there is nothing to keep, or nobody knows whose it is."""
    key = key_in(request)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in _NEVER_KEPT]
    content = json.dumps([key, request.get_full_path(), fields, bool(request.FILES)])
    if not key or _holds_a_secret(request) or len(content) > _LONGEST:
        return ""
    request.session[_KEPT] = seal_secret(content, _SEALED_FOR)
    return reverse("accounts:unsent")


def kept(request: HttpRequest) -> Unsent | None:
    """What waits for whoever is signed in now. What somebody else wrote is thrown away."""
    if not (sealed := request.session.get(_KEPT)):
        return None
    key, address, fields, had_files = _opened(sealed)
    if not is_of(key, request.user):
        del request.session[_KEPT]
        return None
    return Unsent(address, [(name, value) for name, value in fields], had_files)


def _opened(sealed: str) -> Any:
    return json.loads(open_secret(sealed, _SEALED_FOR))


def _holds_a_secret(request: HttpRequest) -> bool:
    return any("password" in name or name in ("code", "credential") for name in request.POST)
