"""Who must show a second factor, and whether they did."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from heartwood.ground.accounts.models import Member, User

# Recovery codes are no factor of their own: they stand in for one that was lost.
FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)

_SET_UP_HERE = "second_factor_set_up_here"


def is_of_the_demo(user: User) -> bool:
    """The cast lives under .example, where no real mail arrives (RFC 2606)."""
    return settings.DEMO and user.email.endswith(".example")


def needs_second_factor(user: User) -> bool:
    """Staff always do. Clients choose."""
    return not is_of_the_demo(user) and Member.objects.current().filter(user=user).exists()


def has_second_factor(user: User) -> bool:
    return bool(is_mfa_enabled(user, FACTORS))


def lacks_second_factor(request: HttpRequest) -> bool:
    """Has this staff member shown no second factor in this session: neither signed in with one, nor set one up?

    What was set up in another session does not count here, or whoever guessed the password first would profit.
    The session answers, never the database: every page of the office asks.
    """
    user = request.user
    assert isinstance(user, User)  # noqa: S101  doors ask only for those who signed in
    if is_of_the_demo(user) or request.session.get(_SET_UP_HERE):
        return False
    return not any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def set_up_here(request: HttpRequest) -> None:
    """Whoever sets up a second factor holds it in their hands, and need not show it again until they next sign in."""
    request.session[_SET_UP_HERE] = True


def is_the_last_that_is_needed(factor: Authenticator) -> bool:
    """Would its owner, who needs one, be left without a second factor?"""
    others = Authenticator.objects.filter(user=factor.user, type__in=FACTORS).exclude(pk=factor.pk)
    return factor.type in FACTORS and needs_second_factor(factor.user) and not others.exists()
