"""A practice's own formats of notes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.notes.formats import FORMATS
from heartwood.areas.notes.forms import SectionForms, TemplateForm, empty_section, moved, sections_of
from heartwood.areas.notes.models import Template
from heartwood.ground.access.doors import Request, for_staff


@for_staff(may="manage_practice")
@require_safe
def templates(request: Request) -> HttpResponse:
    return render(
        request, "notes/office/templates.html", {"templates": _templates(request), "formats": FORMATS.values()}
    )


@for_staff(may="manage_practice")
def add(request: Request) -> HttpResponse:
    return _written(request, None)


@for_staff(may="manage_practice")
def change(request: Request, template_pk: UUID) -> HttpResponse:
    return _written(request, get_object_or_404(_templates(request), pk=template_pk))


@for_staff(may="manage_practice")
def retire(request: Request, template_pk: UUID) -> HttpResponse:
    template = get_object_or_404(_templates(request), pk=template_pk)
    if request.method == "POST":
        template.retire(request.viewer)
        messages.success(request, _("It is offered no more. Notes that were written in it stay as they are."))
        return redirect(request.viewer.address("practice-note-templates"))
    return render(request, "notes/office/template_retire.html", {"template": template})


def _templates(request: Request) -> Any:
    assert request.viewer.organization  # noqa: S101  the door let in a member
    return Template.objects.of(request.viewer.organization)


def _written(request: Request, template: Template | None) -> HttpResponse:
    if request.method == "POST" and "step" in request.POST:
        return _rearranged(request, template)
    initial = template.sections if template else [empty_section()]
    form = TemplateForm(request.viewer, template, request.POST or None, initial={"name": template or ""})
    sections = SectionForms(request.POST or None, initial=initial, prefix="sections")
    if form.is_valid() and sections.is_valid():
        _keep(request, template, form.cleaned_data["name"], sections_of(sections))
        messages.success(request, _("The template is saved. Notes begun from now on use it."))
        return redirect(request.viewer.address("practice-note-templates"))
    return _page(request, template, form, sections, status=422 if request.method == "POST" else 200)


def _keep(request: Request, template: Template | None, name: str, sections: list[dict[str, object]]) -> None:
    if template:
        template.change(request.viewer, name=name, sections=sections)
    else:
        Template.objects.make(request.viewer, name=name, sections=sections)


def _rearranged(request: Request, template: Template | None) -> HttpResponse:
    """A section was moved, added or taken out; nothing is kept yet."""
    sent = SectionForms(request.POST, prefix="sections")
    typed = [{name: form[name].value() for name in form.fields} for form in sent]
    rows = moved(typed, request.POST["step"])
    sections = SectionForms(initial=rows, prefix="sections")
    form = TemplateForm(request.viewer, template, initial={"name": request.POST.get("name", "")})
    return _page(request, template, form, sections)


def _page(
    request: Request, template: Template | None, form: TemplateForm, sections: Any, *, status: int = 200
) -> HttpResponse:
    facts = {"template": template, "form": form, "sections": sections}
    return render(request, "notes/office/template.html", facts, status=status)
