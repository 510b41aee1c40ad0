"""Forms that came when their sender was signed out already, or signed in anew in another tab."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from heartwood.ground.access import unsent
from heartwood.ground.access.doors import Request, for_oneself
from heartwood.kit import failures
from heartwood.kit.form_keys import is_of, key_in


@for_oneself
@require_safe
def waiting(request: Request) -> HttpResponse:
    """What they wrote, and a button that sends it after all."""
    found = unsent.kept(request)
    if found is None:
        raise Http404
    return render(request, "entrance/unsent.html", {"unsent": found})


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django found that the form does not belong to this session. Where its key shows that it stood on a page of this
    very person, as after signing in anew, it waits for them; another site cannot know that key."""
    theirs = request.user.is_authenticated and is_of(key_in(request), request.user)
    if theirs and (address := unsent.keep(request)):
        return redirect(address)
    return failures.stale_form(request, reason)
