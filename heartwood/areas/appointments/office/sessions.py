"""What staff do with a session."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.appointments.kept_times import Taken
from heartwood.areas.appointments.models import Appointment, Service
from heartwood.areas.appointments.models.appointment import NotPossible
from heartwood.areas.appointments.models.series import SomeTaken
from heartwood.areas.appointments.office.asking import asked, done
from heartwood.areas.appointments.office.details import Details, session_of
from heartwood.areas.appointments.office.forms import (
    CancelForm,
    LinkForm,
    MoveForm,
    ParticipantForm,
    ProposeForm,
    WordForm,
)
from heartwood.areas.clients.models import Client
from heartwood.ground.access.doors import Request, for_staff
from heartwood.kit.dates import moment


@for_staff
@require_safe
def history(request: Request, appointment_pk: UUID) -> HttpResponse:
    """A part of the session's page, which comes a moment later; without JavaScript a page of its own."""
    details = Details(request.viewer, session_of(request.viewer, appointment_pk))
    template = "session_history.html" if request.htmx else "session_history_page.html"
    return render(request, f"appointments/office/{template}", {"details": details})


@for_staff
@require_POST
def accept(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    return _do(request, session, lambda: session.accept(request.viewer), _("The session is booked."))


@for_staff
def decline(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    form = WordForm(request.POST if "sure" in request.POST else None)
    if form.is_valid():
        return _do(request, session, lambda: session.decline(request.viewer, **form.cleaned_data), _("Declined."))
    return asked(
        request,
        "word",
        form,
        title=_("Decline this request?"),
        lede=_("The client is told, and can look for another time. The time is free again."),
        yes=_("Decline"),
        session=session,
    )


@for_staff
def move(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    form = MoveForm(session, request.POST or None, asked=request.GET)
    if form.is_valid():
        try:
            return _move(request, session, form)
        except Taken:
            form.offer_other_times()
        except SomeTaken as some:
            form.say_some_taken(some.times)
    return asked(request, "move", form, title=_("Move the session"), session=session, yes=_("Move"))


def _move(request: Request, session: Appointment, form: MoveForm) -> HttpResponse:
    if form.is_for_all_later and session.series:
        series, facts = session.series, form.facts
        return _do(
            request,
            session,
            lambda: series.move(request.viewer, session, form.starts_at, **facts),
            _("This session and all later ones of the series are moved."),
        )
    words = _("Moved to %(when)s.") % {"when": moment(form.starts_at)}
    return _do(request, session, lambda: session.move(request.viewer, form.starts_at, **form.facts), words)


@for_staff
def propose(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    form = ProposeForm(session, request.POST or None, asked=request.GET)
    if form.is_valid():
        try:
            return _do(
                request,
                session,
                lambda: session.propose(request.viewer, form.starts_at, form.cleaned_data["remark"]),
                _("The new time is proposed. Both times are kept until the client answers."),
            )
        except Taken:
            form.offer_other_times()
    return asked(request, "move", form, title=_("Propose a new time"), session=session, yes=_("Propose"))


@for_staff
@require_POST
def confirm(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    try:
        return _do(request, session, lambda: session.confirm_proposal(request.viewer), _("The new time is confirmed."))
    except Taken:
        messages.error(request, _("That time is taken meanwhile. Propose another one."))
        return done(request, request.viewer.address("session", session.pk))


@for_staff
def refuse(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    form = WordForm(request.POST if "sure" in request.POST else None)
    if form.is_valid():
        remark = form.cleaned_data["remark"]
        return _do(
            request,
            session,
            lambda: session.refuse_proposal(request.viewer, remark),
            _("Refused. The session stays where it is."),
        )
    return asked(
        request,
        "word",
        form,
        title=_("Refuse the new time?"),
        lede=_("The session stays where it is, and the client is told so."),
        yes=_("Refuse"),
        session=session,
    )


@for_staff
def cancel(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    form = CancelForm(session, request.POST if "sure" in request.POST else None)
    if form.is_valid():
        return _cancel(request, session, form)
    return asked(request, "cancel", form, title=_("Cancel this session?"), session=session)


def _cancel(request: Request, session: Appointment, form: CancelForm) -> HttpResponse:
    series = session.series
    if form.is_for_all_later and series:
        words = _("This session and all later ones of the series are cancelled.")
        return _do(request, session, lambda: series.cancel(request.viewer, session, **form.facts), words)
    return _do(
        request,
        session,
        lambda: session.cancel(request.viewer, **form.facts),
        _("The session is cancelled, and the client is told."),
    )


@for_staff
def link(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    if session.place != Service.Place.VIDEO:
        raise Http404
    form = LinkForm(request.POST if "sure" in request.POST else None, initial={"link": session.link})
    if form.is_valid():
        link = form.cleaned_data["link"]
        return _do(request, session, lambda: session.set_link(request.viewer, link), _("The video link is changed."))
    return asked(request, "link", form, title=_("Video link"), session=session)


@for_staff
@require_POST
def no_show(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    return _do(request, session, lambda: session.mark_no_show(request.viewer), _("Noted as a no-show."))


@for_staff
def bring_in(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    if not session.service.is_for_several:
        raise Http404
    form = ParticipantForm(request.viewer, session, request.POST or None, asked=request.GET)
    if form.is_valid():
        newcomers = form.cleaned_data["clients"]
        words = ngettext("%(n)d participant was added.", "%(n)d participants were added.", len(newcomers))
        return _do(request, session, lambda: _bring_in(request, session, newcomers), words % {"n": len(newcomers)})
    return asked(request, "participants", form, title=_("Add participants"), session=session)


def _bring_in(request: Request, session: Appointment, newcomers: Any) -> None:
    for client in newcomers:
        session.bring_in(request.viewer, client)


@for_staff
@require_POST
def take_out(request: Request, appointment_pk: UUID, client_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    client = get_object_or_404(Client.objects.allowed(request.viewer, "book"), pk=client_pk)
    words = _("%(name)s takes part no more.") % {"name": client}
    return _do(request, session, lambda: _insist(session.take_out(request.viewer, client.pk)), words)


@for_staff
@require_POST
def make_individual(request: Request, appointment_pk: UUID) -> HttpResponse:
    session = _changeable(request, appointment_pk)
    words = _("Only the primary client takes part now.")
    return _do(request, session, lambda: session.make_individual(request.viewer), words)


def _changeable(request: Request, appointment_pk: UUID) -> Appointment:
    allowed = Appointment.objects.allowed(request.viewer, "change").select_related(
        "service", "practitioner__user", "practitioner__organization", "series", "room"
    )
    found: Appointment = get_object_or_404(allowed, pk=appointment_pk)
    return found


def _do(request: Request, session: Appointment, deed: Callable[[], Any], words: str) -> HttpResponse:
    """The deed, and what happened in words; also where somebody else was quicker."""
    try:
        deed()
    except NotPossible:
        messages.warning(request, _("That is not possible any more. This is how the session stands now."))
    else:
        messages.success(request, words)
    return done(request, request.viewer.address("session", session.pk))


def _insist(is_done: bool) -> None:
    if not is_done:
        raise NotPossible
