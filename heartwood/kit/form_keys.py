"""The key of a form: it tells one sending of the form from another, and whose page the form stood on.

`{% csrf_token %}` writes it into every form. `<what is new in each form>.<whose it is>`: the first half may be made
anew by the page itself (kit.js); the second is the same on all pages of one person, and says nothing about them.
"""

import re
import secrets
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

FIELD = "form-key"

_SHAPE = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{32}")


def new_key(person: Any) -> str:
    return f"{secrets.token_hex(16)}.{mark_of(person)}"


def key_in(request: HttpRequest) -> str:
    """The key that was sent; empty where none was, or none of ours."""
    key = request.POST.get(FIELD, "")
    return key if _SHAPE.fullmatch(key) else ""


def is_of(key: str, person: Any) -> bool:
    """Did the form stand on a page of this person?"""
    return constant_time_compare(key.partition(".")[2], mark_of(person))


def mark_of(person: Any) -> str:
    """The same on every page of this person; to anybody else it says nothing."""
    return salted_hmac("kit.form_keys", str(getattr(person, "pk", "")), algorithm="sha256").hexdigest()[:32]
