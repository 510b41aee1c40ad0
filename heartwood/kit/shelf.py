"""The shelf: every component once, in all its kinds. Where a change of the kit is looked at before it is kept."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heartwood.kit.forms import DayInput, Explained


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Full name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Email"),
        help_text=_("Where the invitation goes."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(label=_("Phone"), required=False, widget=forms.TelInput(attrs={"autocomplete": "tel"}))
    started_on = forms.DateField(label=_("Started on"), required=False, widget=DayInput)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("de", "Deutsch"), ("tr", "Türkçe")])
    audience = forms.ChoiceField(
        label=_("Who may read this"),
        widget=forms.RadioSelect,
        choices=[
            ("private", Explained(_("Keep private"), _("Only you can view it."))),
            ("shared", Explained(_("Share"), _("You can make it private again."))),
        ],
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("sleep", _("Sleep")), ("work", _("Work")), ("family", _("Family"))],
    )
    words = forms.CharField(label=_("Your words"), help_text=_("As many as you like."), widget=forms.Textarea)
    picture = forms.FileField(label=_("Picture"), required=False)
    agreed = forms.BooleanField(label=_("I have read this"), help_text=_("You can take it back at any time."))

    def clean(self) -> None:
        if self.is_bound:
            self.add_error(None, _("Name and email do not belong together."))


def shelf(request: HttpRequest) -> HttpResponse:
    theme = request.GET.get("theme", "")
    for level, words in [
        (messages.SUCCESS, _("Saved.")),
        (messages.WARNING, _("Saved, but not sent: there is no address.")),
        (messages.INFO, _("Nothing has changed.")),
    ]:
        messages.add_message(request, level, words)
    return render(
        request,
        "kit/shelf.html",
        {
            "theme": theme if theme in {"light", "dark"} else "",
            "by_system": not theme,
            "light": theme == "light",
            "dark": theme == "dark",
            "form": SampleForm(initial={"audience": "shared"}),
            "wrong_form": SampleForm(
                {"wrong-email": "clara@", "wrong-audience": "private", "wrong-phone": "555"},
                prefix="wrong",
            ),
            "people": ["Ana Ruiz", "Benjamin Tran", "Chloé Keller", "Dembe Adeyemi", "Elif Şahin", "Cher"],
            "now": timezone.now(),
            "lately": timezone.now() - timedelta(hours=3),
            "last_year": date(timezone.localdate().year - 1, 11, 14),
            "steps": [
                {"label": _("Before"), "note": _("4 of 4 done"), "state": "done"},
                {"label": _("The day itself"), "note": _("26 Nov, 09:00"), "state": "now"},
                {"label": _("Afterwards"), "note": _("No date yet"), "state": ""},
            ],
        },
    )
