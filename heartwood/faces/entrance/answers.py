"""The status of an answer says what it means: allauth answers 200 to a form that it refused, or to a try too many."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]

_TOO_MANY = {"too_many_login_attempts", "rate_limited"}
_WAIT = "300"  # seconds; the longest of ACCOUNT_RATE_LIMITS that people meet by mistyping


def said_plainly(view: View) -> View:
    @wraps(view)
    def plain(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and (problems := _problems(response)):
            response.status_code = 429 if problems & _TOO_MANY else 422
        if response.status_code == 429:
            response.headers["Retry-After"] = _WAIT
        return response

    return plain


def _problems(response: HttpResponseBase) -> set[str | None]:
    """What allauth found wrong with the form that it shows again."""
    shown = response.context_data or {} if isinstance(response, TemplateResponse) else {}
    forms = [form for form in (shown.get("form"), shown.get("webauthn_form")) if form]
    return {error.code for form in forms for errors in form.errors.as_data().values() for error in errors}
