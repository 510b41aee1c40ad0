"""The files around a client's homework, for practitioners."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from heartwood.areas.homework.models import AnswerFile, Material
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.serving import served


@for_staff
@require_safe
def material(request: Request, material_pk: UUID, part: str) -> HttpResponseBase:
    visible = Material.objects.visible_to(request.viewer).select_related("homework__client")
    material = get_object_or_404(visible, pk=material_pk)
    visit(request.viewer, "homework.open", material.homework)
    return served(request, material, part)


@for_staff
@require_safe
def answer_file(request: Request, answer_file_pk: UUID, part: str) -> HttpResponseBase:
    visible = AnswerFile.objects.visible_to(request.viewer).select_related("answer__homework__client")
    file = get_object_or_404(visible, pk=answer_file_pk)
    visit(request.viewer, "homework.open", file.answer.homework)
    return served(request, file, part)
