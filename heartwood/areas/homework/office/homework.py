"""A client's homework, for practitioners: given, looked at, changed, withdrawn, reviewed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import Client
from heartwood.areas.homework.forms import GiveForm, ReviewForm, due_form
from heartwood.areas.homework.listing import HomeworkList, row_of, uuid_of, what_goes_with, with_its_steps
from heartwood.areas.homework.models import Answer, Homework, Template
from heartwood.areas.homework.models.homework import HomeworkQuerySet
from heartwood.areas.homework.saying import meanwhile
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.audit.acting import visit
from heartwood.ground.files.limits import Refused


@for_staff
@require_safe
def homework_of_client(request: Request, client_pk: UUID) -> HttpResponse:
    client = _client(request, client_pk, "see_homework")
    visit(request.viewer, "homework.look", client)
    facts = {"client": client, "list": HomeworkList(request.viewer, client, request.GET.dict())}
    return render(request, "homework/office/client_homework.html", facts)


@for_staff
def give(request: Request, client_pk: UUID) -> HttpResponse:
    """New, or from the library (`?from=`), perhaps in a session (`?session=`)."""
    client = _client(request, client_pk, "give_homework")
    template = _chosen_template(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    session = uuid_of(request.GET.get("session", ""))
    form = GiveForm(request.viewer, client, template, *sent, initial={"session": session})
    if form.is_valid():
        try:
            homework = Homework.objects.give(
                request.viewer,
                client,
                form.task,
                due_on=form.cleaned_data["due_on"],
                appointment=form.appointment,
                uploads=form.cleaned_data["uploads"],
                copies=form.copies,
            )
        except Refused as refused:
            form.add_error("uploads", str(refused))
        else:
            messages.success(request, _("Given. The client is told that something waits, not what."))
            return redirect(request.viewer.address("client-homework", homework.pk))
    visit(request.viewer, "homework.look", client)
    facts = {
        "client": client,
        "form": form,
        "chosen": template,
        "session": session,
        "library": Template.objects.visible_to(request.viewer).by_title(),
    }
    return render(request, "homework/office/give.html", facts, status=422 if form.errors else 200)


@for_staff
@require_safe
def homework(request: Request, homework_pk: UUID) -> HttpResponse:
    return _page(request, _homework(request, homework_pk))


@for_staff
def change_due_day(request: Request, homework_pk: UUID) -> HttpResponse:
    homework = _homework(request, homework_pk, "change_due_day")
    form = due_form(homework, request.POST or None)
    if form.is_valid():
        with meanwhile(request, _("Changed. The client sees the new day.")):
            homework.change_due_day(request.viewer, form.cleaned_data["due_on"])
        return redirect(request.viewer.address("client-homework", homework.pk))
    visit(request.viewer, "homework.open", homework)
    facts = {"homework": homework, "form": form}
    return render(request, "homework/office/due.html", facts, status=422 if form.errors else 200)


@for_staff
def withdraw(request: Request, homework_pk: UUID) -> HttpResponse:
    homework = _homework(request, homework_pk, "withdraw")
    if request.method == "POST":
        with meanwhile(request, _("Withdrawn. The client does not see it any more.")):
            homework.withdraw(request.viewer)
        return redirect(request.viewer.address("client-homework", homework.pk))
    visit(request.viewer, "homework.open", homework)
    return render(request, "homework/office/withdraw.html", {"homework": homework})


@for_staff
@require_POST
def review(request: Request, homework_pk: UUID) -> HttpResponse:
    homework = _homework(request, homework_pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, homework, form, status=422)
    with meanwhile(request, _("Your word stands with it, and the client is told that something waits.")):
        homework.review(request.viewer, form.cleaned_data["word_back"])
    return redirect(request.viewer.address("client-homework", homework.pk))


@for_staff
@require_POST
def keep(request: Request, homework_pk: UUID) -> HttpResponse:
    """*Save to my library*."""
    homework = _homework(request, homework_pk)
    materials = [file for file in homework.materials.visible_to(request.viewer) if file.is_ready]
    try:
        template = Template.objects.keep(request.viewer, homework.task(request.viewer), copies=materials)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(request.viewer.address("client-homework", homework.pk))
    messages.success(request, _("Kept in your library. Take out what is about this client only."))
    return redirect(request.viewer.address("homework-template", template.pk))


def _client(request: Request, client_pk: UUID, verb: str) -> Client:
    allowed = Client.objects.allowed(request.viewer, verb).noting_for_its_page(request.viewer)
    client: Client = get_object_or_404(allowed.select_related("organization"), pk=client_pk)
    return client


def _chosen_template(request: Request) -> Template | None:
    asked = uuid_of(request.GET.get("from", ""))
    return get_object_or_404(Template.objects.visible_to(request.viewer), pk=asked) if asked else None


def _homework(request: Request, homework_pk: UUID, verb: str = "see") -> Homework:
    allowed: HomeworkQuerySet = Homework.objects.allowed(request.viewer, verb).select_related(
        "client__organization", "author__user", "appointment", "reviewed_by__user"
    )
    noting = allowed.noting_whether(request.viewer, "change_due_day", "withdraw", "review")
    homework: Homework = get_object_or_404(with_its_steps(noting, request.viewer), pk=homework_pk)
    return homework


def _page(request: Request, homework: Homework, form: ReviewForm | None = None, status: int = 200) -> HttpResponse:
    visit(request.viewer, "homework.open", homework)
    viewer = request.viewer
    answer = Answer.objects.visible_to(viewer).filter(homework=homework).select_related("author").first()
    with_it = what_goes_with(homework, answer, viewer)
    facts = {
        "homework": homework,
        "row": row_of(homework, viewer),
        "materials": with_it.materials,
        "answer": answer,
        "answer_files": with_it.answer_files,
        "form": form or ReviewForm(),
    }
    return render(request, "homework/office/homework.html", facts, status=status)
