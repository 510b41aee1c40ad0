"""What allauth asks us: where people may be sent, how secrets are kept, in which words it speaks, how mail leaves."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from heartwood.faces.entrance import devices, jobs
from heartwood.faces.entrance.models import Device
from heartwood.ground.accounts.models import User, normal_email
from heartwood.ground.accounts.second_factor import is_the_last_that_is_needed
from heartwood.ground.accounts.sessions import begin_the_day, end_sessions
from heartwood.ground.vault.small_secrets import open_secret, seal_secret

_SEALED_FOR = "accounts.second-factor"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and this password do not go together. Check both and try again."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_password": _("That is not your password. Try again."),
        "too_many_login_attempts": _("That were too many tries. Please wait five minutes, then try again."),
        "rate_limited": _("That were too many tries. Please wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only places of this house, by their path: ours or not is then no question of hosts and ports."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in has just shown who they are."""
        records = get_authentication_records(self.request, self.request.user)
        shown_at = [record["at"] for record in records if record["method"] in ("password", "mfa")]
        return not shown_at or time.time() - max(shown_at) > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        begin_the_day(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        assert isinstance(user, User)  # noqa: S101
        Device.objects.recognize(request, user, response)
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """With a new password, wrong tries with the old one are forgotten."""
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(self.request, email=user.get_username())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Something about the login changed. It is signed out everywhere else; and its owner is told, from a job, so
        that a slow mail server slows nobody."""
        assert isinstance(user, User)  # noqa: S101
        end_sessions(user)
        what = template_prefix.rpartition("/")[2]
        jobs.tell.enqueue(str(user.pk), what, devices.in_words(self.get_http_user_agent(self.request)), time.time())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By e-mail alone. allauth's own key holds the Host header, so that each port would give five more guesses."""
        return normal_email(credentials.get("email", ""))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Whoever works here signs in with a second factor, and this is your last. Set up another one first."
        ),
        "incorrect_code": _("That did not match. Codes from an app change every 30 seconds: wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return seal_secret(text, _SEALED_FOR)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text, _SEALED_FOR)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_the_last_that_is_needed(authenticator)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """A first guess at the name of a passkey: the device it is made on."""
        return devices.in_words(devices.of_this_request())
