"""What is typed about the people around a client, and on which terms they enter the portal."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client, Relationship
from heartwood.areas.clients.models.portal import PortalTerms, Scope, everything
from heartwood.areas.clients.words import usual_phone
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import normal_email
from heartwood.ground.accounts.regions import phone_region
from heartwood.kit.forms import DayInput

Kind = Relationship.Kind
CHOOSE = ("", _("Choose"))


class ContactForm(forms.Form):
    """Somebody around a client: a person of their own, or a client here too (an *existing contact*)."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Relationship to Client"))
    own_words = forms.CharField(
        label=_("Who they are, in your words"),
        max_length=100,
        required=False,
        help_text=_("For “Somebody else”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Where an invitation to the portal goes."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    is_emergency = forms.BooleanField(
        label=_("Emergency contact"), required=False, help_text=_("They are called when something happens.")
    )
    starts_on = forms.DateField(label=_("From"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(
        self, viewer: Viewer, client: Client, *args: Any, existing: Client | None, contact: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.client, self.existing, self.contact = client, existing, contact
        if existing:
            del self.fields["name"], self.fields["email"]  # those of their own record
            self.fields["phone"].help_text = _("Seen by everybody who opens this record; theirs keeps its own.")
        if contact and contact.is_self and not viewer.may("connect_profiles"):
            del self.fields["kind"]
        else:
            self.fields["kind"].choices = [CHOOSE, *self._kinds(viewer)]  # type: ignore[attr-defined]
            self.fields["kind"].initial = Kind.MEMBER if client.is_joint else None

    @property
    def facts(self) -> dict[str, Any]:
        """What the verbs take."""
        is_new = self.existing and not self.contact
        return self.cleaned_data | ({"contact": self.existing, "name": self.existing.name} if is_new else {})  # type: ignore[union-attr]

    def clean_phone(self) -> str:
        return usual_phone(self.cleaned_data["phone"], phone_region(self.client.organization))

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if given.get("kind") == Kind.OTHER and not given.get("own_words"):
            self.add_error("own_words", _("Say who they are to the client."))
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("This day lies before the first."))
        if given.get("is_emergency") and not (given.get("phone") or given.get("email") or self.errors):
            self.add_error("phone", _("Enter a phone or an e-mail, so that they can be reached."))

    def _kinds(self, viewer: Viewer) -> list[tuple[str, Any]]:
        """Two records of the same person are connected by administrators alone (S3.08)."""
        may_be_self = self.existing and viewer.may("connect_profiles")
        may_be_member = self.client.is_joint or (self.contact and self.contact.kind == Kind.MEMBER)
        fitting = {Kind.SELF.value: may_be_self, Kind.MEMBER.value: may_be_member}
        return [choice for choice in Kind.choices if fitting.get(choice[0], True)]


class TermsForm(forms.Form):
    """On which terms somebody enters the portal for a client."""

    can_manage = forms.BooleanField(
        label=_("Manage information"),
        required=False,
        help_text=_(
            "They act for the client: they change details, book sessions, and answer. Otherwise they only see what is"
            " shared, and neither sessions nor notes."
        ),
    )
    may_see = forms.MultipleChoiceField(
        label=_("May see"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that they may see.")},
    )
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayInput,
        help_text=_("The last day. Empty: until somebody ends it."),
    )

    @staticmethod
    def initial_for(contact: Relationship, current: PortalTerms | None) -> dict[str, Any]:
        """As it is now. Before the first invitation nothing is chosen; a second profile of one's own shows all."""
        if current:
            return current.terms
        return {"may_see": everything() if contact.is_self else [], "ends_on": contact.ends_on}

    def clean_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on and ends_on < localdate():
            raise ValidationError(_("This day is over."))
        return ends_on
