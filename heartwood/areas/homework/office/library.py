"""One's own library."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.homework.forms import TaskForm
from heartwood.areas.homework.listing import files_of
from heartwood.areas.homework.models import Template, TemplateFile
from heartwood.areas.homework.models.template import TemplateQuerySet
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.files.limits import Refused
from heartwood.ground.files.serving import served


@for_staff(may="give_homework")
@require_safe
def library(request: Request) -> HttpResponse:
    return render(request, "homework/office/library.html", {"library": _own(request).by_title()})


@for_staff(may="give_homework")
def add(request: Request) -> HttpResponse:
    form = TaskForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            Template.objects.keep(request.viewer, form.task, uploads=form.cleaned_data["uploads"])
        except Refused as refused:
            form.add_error("uploads", str(refused))
        else:
            return _back(request)
    return render(request, "homework/office/template.html", {"form": form}, status=422 if form.errors else 200)


@for_staff(may="give_homework")
def change(request: Request, homework_template_pk: UUID) -> HttpResponse:
    template = get_object_or_404(_own(request), pk=homework_template_pk)
    form = TaskForm(request.POST or None, request.FILES or None, task=template.task)
    if form.is_valid():
        try:
            template.change(request.viewer, form.task, form.cleaned_data["uploads"])
        except Refused as refused:
            form.add_error("uploads", str(refused))
        else:
            return _back(request)
    files = files_of(template.files.visible_to(request.viewer), request.viewer, "homework-template")
    facts = {"template": template, "form": form, "files": files}
    return render(request, "homework/office/template.html", facts, status=422 if form.errors else 200)


@for_staff(may="give_homework")
def remove(request: Request, homework_template_pk: UUID) -> HttpResponse:
    template = get_object_or_404(_own(request), pk=homework_template_pk)
    if request.method == "POST":
        template.remove(request.viewer)
        messages.success(request, _("Removed from your library. What was given from it stays as it is."))
        return redirect(request.viewer.address("homework-library"))
    return render(request, "homework/office/template_remove.html", {"template": template})


@for_staff(may="give_homework")
@require_safe
def file(request: Request, template_file_pk: UUID, part: str) -> HttpResponseBase:
    return served(request, _own_file(request, template_file_pk), part)


@for_staff(may="give_homework")
@require_POST
def remove_file(request: Request, template_file_pk: UUID) -> HttpResponse:
    file = _own_file(request, template_file_pk)
    file.remove(request.viewer)
    messages.success(request, _("The file was removed. What was given with it keeps its own."))
    return redirect(request.viewer.address("homework-template", file.template_id))


def _own(request: Request) -> TemplateQuerySet:
    own: TemplateQuerySet = Template.objects.visible_to(request.viewer).select_related("author__organization")
    return own


def _own_file(request: Request, template_file_pk: UUID) -> TemplateFile:
    own: TemplateFile = get_object_or_404(TemplateFile.objects.visible_to(request.viewer), pk=template_file_pk)
    return own


def _back(request: Request) -> HttpResponse:
    messages.success(request, _("Kept in your library."))
    return redirect(request.viewer.address("homework-library"))
