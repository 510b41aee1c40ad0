"""What only the demo has: signing in as anybody of the cast with one click, and the mails it has sent.

Where the demo is off, all of it answers 404.
"""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heartwood.areas.clients.models import PortalAccess
from heartwood.ground.access.doors import Request, View, for_anyone
from heartwood.ground.accounts.models import Member, Organization, User
from heartwood.ground.notifications import mail
from heartwood.ground.notifications.letters import LETTERS

_BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"  # as Django's file-based backend writes them
_NEWEST = 100


def in_the_demo(view: View[...]) -> View[...]:
    @wraps(view)
    def only_there(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return only_there


@dataclass(frozen=True)
class Role:
    """Somebody of the cast, and what they are at one organization."""

    user: User
    words: str


def the_cast() -> list[tuple[Organization, list[Role]]]:
    """Who can be tried out, by organization: those who work there, then their clients."""
    by_organization: dict[Organization, list[Role]] = {}
    members = Member.objects.current().filter(user__email__endswith=".example", user__is_active=True)
    for member in members.select_related("user", "organization").order_by("organization__founded_at", "joined_at"):
        by_organization.setdefault(member.organization, []).append(Role(member.user, member.roles_in_words))
    for role, organization in _clients():
        by_organization.setdefault(organization, []).append(role)
    return list(by_organization.items())


def _clients() -> Iterator[tuple[Role, Organization]]:
    held = (
        PortalAccess.objects.as_system("the demo lists its cast on the sign-in page")
        .filter(revoked_at=None, user__email__endswith=".example", user__is_active=True)
        .select_related("user", "client__organization")
        .order_by("user__name", "since")
    )
    listed = set()
    for access in held:
        organization = access.client.organization
        if (access.user, organization) not in listed:
            listed.add((access.user, organization))
            yield Role(access.user, _role_of(access)), organization


def _role_of(access: PortalAccess) -> str:
    if access.user.email == access.client.email:
        return _("Client")
    return _("Acts for %(name)s") % {"name": access.client.name}


@for_anyone
@in_the_demo
@require_POST
def sign_in_as(request: Request) -> HttpResponseBase:
    """No password, and no second factor: these people exist in the demo only."""
    cast = User.objects.filter(email__endswith=".example", is_active=True)
    user = get_object_or_404(cast, email=request.POST.get("email", ""))
    adapter = get_adapter()
    adapter.login(request, user)
    response: HttpResponseBase = adapter.post_login(
        request, user, email_verification="none", signal_kwargs=None, email=None, signup=False, redirect_url=None
    )
    return response


@for_anyone
@in_the_demo
@require_safe
def mails(request: Request) -> HttpResponse:
    return render(request, "entrance/demo_mails.html", {"mails": list(_sent())})


@for_anyone
@in_the_demo
@require_safe
def letters(request: Request) -> HttpResponse:
    """Every kind of letter once, as the cast would get it."""
    reader = User(name=_("Maya Okafor"), email="maya@mail.example")
    samples = [mail.sample(letter, reader) for letter in LETTERS.values()]
    samples.append(mail.of_the_day(reader, 3, now()))
    return render(request, "entrance/demo_letters.html", {"letters": samples})


def _sent() -> Iterator[dict[str, Any]]:
    """The newest first. Only their text part: what a mail brings along in HTML is not shown."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", ""))
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:_NEWEST]
    for file in files:
        for raw in reversed([raw for raw in file.read_bytes().split(_BETWEEN_MAILS) if raw.strip()]):
            sent = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
            text = sent.get_body(("plain",))
            yield {
                "to": sent["To"],
                "subject": sent["Subject"],
                "at": sent["Date"].datetime.replace(tzinfo=UTC),  # Django dates its mails in UTC
                "text": text.get_content() if text else "",
            }
