"""When something cannot be shown: plain pages that say what to do next, and nothing about the house.

They are rendered without the request: no database, no session, and the same bytes whatever the address was.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        400,
        _("That request did not make sense to us"),
        _("Something in the address or the form was not as we expected. Go back and try again."),
    )


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        403,
        _("You may not do this here"),
        str(exception or "") or _("If you think you should be able to, ask whoever gave you access."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        403,
        _("This page was open for too long"),
        _("To keep you safe, nothing was saved. Go back, reload the page and send it again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        404,
        _("There is nothing here"),
        _("The page may have moved, the link may be incomplete, or it is not meant for this account."),
    )


def sent_differently(request: HttpRequest) -> HttpResponse:
    return _page(
        422,
        _("This form was sent already, with other words"),
        _(
            "What you sent first was done. What you changed since was not. Go back and copy what you wrote, then open"
            " the page anew: it shows how things are now."
        ),
    )


def done_already(request: HttpRequest) -> HttpResponse:
    return _page(
        200,
        _("This was done already"),
        _("The form arrived twice, and what it asks for was done once. There is nothing more to do."),
    )


def too_large(words: str) -> HttpResponse:
    return _page(413, _("That is too much at once"), words)


def gone(words: str) -> HttpResponse:
    return _page(410, _("This is no more"), words)


def no_longer_shared(words: str) -> HttpResponse:
    return _page(404, _("This is no longer shared with you"), words)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        429,
        _("That was a little too often"),
        _("Please wait a few minutes, then try again. Nothing is lost."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return _page(
        500,
        _("Something went wrong on our side"),
        _("It has been noted. Please try again in a moment; if it keeps happening, tell whoever runs this site."),
    )


def _page(status: int, title: str, words: str) -> HttpResponse:
    return HttpResponse(render_to_string("kit/failure.html", {"title": title, "words": words}), status=status)
