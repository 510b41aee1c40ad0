"""What people may type in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from heartwood.areas.team import founding
from heartwood.ground.accounts.models import Member, Organization, User, normal_email
from heartwood.ground.accounts.new_logins import NewLoginForm
from heartwood.ground.accounts.zones import time_zones
from heartwood.kit.forms import Explained

_WHERE = _("Such as “Oregon, US”.")


def _what_for(role: str) -> str:
    return getattr(Member._meta.get_field(role), "help_text", "")


class DetailsForm(forms.ModelForm[Organization]):
    class Meta:
        model = Organization
        fields = ["name", "kind", "jurisdiction", "time_zone", "phone", "email"]
        fields += ["age_of_majority", "records_are_owner_only", "invites_at_the_end"]
        help_texts = {
            "jurisdiction": _WHERE,
            "phone": _("Clients read it in the portal, to reach you."),
            "email": _("Clients read it in the portal, to reach you."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = _time_zone(self.instance.time_zone)


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role, Explained(words, _what_for(role))) for role, words in Member.ROLES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as many as fit."),
        error_messages={"required": _("Choose at least one role.")},
    )


class SupervisorForm(forms.Form):
    supervisor = forms.ModelChoiceField(
        queryset=Member.objects.none(),
        label=_("Supervisor"),
        required=False,
        empty_label=_("Nobody: they sign their notes alone"),
        help_text=_("Whoever has the role of supervisor, and is somebody else."),
    )

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supervisors = member.organization.members.current().filter(is_supervisor=True).exclude(pk=member.pk)
        self.fields["supervisor"].queryset = supervisors.by_name()  # type: ignore[attr-defined]


class InviteForm(RolesForm):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("They will sign in with it, so it should be theirs alone.")
    )

    field_order = ["name", "email", "roles"]

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if self.organization.members.current().filter(user__email=email).exists():
            raise ValidationError(_("Somebody with this e-mail works here already."), code="works_here")
        return email


class FoundingForm(NewLoginForm, forms.ModelForm[Organization]):
    """The code on the terminal, the organization, and who runs it from then on."""

    code = forms.CharField(
        label=_("Welcome code"),
        max_length=40,
        help_text=_("It stands on the terminal where Heartwood was started. Every start makes a new one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=50,
        required=False,
        help_text=_(
            "The first word of all your pages, such as “willow”. Left empty, it is made from the name. It cannot be"
            " changed later."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    is_practitioner = forms.BooleanField(
        label=_("I am a practitioner too"), required=False, help_text=_("You see clients here yourself.")
    )

    field_order = ["code", "name", "slug", "kind", "jurisdiction", "time_zone"]

    class Meta:
        model = Organization
        fields = ["name", "slug", "kind", "jurisdiction", "time_zone"]

    def __init__(self, *args: Any, may_guess: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_guess = may_guess
        self.fields["jurisdiction"].help_text = _WHERE
        self.fields["time_zone"] = _time_zone()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not self.may_guess:
            raise ValidationError(_("Too many wrong codes. Wait five minutes, then try again."), code="too_many")
        if not founding.is_the_code(code):
            raise ValidationError(_("This is not the code. Every start of Heartwood makes a new one."), code="wrong")
        return code

    def clean_slug(self) -> str:
        """As typed, or made from the name."""
        slug: str = slugify(self.cleaned_data["slug"] or self.cleaned_data.get("name", "")).replace("_", "-")
        if not slug:
            raise ValidationError(_("Write an address in small letters and digits."), code="required")
        return slug[:50].strip("-")

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody already signs in with this e-mail."), code="unique")
        return email


def _time_zone(*in_use: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones(*in_use),
        initial=in_use[0] if in_use else "UTC",
        help_text=_("Sessions in person are shown in it."),
    )
