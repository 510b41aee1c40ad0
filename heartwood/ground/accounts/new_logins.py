"""Somebody new: what they type about themselves, and the login that is made of it."""

from typing import Any, Protocol

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heartwood.ground.accounts.models import Organization, User


class Overtaken(Exception):
    """The invitation is not open any more, or not for this person: a second click was quicker, or whoever invites."""


class Invited(Protocol):
    """An invitation, open or not (`invitations.ByLink`), and whose house it opens."""

    @property
    def email(self) -> str: ...
    @property
    def organization(self) -> Organization: ...
    @property
    def state(self) -> Any: ...
    @property
    def is_pending(self) -> bool: ...


class NewLoginForm(forms.Form):
    """A person's name and password. Their e-mail stands beside, so that a password manager keeps the pair."""

    your_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Three or four words that nobody else would put together do well."),
    )

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if password := given.get("password"):
            try:
                validate_password(password, User(name=given.get("your_name", ""), email=given.get("email", "")))
            except ValidationError as weakness:
                self.add_error("password", weakness)


class JoinForm(NewLoginForm):
    """For somebody invited, whose e-mail is the one that the invitation went to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True


def newcomer(invitation: Invited, name: str, password: str) -> User:
    """A login for the invited e-mail, not saved yet: whoever accepts does that with all the rest, or nothing."""
    user = User(
        email=invitation.email,
        name=name,
        time_zone=invitation.organization.time_zone,
        language=get_language() or "en",
    )
    user.set_password(password)
    return user


def sign_up(user: User) -> None:
    """Keep a new login; whoever has one already stays as they are. Raises Overtaken where this e-mail got a login
    meanwhile, by another way."""
    if not user._state.adding:
        return
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Overtaken from None
