"""What people type in here. allauth's forms keep their names and checks; only their words are ours."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from heartwood.faces.entrance import jobs
from heartwood.ground.accounts.models import User
from heartwood.ground.accounts.zones import time_zones

PASSWORD_RULES = _("At least 12 characters. A few words that only you put together are easy to keep in mind.")


class InOurWords(forms.Form):
    """The label stands above a field, and nothing stands in it. What help there is, is ours."""

    labels: dict[str, Any] = {}
    help_texts: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label or "")
            field.help_text = self.help_texts.get(name, "")


# Signing in -------------------------------------------------------------------------------------------------------


class SignInForm(InOurWords, account.LoginForm):
    labels = {"login": _("E-mail"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class CodeForm(InOurWords):
    labels = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True, "maxlength": 20}


class SecondStepForm(CodeForm, mfa.AuthenticateForm):
    help_texts = {"code": _("From your authenticator app, or one of your recovery codes.")}


class ConfirmByCodeForm(CodeForm, mfa.ReauthenticateForm):
    help_texts = SecondStepForm.help_texts


class ConfirmByPasswordForm(InOurWords, account.ReauthenticateForm):
    labels = {"password": _("Password")}


# Passwords --------------------------------------------------------------------------------------------------------


class ForgottenPasswordForm(InOurWords, account.ResetPasswordForm):
    labels = {"email": _("E-mail")}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Whether we know the address or not, the same is done: a job is asked to look."""
        email = str(self.cleaned_data["email"])
        jobs.offer_new_password.enqueue(email)
        return email


class NewPasswordForm(InOurWords, account.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("The same once more")}
    help_texts = {"password1": PASSWORD_RULES}


class FirstPasswordForm(InOurWords, account.SetPasswordForm):
    labels = NewPasswordForm.labels
    help_texts = NewPasswordForm.help_texts


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):
    labels = NewPasswordForm.labels | {"oldpassword": _("Present password")}
    help_texts = NewPasswordForm.help_texts


# Second factor ----------------------------------------------------------------------------------------------------


class SetUpAppForm(CodeForm, totp.ActivateTOTPForm):
    labels = {"code": _("The code it shows")}


class PasskeyForm(InOurWords, webauthn.AddWebAuthnForm):
    """A passkey always opens the login by itself: `passwordless`, allauth's word for that, is ticked and not shown."""

    labels = {"name": _("Name of the passkey")}
    help_texts = {"name": _("So that you recognize it, if you ever want to remove it.")}
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.CheckboxInput({"hidden": True}))


class RenamePasskeyForm(InOurWords, webauthn.EditWebAuthnForm):
    labels = PasskeyForm.labels


# Oneself ----------------------------------------------------------------------------------------------------------


class OneselfForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("name", "time_zone", "language")
        labels = {"name": _("Your name")}
        help_texts = {"time_zone": _("All times are shown in this zone.")}
        widgets = {"name": forms.TextInput({"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            help_text=self.fields["time_zone"].help_text,
            choices=time_zones(self.instance.time_zone),
        )
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=settings.LANGUAGES)
