"""Homework, for the client: what to do, how far they are, and their answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.homework.forms import AnswerForm
from heartwood.areas.homework.listing import (
    ON_A_PAGE,
    row_of,
    rows_of,
    uuid_of,
    what_goes_with,
    with_its_steps,
)
from heartwood.areas.homework.models import Answer, AnswerFile, Homework, Material, NothingToHandIn, NotPossible, Step
from heartwood.areas.homework.models.homework import HomeworkQuerySet
from heartwood.areas.homework.saying import meanwhile
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.audit.acting import visit
from heartwood.ground.drafts import answering
from heartwood.ground.drafts.keeping import WrittenMeanwhile
from heartwood.ground.files.forms import FilesForm
from heartwood.ground.files.limits import Refused
from heartwood.ground.files.serving import served
from heartwood.kit.paging import Order, page_of

LATEST_DONE_FIRST = Order("done_at", descending=True, never_empty=True)


# Reading ----------------------------------------------------------------------------------------------------------


@for_clients
@require_safe
def homework_list(request: Request) -> HttpResponse:
    client = get_object_or_404(Client.objects.allowed(request.viewer, "see_homework").select_related("organization"))
    _visit_of_another(request, "homework.look", client, client)
    visible: HomeworkQuerySet = Homework.objects.visible_to(request.viewer).of(client)
    done = page_of(
        with_its_steps(visible.exclude(done_at=None), request.viewer),
        LATEST_DONE_FIRST,
        after=uuid_of(request.GET.get("after", "")),
        before=uuid_of(request.GET.get("before", "")),
        size=ON_A_PAGE,
        edges=visible,
    )
    facts = {
        "client": client,
        "to_do": rows_of(with_its_steps(visible.open().by_due_day(), request.viewer), request.viewer),
        "done": rows_of(done.rows, request.viewer),
        "previous_page": f"?before={done.previous}" if done.previous else "",
        "next_page": f"?after={done.next}" if done.next else "",
    }
    return render(request, "homework/portal/list.html", facts)


@for_clients
@require_safe
def homework(request: Request, homework_pk: UUID) -> HttpResponse:
    homework = _homework(request, homework_pk)
    homework.note_seeing(request.viewer)
    return _page(request, homework)


@for_clients
@require_safe
def of_session(request: Request, appointment_pk: UUID) -> HttpResponse:
    """On the page of a session, a moment later; without JavaScript a page of its own."""
    session = get_object_or_404(Appointment.objects.visible_to(request.viewer), pk=appointment_pk)
    client = get_object_or_404(Client.objects.allowed(request.viewer, "see_homework"))
    _visit_of_another(request, "homework.look", client, client)
    given = Homework.objects.visible_to(request.viewer).filter(appointment=session).order_by("assigned_at", "pk")
    facts = {"session": session, "rows": rows_of(with_its_steps(given, request.viewer), request.viewer)}
    template = "of_session_panel.html" if request.htmx else "of_session.html"
    return render(request, f"homework/portal/{template}", facts)


@for_clients
@require_safe
def material(request: Request, material_pk: UUID, part: str) -> HttpResponseBase:
    visible = Material.objects.visible_to(request.viewer).select_related("homework__client")
    material = get_object_or_404(visible, pk=material_pk)
    _visit_of_another(request, "homework.open", material.homework, material.homework.client)
    return served(request, material, part)


@for_clients
@require_safe
def answer_file(request: Request, answer_file_pk: UUID, part: str) -> HttpResponseBase:
    visible = AnswerFile.objects.visible_to(request.viewer).select_related("answer__homework__client")
    file = get_object_or_404(visible, pk=answer_file_pk)
    _visit_of_another(request, "homework.open", file.answer.homework, file.answer.homework.client)
    return served(request, file, part)


# Doing ------------------------------------------------------------------------------------------------------------


@for_clients
@require_POST
def tick(request: Request, step_pk: UUID) -> HttpResponse:
    """Or take the tick away, where the form says so."""
    allowed = Step.objects.allowed(request.viewer, "tick").select_related("homework__client__organization")
    step = get_object_or_404(allowed, pk=step_pk)
    try:
        if request.POST.get("ticked") == "no":
            step.untick(request.viewer)
        else:
            step.tick(request.viewer)
    except NotPossible:
        messages.warning(request, _("This has changed meanwhile, so nothing was done. Look how it stands now."))
    if request.htmx:
        return _page(request, _homework(request, step.homework_id), part="#steps")
    return redirect(request.viewer.address("homework", step.homework_id) + "#steps")


@for_clients
@require_POST
def answer(request: Request, homework_pk: UUID) -> HttpResponse:
    """*Save draft*, which the page does by itself while one writes; and *Hand in*."""
    homework = _homework(request, homework_pk, "answer")
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return answering.not_kept() if answering.is_by_itself(request) else _page(request, homework, form, status=422)
    try:
        answer = Answer.objects.begin(request.viewer, homework)
        answer.write(request.viewer, form.cleaned_data["body"], form.cleaned_data["revision"])
    except NotPossible:
        return _no_longer(request, homework)
    except WrittenMeanwhile as other:
        if answering.is_by_itself(request):
            return answering.written_meanwhile({"body": other.theirs}, other)
        form = AnswerForm(answering.with_revision(request.POST, other.revision))
        return _page(request, homework, form, other=other.theirs, status=409)
    if answering.is_by_itself(request):
        return answering.kept(answer)
    if request.POST.get("then") == "hand-in":
        return _hand_in(request, homework, answer)
    messages.success(request, _("Kept. Only you can read it until you hand it in."))
    return redirect(request.viewer.address("homework", homework.pk) + "#answer")


@for_clients
@require_POST
def add_files(request: Request, homework_pk: UUID) -> HttpResponse:
    homework = _homework(request, homework_pk, "answer")
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            Answer.objects.begin(request.viewer, homework).add_files(request.viewer, form.cleaned_data["uploads"])
        except Refused as refused:
            form.add_error("uploads", str(refused))
        except NotPossible:
            return _no_longer(request, homework)
        else:
            back = request.viewer.address("homework", homework.pk)
            return HttpResponseClientRedirect(back) if request.htmx else redirect(f"{back}#answer")
    return _page(request, homework, files_form=form, status=422)


@for_clients
@require_POST
def remove_file(request: Request, answer_file_pk: UUID) -> HttpResponse:
    allowed = AnswerFile.objects.allowed(request.viewer, "remove").select_related("answer__homework__client")
    file = get_object_or_404(allowed, pk=answer_file_pk)
    with meanwhile(request, _("The file was removed.")):
        file.remove(request.viewer)
    return redirect(request.viewer.address("homework", file.answer.homework_id) + "#answer")


@for_clients
@require_POST
def take_back(request: Request, homework_pk: UUID) -> HttpResponse:
    allowed = Answer.objects.allowed(request.viewer, "take_back").select_related("homework__client__organization")
    answer = get_object_or_404(allowed, homework=homework_pk)
    with meanwhile(request, _("It is yours again. Hand it in once more when you are ready.")):
        answer.take_back(request.viewer)
    return redirect(request.viewer.address("homework", homework_pk) + "#answer")


# What the views are made of ---------------------------------------------------------------------------------------


def _homework(request: Request, homework_pk: UUID, verb: str = "see") -> Homework:
    allowed: HomeworkQuerySet = Homework.objects.allowed(request.viewer, verb).select_related(
        "client__organization", "author__user", "appointment", "reviewed_by__user"
    )
    homework: Homework = get_object_or_404(with_its_steps(allowed, request.viewer), pk=homework_pk)
    return homework


def _hand_in(request: Request, homework: Homework, answer: Answer) -> HttpResponse:
    try:
        answer.hand_in(request.viewer)
    except NothingToHandIn:
        form = AnswerForm({"body": answer.body, "revision": answer.revision})
        form.add_error("body", _("Tick a step, write a few words or add a file; then hand it in."))
        return _page(request, homework, form, status=422)
    except NotPossible:
        return _no_longer(request, homework)
    messages.success(request, _("Handed in. Whoever gave it to you is told that something waits, not what."))
    return redirect(request.viewer.address("homework", homework.pk))


def _no_longer(request: Request, homework: Homework) -> HttpResponse:
    if answering.is_by_itself(request):
        return answering.no_longer()
    messages.warning(request, _("This has changed meanwhile, so nothing was done. Look how it stands now."))
    return redirect(request.viewer.address("homework-list"))


def _page(
    request: Request,
    homework: Homework,
    form: AnswerForm | None = None,
    files_form: FilesForm | None = None,
    other: str | None = None,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """`other` is what was written in another place meanwhile."""
    viewer = request.viewer
    _visit_of_another(request, "homework.open", homework, homework.client)
    answers = list(Answer.objects.visible_to(viewer).filter(homework=homework).select_related("author"))
    own = next((answer for answer in answers if answer.author_id == (viewer.user and viewer.user.pk)), None)
    answer = next((answer for answer in answers if answer.is_handed_in), own)
    with_it = what_goes_with(homework, answer, viewer)
    written = {"body": answer.body, "revision": answer.revision} if answer else {"revision": 0}
    facts = {
        "homework": homework,
        "row": row_of(homework, viewer),
        "materials": with_it.materials,
        "answer": answer,
        "answer_files": with_it.answer_files,
        "is_waiting": any(each.file.is_waiting for each in with_it.answer_files),
        "may_take_back": answer == own and homework.waits_for_review,
        "form": form or AnswerForm(initial=written),
        "files_form": files_form or FilesForm(),
        "device_key": answering.key_for_device(viewer, homework),
        "other": other,
    }
    return render(request, f"homework/portal/homework.html{part}", facts, status=status)


def _visit_of_another(request: Request, verb: str, record: Client | Homework, client: Client) -> None:
    """Their own looks at what is theirs leave no line."""
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, verb, record)
