"""What people write, and choose, where notes are kept."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment, Service
from heartwood.areas.clients.models import Client
from heartwood.areas.notes.formats import Format, Section
from heartwood.areas.notes.models import SessionNote, Template
from heartwood.areas.notes.models.template import formats_of
from heartwood.ground.access.viewer import Viewer
from heartwood.kit.forms import Explained

LONGEST_SECTION = 50_000
LONGEST_SESSION = timedelta(hours=16)


class Writing(forms.CharField):
    """Long text, kept to the letter; a line ends as it does everywhere but in browsers."""

    def __init__(self, *, rows: int = 4, **facts: Any) -> None:
        attrs = {"rows": rows, "class": "writing__text", "spellcheck": "true"}
        super().__init__(widget=forms.Textarea(attrs=attrs), strip=False, **facts)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class BeginForm(forms.Form):
    """About whom, where several were there, and in which format."""

    client = forms.ChoiceField(label=_("About"), widget=forms.RadioSelect)
    format = forms.ChoiceField(label=_("Format"), widget=forms.RadioSelect)

    def __init__(self, viewer: Viewer, appointment: Appointment, clients: list[Client], *args: Any) -> None:
        super().__init__(*args)
        assert viewer.organization  # noqa: S101  notes are begun in the office
        self.clients = {str(client.pk): client for client in clients}
        self.formats = formats_of(viewer.organization)
        if len(clients) == 1:
            del self.fields["client"]
        else:
            self.fields["client"].choices = [(pk, client.name) for pk, client in self.clients.items()]  # type: ignore[attr-defined]
        self.fields["format"].choices = [  # type: ignore[attr-defined]
            (key, Explained(written.name, _labels(written))) for key, written in self.formats.items()
        ]
        last = SessionNote.objects.last_format_of(viewer)
        self.fields["format"].initial = last if last in self.formats else next(iter(self.formats))

    @property
    def chosen_client(self) -> Client:
        if "client" in self.fields:
            return self.clients[self.cleaned_data["client"]]
        return next(iter(self.clients.values()))

    @property
    def chosen_format(self) -> Format:
        return self.formats[self.cleaned_data["format"]]


def _labels(written: Format) -> str:
    return " · ".join(str(section.label) for section in written.sections)


class DraftForm(forms.Form):
    """A note that is being written: a text for each section, and when and where the session was."""

    says_itself_what_is_needed = True

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    started = forms.TimeField(label=_("Started"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ended = forms.TimeField(label=_("Ended"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    modality = forms.ChoiceField(label=_("Place"), choices=Service.Place.choices)

    def __init__(self, note: SessionNote, data: Mapping[str, Any] | None = None) -> None:
        begun_at, ended_at = timezone.localtime(note.started_at), timezone.localtime(note.ended_at)
        facts = {"started": begun_at.time(), "ended": ended_at.time(), "modality": note.modality}
        texts = {_field(section): text for section, text in note.sections}
        super().__init__(data, initial={"revision": note.revision, **facts, **texts})
        self.note = note
        for section, _text in note.sections:
            self.fields[_field(section)] = Writing(
                label=section.label, help_text=section.help, required=False, max_length=LONGEST_SECTION
            )

    @property
    def sections(self) -> list[tuple[Section, forms.BoundField]]:
        return [(section, self[_field(section)]) for section, _text in self.note.sections]

    @property
    def texts(self) -> dict[str, str]:
        return {section.key: self.cleaned_data.get(_field(section), "") for section, _text in self.note.sections}

    @property
    def facts(self) -> dict[str, Any]:
        """Those that are right: a wrong time keeps no text from being kept."""
        facts = {"modality": self.cleaned_data["modality"]} if "modality" in self.cleaned_data else {}
        if {"started", "ended"} <= self.cleaned_data.keys():
            facts["started_at"], facts["ended_at"] = self._span()
        return facts

    @property
    def can_be_kept(self) -> bool:
        """Nothing in it is too long, and it says which text it began with."""
        return not ({"revision", *(_field(section) for section, _text in self.note.sections)} & self.errors.keys())

    def clean_ended(self) -> time:
        ended: time = self.cleaned_data["ended"]
        if "started" in self.cleaned_data:
            begun_at, ended_at = self._span()
            if ended_at - begun_at > LONGEST_SESSION:
                raise ValidationError(_("It would end before it began. Is the hour right?"))
        return ended

    def name_unfinished(self, sections: list[Section]) -> None:
        for section in sections:
            self.add_error(_field(section), _("Needed before the note can be signed."))

    def _span(self) -> tuple[datetime, datetime]:
        """On the day of the session; what ends earlier on the clock ended on the next day."""
        day = timezone.localtime(self.note.started_at)
        begun_at = _on(day, self.cleaned_data["started"])
        ended_at = _on(day, self.cleaned_data["ended"])
        return begun_at, ended_at if ended_at > begun_at else ended_at + timedelta(days=1)


def _field(section: Section) -> str:
    return f"section-{section.key}"


def _on(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def texts_by_field(theirs: Mapping[str, str]) -> dict[str, str]:
    """What another tab has saved, under the names that the fields have on the page."""
    return {f"section-{key}": text for key, text in theirs.items()}


class TextForm(forms.Form):
    """One text that is kept while it is written: an addendum, a private note."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, label: str, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = Writing(label=label, max_length=longest, required=False, rows=8)


class ChartNoteForm(forms.Form):
    body = forms.CharField(
        label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3, "class": "writing__growing"})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands with the note for as long as the note does."),
    )


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("What should change"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "autofocus": True})
    )


class SectionForm(forms.Form):
    says_itself_what_is_needed = True

    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Label"), max_length=80)
    help = forms.CharField(label=_("Help"), max_length=300, required=False)
    is_required = forms.BooleanField(label=_("Must not be empty"), required=False)


MOST_SECTIONS = 20
SectionForms = forms.formset_factory(
    SectionForm, extra=0, min_num=1, max_num=MOST_SECTIONS, validate_min=True, validate_max=True
)


class TemplateForm(forms.Form):
    """A template's name. Its sections are forms of their own."""

    name = forms.CharField(label=_("Name"), max_length=100)

    def __init__(self, viewer: Viewer, template: Template | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert viewer.organization  # noqa: S101  templates are made in the office
        self.template = template
        self.others = Template.objects.of(viewer.organization)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if any(other != self.template for other in self.others.filter(name=name)):
            raise ValidationError(_("There is a template of this name already."))
        return name


def sections_of(forms_: Any) -> list[dict[str, object]]:
    """As a template keeps them. A section keeps its key when it is called something else."""
    kept: dict[str, dict[str, object]] = {}
    for form in forms_:
        facts = form.cleaned_data
        key = facts["key"] or slugify(facts["label"])[:50] or "section"
        while key in kept:
            key = f"{key}-{len(kept) + 1}"
        kept[key] = {**facts, "key": key}
    return list(kept.values())


def moved(rows: list[dict[str, Any]], step: str) -> list[dict[str, Any]]:
    """The sections after "up 2", "down 0", "remove 1" or "add"."""
    what, _space, place = step.partition(" ")
    rows = list(rows)
    if what == "add":
        return [*rows, {}] if len(rows) < MOST_SECTIONS else rows
    if not place.isdigit() or int(place) >= len(rows):
        return rows
    row = rows.pop(int(place))
    target = {"up": int(place) - 1, "down": int(place) + 1}.get(what)
    if target is not None:
        rows.insert(max(target, 0), row)
    return rows or [{}]


def empty_section() -> dict[str, Any]:
    return {"label": gettext("Note"), "is_required": True}
