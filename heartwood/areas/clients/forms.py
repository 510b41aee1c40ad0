"""What is typed into a client record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client, EmailTaken, PortalAccess, ProfileChange, Relationship
from heartwood.areas.clients.words import usual_phone
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.accounts.regions import phone_region
from heartwood.kit.forms import DayInput

EARLIEST_BIRTH = date(1890, 1, 1)


class FactsForm(forms.ModelForm[Client]):
    """Facts of a client record are cleaned here; the record itself is changed by its verb, which gets them."""

    says_itself_what_is_needed = True
    organization: Organization

    def clean_phone(self) -> str:
        return usual_phone(self.cleaned_data["phone"], phone_region(self.organization))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if not (facts.get("first_name") or facts.get("last_name") or self.errors):
            self.add_error("first_name", _("Enter a first or a last name."))
        return facts

    def _post_clean(self) -> None:
        """The record stays as it is."""

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    @property
    def changed_facts(self) -> dict[str, Any]:
        return {name: fact for name, fact in self.facts.items() if name in self.changed_data}


class OwnProfileForm(FactsForm):
    """What clients correct themselves. Their e-mail is how they sign in, so that stays with the practice."""

    class Meta:
        model = Client
        fields = ["first_name", "last_name", "pronouns", "phone", "address"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "pronouns": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = self.instance.organization


class CopyForm(forms.Form):
    """Into which of one's other profiles a change is copied. Nothing is chosen beforehand."""

    profiles = forms.MultipleChoiceField(
        label=_("Copy it to"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, others: Iterable[PortalAccess], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(profile.pk): profile for profile in others}
        self.fields["profiles"].choices = [  # type: ignore[attr-defined]
            (key, profile.label) for key, profile in self.others.items()
        ]

    @property
    def chosen(self) -> list[PortalAccess]:
        return [self.others[key] for key in self.cleaned_data["profiles"]]


class EmergencyContactForm(forms.Form):
    """Who is called in an emergency, and how."""

    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(label=_("Relationship"), choices=Relationship.OF_OTHERS)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def __init__(self, client: Client, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client

    def clean_phone(self) -> str:
        return usual_phone(self.cleaned_data["phone"], phone_region(self.client.organization))

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        if not (given.get("phone") or given.get("email") or self.errors):
            self.add_error("phone", _("Enter a phone or an e-mail, so that they can be reached."))


class ProfileForm(FactsForm):
    """The facts of a client record. Only a name is needed."""

    class Meta:
        model = Client
        fields = ["first_name", "last_name", "pronouns", "born_on", "email", "phone", "address", "started_on", "state"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
            "last_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "pronouns": forms.TextInput(attrs={"autocomplete": "off"}),
            "born_on": DayInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            "started_on": DayInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "email": _("For the portal and for reminders. Can be added later."),
            "started_on": _("The day of the first session, if it is known."),
        }

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert viewer.organization  # noqa: S101  records are edited in the office
        self.viewer, self.organization = viewer, viewer.organization
        if self.instance.is_archived:
            del self.fields["state"]  # it is brought back by its own verb
            return
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            choice for choice in Client.State.choices if choice[0] != Client.State.ARCHIVED
        ]

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and born_on > localdate():
            raise ValidationError(_("This day lies in the future."))
        if born_on and born_on < EARLIEST_BIRTH:
            raise ValidationError(_("Is the year right? Nobody living was born then."))
        return born_on

    def refuse_email(self, taken: EmailTaken) -> None:
        """Say whose the e-mail is, and what to do for a second record of the same person (S3.D4)."""
        words = gettext(
            'This e-mail already belongs to <a href="{address}">{name}</a>. If this is a second record of the same'
            " person, leave the e-mail empty here, and an administrator connects the two by the relationship “Self”."
        )
        if self.viewer.may("open_second_profile", taken.client):
            words = gettext(
                'This e-mail already belongs to <a href="{address}">{name}</a>. For a second record of the same person,'
                ' <a href="{second}">set up a second profile</a>: it needs no e-mail of its own.'
            )
        addresses = {
            page: self.viewer.address(name, taken.client.pk)
            for page, name in (("address", "client"), ("second", "client-second-profile"))
        }
        self.add_error("email", format_html(words, name=taken.client.name, **addresses))


class ChangeForm(ProfileForm):
    """Corrects a profile. Before it is changed the client should have agreed; here one says that they did, or why it
    was done without."""

    agreement = forms.ChoiceField(
        label=_("Does the client agree to this change?"),
        choices=ProfileChange.Agreement.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("How and when (optional)"),
        max_length=500,
        required=False,
        help_text=_("Such as “on the phone today”. It is kept with the change; the client may ask to read it."),
    )

    @property
    def change(self) -> dict[str, Any]:
        """What the record's verb takes."""
        return self.changed_facts | {name: self.cleaned_data[name] for name in ("agreement", "remark")}

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not (facts.get("agreement") or "agreement" in self.errors) and set(self.changed_data) - {"remark"}:
            self.add_error("agreement", _("Choose what is true for this change. Nothing you have typed is lost."))
        return facts


class PractitionerChoice(forms.ModelChoiceField):
    def label_from_instance(self, member: Member) -> str:
        return member.user.name


class NewClientForm(ProfileForm):
    """Opens a record: its facts, and who works with this client."""

    practitioner = PractitionerChoice(
        queryset=Member.objects.none(),
        label=_("Practitioner"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("They may open the record. More people can be given access later, under Manage Access."),
    )
    owner_only = forms.BooleanField(
        label=_("Owner-only"),
        required=False,
        help_text=_("Nobody but you sees that this record exists, not the administrator either."),
    )

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(viewer, *args, **kwargs)
        if viewer.may("assign_practitioners"):
            self.fields["practitioner"].queryset = (  # type: ignore[attr-defined]
                self.organization.members.current().practitioners().by_name()
            )
            self.fields["practitioner"].initial = viewer.practitioner
        else:
            del self.fields["practitioner"]
        if viewer.practitioner:
            self.fields["owner_only"].initial = self.organization.records_are_owner_only
        else:
            del self.fields["owner_only"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("owner_only") and facts.get("practitioner", self.viewer.practitioner) != self.viewer.practitioner:
            self.add_error("owner_only", _("An owner-only record is your own: choose yourself as the practitioner."))
        return facts

    @property
    def practitioners(self) -> list[Member]:
        chosen = self.cleaned_data.get("practitioner", self.viewer.practitioner)
        return [chosen] if chosen else []

    @property
    def owner(self) -> Member | None:
        return self.viewer.practitioner if self.cleaned_data.get("owner_only") else None


class SecondProfileForm(forms.Form):
    """Who works with the same person beside those who do already."""

    practitioner = PractitionerChoice(
        queryset=Member.objects.none(),
        label=_("Second practitioner"),
        empty_label=_("Choose"),
        help_text=_(
            "They open the second record alone, and learn nothing of the first but that it is the same person."
        ),
    )

    def __init__(self, viewer: Viewer, client: Client, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = client.organization.members.current().practitioners().by_name()
        first = client.grants.visible_to(viewer).values("member")
        self.fields["practitioner"].queryset = team.exclude(pk__in=first)  # type: ignore[attr-defined]


class AccessForm(forms.Form):
    """Manage Access: who may open the record, and which of them leads."""

    says_itself_what_is_needed = True

    practitioners = forms.ModelMultipleChoiceField(
        queryset=Member.objects.none(),
        label=_("Practitioners with access"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Exactly these practitioners can open the record. A change counts from their next click."),
    )
    primary = PractitionerChoice(
        queryset=Member.objects.none(),
        label=_("Primary practitioner"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Leads the work with this client and may, like an administrator, manage access."),
    )

    def __init__(self, viewer: Viewer, client: Client, *args: Any, **kwargs: Any) -> None:
        grants = list(client.grants.visible_to(viewer))
        leading = next((grant.member_id for grant in grants if grant.is_primary), None)
        initial = {"practitioners": [grant.member_id for grant in grants], "primary": leading}
        super().__init__(*args, **{"initial": initial, **kwargs})
        team = client.organization.members.current().practitioners().by_name()
        for name in ("practitioners", "primary"):
            self.fields[name].queryset = team  # type: ignore[attr-defined]
        self.fields["practitioners"].label_from_instance = lambda member: member.user.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, Any] = super().clean() or self.cleaned_data
        members, primary = chosen.get("practitioners"), chosen.get("primary")
        if primary and members is not None and primary not in members:
            self.add_error("primary", _("Give %(name)s access too, or choose somebody who has it.") % {"name": primary})
        return chosen
