"""The import, page by page, and the export. Every page may be left, reloaded and come back to."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from heartwood.areas.clients.listing import clients_as_asked
from heartwood.areas.transfer import export as exporting
from heartwood.areas.transfer import progress as progress_of
from heartwood.areas.transfer.forms import ColumnsForm, PractitionerForm, UploadForm
from heartwood.areas.transfer.limits import BadFile
from heartwood.areas.transfer.models import AlreadyDone, Import
from heartwood.areas.transfer.preview import Preview
from heartwood.ground.access.doors import Request, for_staff

STEPS = ("upload", "columns", "preview", "result")


@for_staff(may="move_client_lists")
def upload(request: Request) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploaded = Import.objects.upload(request.viewer, file.name or "", file.read())
        except BadFile as bad:
            form.add_error("file", str(bad))
        else:
            return _on_to("client-import-columns", request, uploaded)
    begun = Import.objects.visible_to(request.viewer).lightly().order_by("-uploaded_at")
    return _page(request, "upload", {"form": form, "begun": begun}, form)


@for_staff(may="move_client_lists")
def columns(request: Request, import_pk: UUID) -> HttpResponse:
    waiting = _waiting(request, import_pk)
    if waiting.started_at or waiting.table is None:
        return _on_to(waiting.page, request, waiting)
    form = ColumnsForm(waiting.chosen_columns, request.POST or None)
    if form.is_valid():
        try:
            waiting.choose_columns(request.viewer, form.chosen)
        except AlreadyDone:
            return _where_it_goes_on(request, import_pk)
        return _on_to("client-import-preview", request, waiting)
    return _page(request, "columns", {"import": waiting, "form": form, "notes": waiting.read_table.notes}, form)


@for_staff(may="move_client_lists")
def preview(request: Request, import_pk: UUID) -> HttpResponse:
    waiting = _waiting(request, import_pk)
    if waiting.page != "client-import-preview":
        return _on_to(waiting.page, request, waiting)
    if request.method == "POST":
        try:
            waiting.choose_rows(request.viewer, _chosen_rows(request))
        except AlreadyDone:
            return _where_it_goes_on(request, import_pk)
        if not request.htmx:
            return redirect(request.get_full_path())
    form = PractitionerForm(request.viewer, waiting)
    if request.method == "POST":
        form.initial = {name: request.POST.get(name) for name in form.fields}  # what is chosen there stays chosen
    return _preview(request, waiting, form)


@for_staff(may="move_client_lists")
@require_POST
def run(request: Request, import_pk: UUID) -> HttpResponse:
    waiting = _waiting(request, import_pk)
    if waiting.started_at and not waiting.finished_at and _is_silent(waiting):
        waiting.start_again(request.viewer)
    if waiting.page != "client-import-preview":
        return _on_to(waiting.page, request, waiting)
    form = PractitionerForm(request.viewer, waiting, request.POST)
    try:
        waiting.choose_rows(request.viewer, _chosen_rows(request))
        if not form.is_valid():
            return _preview(request, waiting, form)
        waiting.start(request.viewer, **form.cleaned_data)
    except AlreadyDone:
        pass
    return _where_it_goes_on(request, import_pk)


@for_staff(may="move_client_lists")
@require_GET
def progress(request: Request, import_pk: UUID) -> HttpResponse:
    running = _waiting(request, import_pk)
    if running.page != "client-import-progress":
        return _on_to(running.page, request, running)
    facts = {"import": running, "progress": progress_of.noted(running.pk), "is_silent": _is_silent(running)}
    if request.htmx:
        return render(request, "transfer/office/progress.html#progress", facts)
    return _page(request, "progress", facts)


@for_staff(may="move_client_lists")
@require_GET
def result(request: Request, import_pk: UUID) -> HttpResponse:
    finished = _waiting(request, import_pk)
    if finished.page != "client-import-result":
        return _on_to(finished.page, request, finished)
    return _page(request, "result", {"import": finished})


@for_staff(may="move_client_lists")
@require_GET
def left_out(request: Request, import_pk: UUID) -> HttpResponseBase:
    finished = get_object_or_404(Import.objects.visible_to(request.viewer), pk=import_pk)
    if finished.left_out is None:
        raise Http404
    return exporting.csv_download(finished.left_out, "left-out")


@for_staff(may="move_client_lists")
@require_POST
def abandon(request: Request, import_pk: UUID) -> HttpResponse:
    unwanted = _waiting(request, import_pk)
    if unwanted.page == "client-import-progress":
        raise PermissionDenied(_("This list is being imported right now. Wait until that is done."))
    unwanted.forget(request.viewer)
    messages.success(request, _("The list, and all that was read from it, is deleted."))
    return redirect(request.viewer.address("client-import"))


@for_staff(may="move_client_lists")
def export(request: Request) -> HttpResponseBase:
    clients = clients_as_asked(request.viewer, request.GET.dict(), verb="export")
    if request.method == "POST":
        return exporting.download(request.viewer, clients, request.POST.get("as", "csv"))
    return render(request, "transfer/office/export.html", {"count": clients.count()})


def _waiting(request: Request, import_pk: UUID) -> Import:
    waiting: Import = get_object_or_404(
        Import.objects.allowed(request.viewer, "change").lightly().select_related("organization"), pk=import_pk
    )
    return waiting


def _where_it_goes_on(request: Request, import_pk: UUID) -> HttpResponse:
    waiting = _waiting(request, import_pk)
    return _on_to(waiting.page, request, waiting)


def _on_to(page: str, request: Request, waiting: Import) -> HttpResponse:
    address = request.viewer.address(page, waiting.pk)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _chosen_rows(request: Request) -> dict[int, bool]:
    """The rows that stood on the page, and whether they were ticked."""
    shown = [int(line) for line in request.POST.getlist("row")[: Preview.SIZE] if line.isdecimal()]
    ticked = set(request.POST.getlist("add"))
    return {line: str(line) in ticked for line in shown}


def _is_silent(running: Import) -> bool:
    noted = progress_of.noted(running.pk)
    return noted.is_silent if noted else running.has_waited_long


def _preview(request: Request, waiting: Import, form: PractitionerForm) -> HttpResponse:
    shown = Preview(
        waiting.verdicts(request.viewer), request.GET, request.viewer.address("client-import-preview", waiting.pk)
    )
    facts = {"import": waiting, "preview": shown, "form": form}
    if request.htmx:
        return render(request, "transfer/office/preview.html#preview", facts)
    return _page(request, "preview", facts, form)


def _page(request: Request, name: str, facts: Mapping[str, Any], form: Any = None) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.errors else HTTPStatus.OK
    return render(request, f"transfer/office/{name}.html", {**facts, "steps": _steps(name)}, status=status)


def _steps(page: str) -> list[dict[str, str]]:
    here = STEPS.index("preview" if page == "progress" else page)
    labels = (_("File"), _("Columns"), _("Preview"), _("Result"))
    return [
        {"label": label, "note": "", "state": "done" if place < here else "now" if place == here else ""}
        for place, label in enumerate(labels)
    ]
