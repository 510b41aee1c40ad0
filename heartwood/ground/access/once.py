"""A form that is sent twice has one effect: a double click, Back and send again, a network that tries once more.

The doors ask here. Everything that a form does, and the note that it was sent, is one transaction: a process that dies
leaves neither. Whoever sends the same at the same moment waits for the first, and gets the answer of the first.
"""

import hashlib
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh
from django_htmx.middleware import HtmxDetails

from heartwood.ground.access.models import SentForm
from heartwood.kit import failures
from heartwood.kit.form_keys import FIELD, is_of, key_in


def once(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if request.method != "POST":
        return answer()
    key = key_in(request)
    if key and not is_of(key, request.user):
        raise PermissionDenied(_("This page was opened by somebody else. Nothing was done. Reload it to go on."))
    with transaction.atomic():
        return _first_or_again(request, key, answer) if key else answer()


def _first_or_again(request: HttpRequest, key: str, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    content = _content_of(request, key)
    sent, is_first = SentForm.objects.get_or_create(name=_name_of(request, key), defaults={"content": content})
    if not is_first:
        return _again(request, sent) if sent.content == content else failures.sent_differently(request)
    response = answer()
    if _did_something(response):
        sent.status, sent.location = response.status_code, _where_it_led(response)
        sent.save(update_fields=["status", "location"])
    else:
        sent.delete()
    return response


def _did_something(response: HttpResponseBase) -> bool:
    """A refused form may be sent again, and a file be asked for again."""
    return response.status_code < 400 and "Content-Disposition" not in response.headers


def _where_it_led(response: HttpResponseBase) -> str:
    return str(response.headers.get("Location") or response.headers.get("HX-Redirect") or "")


def _again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    """What the first got. Where that was a page, it is not kept: it may have held anything."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    if htmx:
        return HttpResponseClientRedirect(sent.location) if sent.location else HttpResponseClientRefresh()
    return redirect(sent.location) if sent.location else failures.done_already(request)


def _name_of(request: HttpRequest, key: str) -> str:
    return _fingerprint(str(request.user.pk), request.get_full_path(), key)


def _content_of(request: HttpRequest, key: str) -> str:
    """Salted with the key, so that the same words sent by two forms do not look the same."""
    typed = [
        f"{name}={value}"
        for name, values in sorted(request.POST.lists())
        for value in values
        if name not in (FIELD, "csrfmiddlewaretoken")
    ]
    return _fingerprint(key, *typed, *_files_of(request))


def _files_of(request: HttpRequest) -> list[str]:
    fingerprints = []
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            whole = hashlib.sha256()
            for chunk in file.chunks():
                whole.update(chunk)
            file.seek(0)
            fingerprints.append(f"{name}={file.name}={whole.hexdigest()}")
    return fingerprints


def _fingerprint(*parts: str) -> str:
    lengths = "".join(f"{len(part)}:{part}" for part in parts)  # so that "a", "bc" is not "ab", "c"
    return salted_hmac("access.once", lengths, algorithm="sha256").hexdigest()
