"""What people are told after a deed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.utils.translation import gettext as _

from heartwood.areas.homework.models import NotPossible
from heartwood.ground.access.doors import Request


@contextmanager
def meanwhile(request: Request, words: str) -> Iterator[None]:
    """Say these words when the deed is done; or that somebody was quicker, on this page or on another."""
    try:
        yield
    except NotPossible:
        messages.warning(request, _("This has changed meanwhile, so nothing was done. Look how it stands now."))
    else:
        messages.success(request, words)
