"""The summary that was shared with a client: read only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from heartwood.areas.summary.models import Summary, Version
from heartwood.areas.summary.reading import shown_to_client
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit


@for_clients
@require_safe
def summary(request: Request, summary_pk: UUID) -> HttpResponse:
    shared = Summary.objects.visible_to(request.viewer).select_related("client__organization")
    summary = get_object_or_404(shared, pk=summary_pk)
    if not summary.client.is_own_of(request.viewer.user):
        visit(request.viewer, "summary.open", summary.client)
    shown = get_object_or_404(Version.objects.visible_to(request.viewer).select_related("made_by__user"))
    facts = {"summary": summary, "version": shown, "rows": shown_to_client(request.viewer, shown)}
    return render(request, "summary/portal/summary.html", facts)
