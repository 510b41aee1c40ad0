"""What a person was told: the same pages in office and portal, each behind its own door."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from heartwood.ground.access.doors import Request
from heartwood.ground.notifications.models import Notice

NEWEST = 100


@require_safe
def notices(request: Request) -> HttpResponse:
    newest = Notice.objects.visible_to(request.viewer).order_by("-created_at", "pk")[:NEWEST]
    return render(
        request,
        "notifications/notices.html",
        {"frame": f"{request.viewer.face}/frame.html", "notices": newest},
    )


@require_safe
def notice(request: Request, notice_pk: UUID) -> HttpResponse:
    """Opened, it is seen; then on to what it is about. Where that is theirs no more, its own page says so or is not
    there."""
    notices = Notice.objects.allowed(request.viewer, "find").noting_whether(request.viewer, "see")
    found: Any = get_object_or_404(notices.select_related("member__organization", "profile"), pk=notice_pk)
    if found.may_see:
        found.mark_seen(request.viewer)
    return redirect(found.address)


@require_POST
def all_seen(request: Request) -> HttpResponse:
    Notice.objects.visible_to(request.viewer).mark_seen(request.viewer)
    return redirect(request.viewer.address("notices"))


@require_safe
def bell(request: Request) -> HttpResponse:
    """The bell alone, which asks for itself from time to time."""
    return render(request, "notifications/bell.html")
