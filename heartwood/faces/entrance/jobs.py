"""Mails about a login, which leave while nobody waits for them."""

from datetime import UTC, datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from heartwood.faces.entrance import letters
from heartwood.faces.entrance.models import Device
from heartwood.ground.access.viewer import NOBODY
from heartwood.ground.accounts.models import User, normal_email
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.job import FOR_DAYS, daily, job


@job
def offer_new_password(email: str) -> None:
    """Only here is an address looked up, so that neither the page nor the time it takes tells whether we know it. The
    link is made here too: it never lies in the queue."""
    user = User.objects.filter(email=normal_email(email), is_active=True).first()
    if user:
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        letters.new_password(user, reverse("account_reset_password_from_key", kwargs=key)).send()


@job(tries=FOR_DAYS)
def tell(user_pk: str, what: str, device: str, at: float) -> None:
    """Something about their login changed."""
    letters.notice(User.objects.get(pk=UUID(user_pk)), what, device, datetime.fromtimestamp(at, UTC)).send()


@job(repeats=daily("03:30"))
def forget_devices() -> None:
    old = Device.objects.as_system("devices long out of use are forgotten").forgettable()
    for person in User.objects.filter(pk__in=old.values("user")):
        with act(NOBODY, "entrance.forget_devices", person):
            old.filter(user=person).delete()
