"""The devices that people sign in from, so that a strange one is noticed."""

import secrets
import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.faces.entrance import devices
from heartwood.faces.entrance.letters import NewDevice
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import User
from heartwood.ground.accounts.sessions import end_sessions
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell

FORGOTTEN_AFTER = timedelta(days=400)  # as long as browsers keep a cookie


class DeviceQuerySet(GuardedQuerySet["Device"]):
    def forgettable(self) -> Self:
        return self.filter(seen_at__lt=now() - FORGOTTEN_AFTER)

    def recognize(self, request: HttpRequest, user: User, response: HttpResponseBase) -> None:
        """They signed in just now. If this device is new to their login, and not the first, they are told so."""
        cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME) or secrets.token_urlsafe(32)
        viewer, mark = Viewer(user=user), _mark(user, cookie)
        known = self.visible_to(viewer)
        with act(viewer, "entrance.sign_in", user):
            if not known.filter(mark=mark).update(seen_at=now()):
                is_first = not known.exists()
                words = devices.in_words(request.headers.get("User-Agent", ""))
                device = self.create(user=user, mark=mark, words=words)
                if not is_first:
                    tell(viewer, about=device, letter=NewDevice)
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            cookie,
            max_age=FORGOTTEN_AFTER,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )


class Device(Private):
    """A browser that somebody has signed in with. It is known by a cookie, of which only a fingerprint is kept. Each
    login has another one: two people at one computer have nothing in common here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)
    words = models.CharField(max_length=100)
    first_seen_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)

    objects: ClassVar[DeviceQuerySet] = DeviceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("device")
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="device_once_per_login")]

    def __str__(self) -> str:
        return self.words

    def disown(self, viewer: Viewer) -> None:
        """It was somebody else: signed out everywhere but here, the password opens nothing more, and every device is
        new again."""
        with act(viewer, "entrance.disown_device", self):
            end_sessions(self.user)
            self.user.set_unusable_password()
            self.user.save(update_fields=["password"])
            Device.objects.visible_to(viewer).delete()


def _mark(user: User, cookie: str) -> str:
    return salted_hmac("entrance.device", f"{user.pk}|{cookie}", algorithm="sha256").hexdigest()
