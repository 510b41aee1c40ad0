"""How long somebody stays signed in: until they have done nothing for a while, and never for more than half a day."""

from datetime import datetime, timedelta
from typing import Any

from allauth.core import context
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now

from heartwood.ground.accounts.models import Member, User
from heartwood.kit.prepared import prepared

_SIGNED_IN_AT, _IDLE = "signed_in_at", "may_be_idle_for"
_NOTED_EVERY = timedelta(seconds=30)


@prepared
def alive(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """A session in the database. When it ends stands in a column of its own and not among what it holds, so that two
    requests at once do not undo each other's words."""

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> Session | None:
        found = alive.first(self.session_key or "", now())
        if found is None:
            self._session_key = None
        self.ends_at = found.expire_date if found else None
        return found

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return self.ends_at or super().get_expiry_date(**kwargs)

    def begin_the_day(self, idle: timedelta) -> None:
        self[_SIGNED_IN_AT], self[_IDLE] = now().timestamp(), idle.total_seconds()
        self.ends_at = self._end_after_a_deed()

    def note_a_deed(self) -> bool:
        """They did something: the time until they are signed out begins anew. Not written down for every click."""
        if _IDLE not in self or not self.ends_at or self._end_after_a_deed() - self.ends_at < _NOTED_EVERY:
            return False
        self.ends_at = self._end_after_a_deed()
        Session.objects.filter(session_key=self.session_key).update(expire_date=self.ends_at)
        return True

    @property
    def seconds_left(self) -> int:
        """Nothing where nobody has signed in."""
        return max(0, int((self.ends_at - now()).total_seconds())) if self.ends_at and _IDLE in self else 0

    def _end_after_a_deed(self) -> datetime:
        latest = datetime.fromtimestamp(self[_SIGNED_IN_AT] + settings.SESSION_COOKIE_AGE, now().tzinfo)
        return min(now() + timedelta(seconds=self[_IDLE]), latest)


def begin_the_day(request: HttpRequest) -> None:
    """They signed in just now, or began to work somewhere."""
    works = Member.objects.current().filter(user=request.user.pk).exists()
    store_of(request).begin_the_day(timedelta(minutes=settings.IDLE_STAFF if works else settings.IDLE_CLIENTS))


def store_of(request: HttpRequest) -> SessionStore:
    assert isinstance(request.session, SessionStore)  # noqa: S101  SESSION_ENGINE says so
    return request.session


def end_sessions(user: User) -> int:
    """Signed out everywhere at once, but for where they are doing this. How many sessions have ended."""
    sessions = UserSession.objects.filter(user=user)
    if context.request:
        sessions = sessions.exclude(session_key=context.request.session.session_key)
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)


def devices_of(user: User) -> list[UserSession]:
    """On which they are signed in now."""
    alive = Session.objects.filter(expire_date__gt=now()).values("session_key")
    return list(UserSession.objects.filter(user=user, session_key__in=alive))


def forget_what_has_ended() -> None:
    Session.objects.filter(expire_date__lt=now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
