"""What every invitation has, whatever it invites to: a link that works once, for seven days, and a state."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

LINK_LASTS = timedelta(days=7)


class ByLink(models.Model):
    """Somebody is asked by mail, and answers by its link.

    The link carries a token of 256 bits, which is kept nowhere: not here, where only its fingerprint stands, and not
    with the job that sends the mail. It is derived from the invitation's id with the secret of the install, which
    lives outside the database. So a stolen database opens no invitation, and a mail that is sent twice carries the same
    link. The fingerprint is what a link is found by; it keeps links alive when that secret changes. To make a link
    worthless one invites anew: the new invitation has another id.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Withdrawn")

    page: str  # the name of the page to which the link leads

    email = models.EmailField(_("e-mail"))
    invited_at = models.DateTimeField(default=now)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.token_hash = self.token_hash or fingerprint(self.token)
        super().save(*args, **kwargs)

    @property
    def state(self) -> "ByLink.State":
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.PENDING if now() < self.expires_at else self.State.EXPIRED

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def expires_at(self) -> datetime:
        return self.invited_at + LINK_LASTS

    @property
    def token(self) -> str:
        derived = salted_hmac(self._meta.label, self.pk.bytes, algorithm="sha256").digest()
        return urlsafe_b64encode(derived).rstrip(b"=").decode()

    @property
    def path(self) -> str:
        return str(reverse(self.page, args=[self.token]))

    @property
    def link(self) -> str:
        return f"{settings.BASE_URL}{self.path}"


def fingerprint(secret: str) -> str:
    """What is kept of a secret: enough to recognise it. Ours are too long to be guessed, so no salt and no slowness."""
    return hashlib.sha256(secret.encode()).hexdigest()
