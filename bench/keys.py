"""Lets people into an install that the city has filled, without passwords: `python -m bench.keys` prints what each of
them carries, and what they will ask about."""

import json
import os
import secrets
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import django


def keys() -> dict[str, Any]:
    from bench.city import LINDEN, LONG, petras_clients
    from heartwood.areas.appointments.free_times import free_times_for_clients
    from heartwood.areas.appointments.models import Calendar, Participant, Service
    from heartwood.areas.clients.models import PortalAccess
    from heartwood.ground.accounts.models import Member

    team = {member.user.email.partition("@")[0]: member for member in Member.objects.filter(organization__slug=LINDEN)}
    paul = Member.objects.filter(organization__slug=LINDEN, calendar__weekly_hours__weekday=6).distinct().get()
    service = Service.objects.get(organization__slug=LINDEN)
    now, horizon = django.utils.timezone.now(), timedelta(days=59)
    free = free_times_for_clients(Calendar.objects.of(paul), service, now, now + horizon)
    clients = petras_clients()
    visitors = []
    for client in clients:
        profile = PortalAccess._base_manager.select_related("user").get(client=client)
        sessions = Participant._base_manager.filter(client=client).order_by("-appointment__starts_at")
        theirs = list(sessions.values_list("appointment", flat=True)[:40])
        visitors.append(pass_of(profile.user, code=profile.code, client=client.pk, sessions=theirs))
    return {
        "ada": pass_of(team["0"].user),
        "petra": pass_of(team["1"].user),
        "visitors": visitors,
        "short": clients[1].pk,
        "long": clients[0].pk,
        "sessions_of_long": LONG,
        "paul": paul.pk,
        "service": service.pk,
        "free": [at.isoformat() for at in free[::2]],
    }


def pass_of(user: Any, **known: Any) -> dict[str, Any]:
    """Signed in just now, with a second factor."""
    from allauth.usersessions.models import UserSession
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils.timezone import now

    from heartwood.ground.accounts.second_factor import set_up_here
    from heartwood.ground.accounts.sessions import SessionStore, begin_the_day
    from heartwood.kit.form_keys import mark_of

    session: Any = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    request: Any = SimpleNamespace(session=session, user=user)
    set_up_here(request)
    begin_the_day(request)
    session.save()
    UserSession.objects.create(user=user, session_key=session.session_key, ip="127.0.0.1", created_at=now())
    token = secrets.token_hex(16)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"cookie": cookie, "token": token, "mark": mark_of(user), **known}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartwood.config.settings")
    django.setup()
    print(json.dumps(keys(), default=str))
