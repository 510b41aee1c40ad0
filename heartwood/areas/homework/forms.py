"""What is asked where homework is given, answered and reviewed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from heartwood.areas.appointments.models import Appointment
from heartwood.areas.clients.models import Client
from heartwood.areas.homework.models import Homework, Task, Template, TemplateFile
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.files.forms import FilesField, FilesForm
from heartwood.kit.dates import moment
from heartwood.kit.forms import DayInput

MOST_STEPS = 20
LONGEST_STEP = 300
SESSIONS_TO_CHOOSE_FROM = 12


class SomeFilesField(FilesField):
    """Or none."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else []


class TaskForm(FilesForm):
    """The words of homework, and files that go along."""

    title = forms.CharField(label=_("Title"), max_length=120)
    instructions = forms.CharField(
        label=_("What to do"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
        help_text=_("In words for the client. A line that begins with “- ” becomes a point of a list."),
    )
    steps = forms.CharField(
        label=_("Steps"),
        required=False,
        max_length=MOST_STEPS * (LONGEST_STEP + 2),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
        help_text=_("One on each line. The client ticks them, and you see how far they are."),
    )
    uploads = SomeFilesField(label=_("Files"), required=False)

    def __init__(self, *args: Any, task: Task | None = None, **kwargs: Any) -> None:
        if task:
            words = {"title": task.title, "instructions": task.instructions, "steps": "\n".join(task.steps)}
            kwargs["initial"] = words | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean_steps(self) -> tuple[str, ...]:
        lines = (line.strip() for line in self.cleaned_data["steps"].splitlines())
        steps = tuple(line for line in lines if line)
        if len(steps) > MOST_STEPS:
            raise ValidationError(_("Up to %(most)s steps. Give the rest as homework of its own."), params=_MOST)
        if any(len(step) > LONGEST_STEP for step in steps):
            raise ValidationError(_("A step has up to %(longest)s letters. Say more in “What to do”."), params=_MOST)
        return steps

    @property
    def task(self) -> Task:
        cleaned = self.cleaned_data
        return Task(cleaned["title"], cleaned["instructions"].replace("\r\n", "\n"), cleaned["steps"])


_MOST = {"most": MOST_STEPS, "longest": LONGEST_STEP}


class DueForm(forms.Form):
    due_on = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on < localdate():
            raise ValidationError(_("This day has passed. Choose today or a later one."))
        return due_on


class GiveForm(DueForm, TaskForm):
    """To one client; perhaps from the library, perhaps in a session."""

    session = forms.ChoiceField(label=_("Given in the session"), required=False)
    from_library = forms.MultipleChoiceField(
        label=_("Files from your library"), required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("title", "instructions", "steps", "due_on", "session", "from_library", "uploads")

    def __init__(self, viewer: Viewer, client: Client, template: Template | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, task=template.task if template else None, **kwargs)
        self._offer_sessions(viewer, client)
        self._offer_files(viewer, template)

    @property
    def appointment(self) -> Appointment | None:
        return self.sessions.get(self.cleaned_data["session"])

    @property
    def copies(self) -> list[TemplateFile]:
        return [self.files_of_template[pk] for pk in self.cleaned_data.get("from_library", ())]

    def _offer_sessions(self, viewer: Viewer, client: Client) -> None:
        """The latest, whether they are over or to come; and the one from whose page this is asked."""
        theirs = Appointment.objects.visible_to(viewer).of_client(client.pk).order_by("-starts_at")
        asked = theirs.filter(pk=self.initial["session"]) if self.initial.get("session") else ()
        found = {*theirs.taking_place()[:SESSIONS_TO_CHOOSE_FROM], *asked}
        self.sessions = {str(each.pk): each for each in sorted(found, key=lambda each: each.starts_at, reverse=True)}
        choices = [("", _("None")), *((pk, moment(each.starts_at)) for pk, each in self.sessions.items())]
        self.fields["session"].choices = choices  # type: ignore[attr-defined]

    def _offer_files(self, viewer: Viewer, template: Template | None) -> None:
        kept: Iterable[TemplateFile] = template.files.visible_to(viewer) if template else ()
        self.files_of_template = {str(file.pk): file for file in kept if not file.is_refused}
        if not self.files_of_template:
            del self.fields["from_library"]
            return
        self.fields["from_library"].choices = [  # type: ignore[attr-defined]
            (pk, file.shown_name) for pk, file in self.files_of_template.items()
        ]
        self.fields["from_library"].initial = list(self.files_of_template)


class AnswerForm(forms.Form):
    """Kept while it is written; `revision` says with which text the page began."""

    says_itself_what_is_needed = True

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    body = forms.CharField(
        label=_("In your words"),
        required=False,
        strip=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "true"}),
        error_messages={"max_length": _("This is more than one answer can hold. Add the rest as a file.")},
    )

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


class ReviewForm(forms.Form):
    word_back = forms.CharField(
        label=_("A word back"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"})
    )


def due_form(homework: Homework, data: Any = None) -> DueForm:
    return DueForm(data, initial={"due_on": homework.due_on})
