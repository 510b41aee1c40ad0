"""What is offered, where and when: services, rooms, holidays, and everybody's hours."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartwood.areas.appointments.hours_in_words import in_words
from heartwood.areas.appointments.models import Calendar, Holiday, Room, Service, SpecialHours, WeeklyHours
from heartwood.areas.appointments.office.setup_forms import (
    HolidayForm,
    RoomForm,
    ServiceForm,
    SpecialForm,
    TermsForm,
    WeeklyForm,
)
from heartwood.ground.access import powers
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.accounts.models import MemberQuerySet, Organization

# Services ---------------------------------------------------------------------------------------------------------


@for_staff
def services(request: Request) -> HttpResponse:
    offered = _services(request).prefetch_related("practitioners__user", "rooms")
    return render(request, "appointments/office/services.html", {"services": offered})


@for_staff(may="manage_services")
def add_service(request: Request) -> HttpResponse:
    form = ServiceForm(request.viewer, request.POST or None, initial={"practitioners": list(_team(request))})
    if form.is_valid():
        service = Service.objects.offer(request.viewer, **form.cleaned_data)
        messages.success(request, _("%(name)s can be booked now.") % {"name": service})
        return redirect(request.viewer.address("practice-services"))
    return _page(request, "service", form)


@for_staff(may="manage_services")
@require_POST
def start_services(request: Request) -> HttpResponse:
    """A sensible start with one click, where nothing is offered yet."""
    if not _services(request).exists() and (team := list(_team(request))):
        Service.objects.offer(request.viewer, practitioners=team, name=_("Individual session"), minutes=50)
        messages.success(request, _("“Individual session” can be booked now. Change it as you like."))
    return redirect(request.viewer.address("practice-services"))


@for_staff(may="manage_services")
def service(request: Request, service_pk: UUID) -> HttpResponse:
    service = get_object_or_404(_services(request), pk=service_pk)
    form = ServiceForm(request.viewer, request.POST or None, instance=_copy(service))
    if form.is_valid():
        service.change(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("practice-services"))
    return _page(request, "service", form, service=service)


@for_staff(may="manage_services")
@require_POST
def retire_service(request: Request, service_pk: UUID) -> HttpResponse:
    service = get_object_or_404(_services(request), pk=service_pk)
    service.retire(request.viewer)
    messages.success(request, _("%(name)s is offered no more. What was booked stays.") % {"name": service})
    return redirect(request.viewer.address("practice-services"))


# Rooms ------------------------------------------------------------------------------------------------------------


@for_staff
def rooms(request: Request) -> HttpResponse:
    return render(request, "appointments/office/rooms.html", {"rooms": _rooms(request)})


@for_staff(may="manage_services")
def add_room(request: Request) -> HttpResponse:
    form = RoomForm(request.viewer, request.POST or None)
    if form.is_valid():
        room = Room.objects.add(request.viewer, **form.cleaned_data)
        words = _("%(name)s was added. Choose it at the services that are held in it.")
        messages.success(request, words % {"name": room})
        return redirect(request.viewer.address("practice-rooms"))
    return _page(request, "room", form)


@for_staff(may="manage_services")
def room(request: Request, room_pk: UUID) -> HttpResponse:
    room = get_object_or_404(_rooms(request), pk=room_pk)
    form = RoomForm(request.viewer, request.POST or None, instance=_copy(room))
    if form.is_valid():
        room.change(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("practice-rooms"))
    return _page(request, "room", form, room=room)


@for_staff(may="manage_services")
@require_POST
def retire_room(request: Request, room_pk: UUID) -> HttpResponse:
    room = get_object_or_404(_rooms(request), pk=room_pk)
    room.retire(request.viewer)
    messages.success(request, _("%(name)s is used no more. What was booked stays.") % {"name": room})
    return redirect(request.viewer.address("practice-rooms"))


# Holidays ---------------------------------------------------------------------------------------------------------


@for_staff
def holidays(request: Request) -> HttpResponse:
    form = HolidayForm(request.viewer, request.POST or None)
    if request.method == "POST" and not request.viewer.may("manage_services"):
        raise PermissionDenied(powers.refusal("manage_services"))
    if form.is_valid():
        Holiday.objects.add(request.viewer, **form.cleaned_data)
        messages.success(request, _("Nobody can be booked on those days. What was booked before stays."))
        return redirect(request.viewer.address("practice-holidays"))
    coming = Holiday.objects.filter(organization=_here(request), last_on__gte=localdate())
    return _page(request, "holidays", form, holidays=coming)


@for_staff(may="manage_services")
@require_POST
def remove_holiday(request: Request, holiday_pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday.objects.filter(organization=_here(request)), pk=holiday_pk)
    holiday.remove(request.viewer)
    messages.success(request, _("%(name)s is removed.") % {"name": holiday})
    return redirect(request.viewer.address("practice-holidays"))


# Hours ------------------------------------------------------------------------------------------------------------


@for_staff
def everybodys_hours(request: Request) -> HttpResponse:
    """Whose one may keep; who keeps only their own goes straight there."""
    if not request.viewer.may("keep_hours"):
        if request.viewer.practitioner is None:
            raise PermissionDenied(powers.refusal("keep_hours"))
        return redirect(request.viewer.address("practice-member-hours", request.viewer.practitioner.pk))
    calendars = Calendar.objects.of_team(list(_team(request)))
    receiving = set(WeeklyHours.objects.filter(calendar__in=calendars).values_list("calendar", flat=True))
    whose = [{"calendar": each, "has_hours": each.pk in receiving} for each in calendars]
    return render(request, "appointments/office/everybodys_hours.html", {"whose": whose})


@for_staff
def hours(request: Request, member_pk: UUID) -> HttpResponse:
    """Every week's hours: those of one service, or of all that have none of their own."""
    calendar = _calendar(request, member_pk)
    theirs = _services(request).of(calendar.member)
    service = theirs.filter(pk=_uuid(request.GET.get("service", ""))).first()
    form = WeeklyForm(calendar, service, request.POST if "day-0" in request.POST else None)
    if form.is_valid():
        WeeklyHours.objects.replace(request.viewer, calendar, service, form.days)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    facts = {"service": service, "services": theirs, "special": _special(calendar)}
    return _page(request, "hours", form, calendar=calendar, special_form=SpecialForm(), **facts)


@for_staff
def add_special(request: Request, member_pk: UUID) -> HttpResponse:
    calendar = _calendar(request, member_pk)
    form = SpecialForm(request.POST or None)
    if form.is_valid():
        SpecialHours.objects.add(request.viewer, calendar, **form.cleaned_data)
        messages.success(request, _("Saved. What was booked before stays."))
        return redirect(request.viewer.address("practice-member-hours", member_pk))
    return _page(request, "special", form, calendar=calendar)


@for_staff
@require_POST
def remove_special(request: Request, member_pk: UUID, special_pk: int) -> HttpResponse:
    calendar = _calendar(request, member_pk)
    get_object_or_404(calendar.special_hours, pk=special_pk).remove(request.viewer)
    messages.success(request, _("Those days are like every week again."))
    return redirect(request.viewer.address("practice-member-hours", member_pk))


@for_staff
def terms(request: Request, member_pk: UUID) -> HttpResponse:
    calendar = _calendar(request, member_pk)
    form = TermsForm(_copy(calendar), request.POST or None)
    if form.is_valid():
        calendar.set_terms(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("practice-member-hours", member_pk))
    return _page(request, "terms", form, calendar=calendar)


def _calendar(request: Request, member_pk: UUID) -> Calendar:
    """Of a practitioner of the house, whose hours this viewer keeps: their own, or everybody's."""
    member = get_object_or_404(_team(request).select_related("organization"), pk=member_pk)
    if member != request.viewer.member and not request.viewer.may("keep_hours"):
        raise PermissionDenied(powers.refusal("keep_hours"))
    calendar = Calendar.objects.of(member)
    calendar.member = member
    return calendar


def _special(calendar: Calendar) -> list[dict[str, Any]]:
    coming = calendar.special_hours.filter(last_on__gte=localdate())
    return [
        {
            "pk": each.pk,
            "first_on": each.first_on,
            "last_on": each.last_on if each.last_on != each.first_on else None,
            "hours": in_words([(each.opens, each.closes)]) if each.opens and each.closes else "",
        }
        for each in coming
    ]


def _here(request: Request) -> Organization:
    assert request.viewer.organization  # noqa: S101  the door let in a member
    return request.viewer.organization


def _team(request: Request) -> MemberQuerySet:
    return _here(request).members.current().practitioners().by_name()


def _services(request: Request) -> Any:
    return Service.objects.offered().filter(organization=_here(request))


def _rooms(request: Request) -> Any:
    return Room.objects.in_use().filter(organization=_here(request)).order_by("name", "pk")


def _copy(record: Any) -> Any:
    """For a form, which writes into the record what may turn out to be wrong."""
    return type(record)._default_manager.get(pk=record.pk)


def _page(request: Request, page: str, form: Any, **facts: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"appointments/office/{page}.html", {"form": form, **facts}, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
