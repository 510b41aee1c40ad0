"""What a page must cost at least: views that ask for its rows and write them into a template, and do nothing else. No
rules, no trail of who looked, no notices, no languages.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.timezone import now

from heartwood.ground.accounts.backend import Backend

Backend.get_user = ModelBackend.get_user  # type: ignore[method-assign]  # as Django looks people up
PLACES = "today calendar bookings clients notes reviews practice settings".split()
DAY = timedelta(days=1)


def bare(request: Any) -> HttpResponse:
    """Somebody signed in gets as many bytes as they want, over the wire."""
    assert request.user.is_authenticated
    return HttpResponse(b"x" * int(request.GET["bytes"]), content_type="application/octet-stream")


def clients(request: Any, **narrowed: str) -> HttpResponse:
    found = _clients().filter(organization__slug="linden", state="active", **narrowed)
    shown = list(found.order_by(request.GET.get("sort", "sort_name"), "pk")[:51])
    number = found.order_by()[:1001].count()
    teams = _teams(shown)
    inside = set(_portal().filter(client__in=shown, revoked_at=None).values_list("client", flat=True))
    rows = [
        (f"/linden/{one.pk}/", one.name, one.email, one.phone, one.started_on, teams.get(one.pk), one.pk in inside)
        for one in shown
    ]
    return page(request, f"{number} clients", rows)


def search(request: Any) -> HttpResponse:
    return clients(request, name_plain__contains="zelkov")


def client(request: Any) -> HttpResponse:
    one = _clients().select_related("organization").get(pk=request.GET["client"])
    sessions = _sessions(client=one)
    shown = [*sessions.order_by("-starts_at")[:4], *sessions.filter(starts_at__gt=now()).order_by("starts_at")[:1]]
    _lines().filter(client=one.pk, at__gt=now() - DAY).exists()
    return page(request, one.name, [*_rows(shown), (one.email, one.phone, one.address, _teams([one])[one.pk])])


def week(request: Any) -> HttpResponse:
    return page(request, "Week", _rows(_sessions(practitioner__user=request.user, starts_at__range=_days(-3, 4))))


def today(request: Any) -> HttpResponse:
    return page(request, "Today", _rows(_sessions(practitioner__user=request.user, starts_at__range=_days(0, 1))))


def dashboard(request: Any) -> HttpResponse:
    one = _clients().select_related("organization").get(portal_accesses__user=request.user)
    ahead = _rows(_sessions(client=one).filter(starts_at__gt=now()).order_by("starts_at")[:3])
    seen = [(line.verb, line.at, line.record) for line in _lines().filter(client=one.pk).order_by("-at")[:5]]
    return page(request, one.name, [*ahead, *seen, (_teams([one])[one.pk], "")])


def bookings(request: Any) -> HttpResponse:
    one = _clients().select_related("organization").get(portal_accesses__user=request.user)
    return page(request, one.name, _rows(_sessions(client=one).order_by("-starts_at")[:21]))


@transaction.atomic
def note(request: Any) -> HttpResponse:
    from heartwood.areas.clients.models import AccessGrant
    from heartwood.areas.notes.models import ChartNote

    grant = AccessGrant._base_manager.select_related("member", "client").filter(member__user=request.user)[0]
    one, author = grant.client, grant.member
    ChartNote._base_manager.bulk_create([ChartNote(client=one, author=author, body=request.POST["body"])])
    _note_down(request, one.pk)
    return redirect("/")


@transaction.atomic
def journal(request: Any) -> HttpResponse:
    from heartwood.areas.journals.models import Draft

    one = _clients().get(portal_accesses__user=request.user)
    words: Any = {"title": request.POST["title"], "body": request.POST["body"]}
    session = _sessions(client=one)[0]
    draft = Draft(client=one, author=request.user, content=words, kept_at=now(), appointment=session)
    Draft._base_manager.filter(author=request.user).delete()
    Draft._base_manager.bulk_create([draft])
    (settings.DATA / "floor.jpg").write_bytes(request.FILES["uploads"].read())
    _note_down(request, one.pk)
    return redirect("/")


@transaction.atomic
def book(request: Any) -> HttpResponse:
    from heartwood.areas.appointments.models import Appointment, Participant

    one = _clients().get(portal_accesses__user=request.user)
    like = _sessions(client=one)[0]
    session = Appointment(
        organization=like.organization,
        service=like.service,
        practitioner=like.practitioner,
        starts_at=now(),
        ends_at=now() + DAY,
        place="video",
    )
    Appointment._base_manager.bulk_create([session])
    times = {"starts_at": session.starts_at, "ends_at": session.ends_at, "state": session.state}
    Participant._base_manager.bulk_create([Participant(appointment=session, client=one, place=0, **times)])
    _note_down(request, one.pk)
    return redirect("/")


def people_in_the_admin() -> Any:
    """The same rows in Django's own admin, for whoever is signed in."""
    from django.contrib.admin import AdminSite, ModelAdmin

    from heartwood.areas.clients.models import Client

    class Clients(ModelAdmin[Client]):
        list_display = ("sort_name", "last_completed_at", "next_booked_at", "email", "phone", "started_on", "state")
        list_filter = ("state",)
        list_per_page = 50
        ordering = ("sort_name", "pk")
        show_full_result_count = False

        def get_queryset(self, request: Any) -> Any:
            return _clients().filter(organization__slug="linden")

        def has_view_permission(self, request: Any, obj: Any = None) -> bool:
            return True

        has_module_permission = has_view_permission
        has_add_permission = has_change_permission = has_delete_permission = lambda *_: False

    class Site(AdminSite):
        def has_permission(self, request: Any) -> bool:
            return bool(request.user.is_authenticated)

    site = Site()
    site.register(Client, Clients)
    return site.urls


def page(request: Any, title: str, rows: list[Any]) -> HttpResponse:
    return render(request, "floor.html", {"title": title, "rows": rows, "places": PLACES})


def _rows(sessions: Any) -> list[tuple[Any, ...]]:
    """With whoever comes, in one query."""
    from heartwood.areas.appointments.models import Participant

    sessions = list(sessions)
    coming = Participant._base_manager.filter(appointment__in=sessions).select_related("client")
    who = {each.appointment_id: each.client.name for each in coming}
    return [
        (f"/linden/sessions/{one.pk}/", who.get(one.pk), f"{one.starts_at:%d %b %H:%M}", one.state, one.service.name)
        for one in sessions
    ]


def _clients() -> Any:
    from heartwood.areas.clients.models import Client

    return Client._base_manager.all()


def _portal() -> Any:
    from heartwood.areas.clients.models import PortalAccess

    return PortalAccess._base_manager.all()


def _lines() -> Any:
    from heartwood.ground.audit.models import Line

    return Line._base_manager.all()


def _sessions(client: Any = None, **narrowed: Any) -> Any:
    from heartwood.areas.appointments.models import Appointment, Participant

    found = Appointment._base_manager.select_related("service", "practitioner__user").filter(**narrowed)
    present = Participant._base_manager.filter(client=client)
    return found.filter(pk__in=present.values("appointment")) if client else found


def _teams(clients: list[Any]) -> dict[Any, str]:
    from heartwood.areas.clients.models import AccessGrant

    grants = AccessGrant._base_manager.filter(client__in=clients).select_related("member__user")
    return {grant.client_id: grant.member.user.name for grant in grants}


def _note_down(request: Any, client: Any) -> None:
    line = {"id": uuid4(), "kind": "act", "who": request.user, "verb": "floor", "record": "floor", "client": client}
    model = _lines().model
    model._base_manager.bulk_create([model(**line)])


def _days(since: int, until: int) -> tuple[Any, Any]:
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + since * DAY, midnight + until * DAY


urlpatterns = [
    path("bare", bare),
    path("list", clients),
    path("search", search),
    path("client", client),
    path("week", week),
    path("today", today),
    path("dashboard", dashboard),
    path("bookings", bookings),
    path("note", note),
    path("journal", journal),
    path("book", book),
    path("admin/", people_in_the_admin()),
]
