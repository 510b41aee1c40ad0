"""What is asked of whoever records a consent, answers, or writes the words of one."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import make_aware, now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.consent.models import ConsentEvent, Purpose, SaidLater, Standing
from heartwood.ground.accounts.models import Organization
from heartwood.kit import dates
from heartwood.kit.forms import DayInput, Explained

BLANK_TO_FILL = re.compile(r"\[[^\]\n]+\]")

YES = (ConsentEvent.What.GIVEN, Explained(_("Yes"), _("They agree to the wording.")))
NO = (ConsentEvent.What.DECLINED, Explained(_("No"), _("They do not agree.")))
NO_LONGER = (ConsentEvent.What.WITHDRAWN, Explained(_("No longer"), _("They take back what they had agreed to.")))


class RecordForm(forms.Form):
    """What a client has said, on the spot: what, who, how; and when, if it was not just now."""

    says_itself_what_is_needed = True

    JUST_NOW, EARLIER = "now", "earlier"

    what = forms.ChoiceField(
        label=_("What was said?"),
        choices=[],  # below
        widget=forms.RadioSelect,
    )
    said_by = forms.ChoiceField(
        label=_("By whom?"),
        choices=ConsentEvent.SaidBy.choices,
        initial=ConsentEvent.SaidBy.CLIENT,
        widget=forms.RadioSelect,
    )
    method = forms.ChoiceField(
        label=_("How?"),
        choices=[choice for choice in ConsentEvent.Method.choices if choice[0] != ConsentEvent.Method.PORTAL],
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label=_("When?"),
        choices=[(JUST_NOW, _("Just now")), (EARLIER, _("Earlier"))],
        initial=JUST_NOW,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label=_("Day"), required=False, widget=DayInput)
    clock = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    remark = forms.CharField(
        label=_("What was said (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a few words. The client reads it too."),
    )

    wording = forms.UUIDField(widget=forms.HiddenInput)  # the one that they had before them

    def __init__(self, standing: Standing, data: QueryDict | None) -> None:
        super().__init__(data, initial={"wording": standing.purpose.wording.pk})
        self.standing = standing
        self.fields["what"].choices = [YES, NO_LONGER if standing.is_given else NO]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("wording") != self.standing.purpose.wording.pk:
            self.add_error(None, _("The wording has changed since you opened this page. Read it together once more."))
        if facts.get("when") == self.EARLIER and not {"day", "clock"} & self.errors.keys():
            self._clean_moment(facts)
        return facts

    def _clean_moment(self, facts: dict[str, Any]) -> None:
        if not facts.get("day"):
            self.add_error("day", _("On which day was it?"))
        elif not facts.get("clock"):
            self.add_error("clock", _("At about what time?"))
        elif self._moment > now():
            self.add_error("day", _("This lies in the future."))
        elif not self.standing.purpose.wording_at(self._moment):
            *_later, first = self.standing.purpose.wordings.all()
            words = _("Nobody was asked in these words before %(day)s, when they were first published.")
            self.add_error("day", words % {"day": dates.day(first.published_at)})

    @property
    def _moment(self) -> datetime:
        if self.cleaned_data["when"] == self.JUST_NOW:
            return now()
        return make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"]))

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        facts = {name: self.cleaned_data[name] for name in ("what", "said_by", "method")}
        moment = self._moment
        return facts | {
            "wording": self.standing.wording_for(facts["what"], moment),
            "happened_at": moment,
            "remark": self.cleaned_data["remark"] or None,
        }

    def refuse(self, later: SaidLater) -> None:
        """The later word counts, whoever wrote it down."""
        when = dates.moment(later.latest.happened_at)
        words = _("Something was said after that, on %(when)s: that counts. Ask again, and record it as said just now.")
        self.add_error("day" if self.cleaned_data["when"] == self.EARLIER else None, words % {"when": when})


class WordingForm(forms.Form):
    """The words of a consent, and how long it holds."""

    LENGTHS = (3, 6, 12, 24)

    text = forms.CharField(
        label=_("Wording"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("In words that people understand. Lists with - and **bold** are possible."),
    )
    months = forms.TypedChoiceField(
        label=_("A consent holds"),
        choices=[("", _("until it is taken back")), *((n, _("%(n)d months") % {"n": n}) for n in LENGTHS)],
        required=False,
        coerce=int,
        empty_value=None,
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if blanks := BLANK_TO_FILL.findall(text):
            raise ValidationError(
                _("Only you can know what belongs here: %(blanks)s. Fill it in, or take it out.")
                % {"blanks": ", ".join(dict.fromkeys(blanks))}
            )
        return text


class OwnPurposeForm(WordingForm):
    """Something of a practice's own needs a name as well."""

    name = forms.CharField(label=_("What for"), max_length=100, help_text=_("A few words, such as “Video recording”."))
    field_order = ("name", "text", "months")

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Purpose.objects.of(self.organization).filter(name__iexact=name).exists():
            raise ValidationError(_("You ask for this already. Publish a new version there."))
        return name
