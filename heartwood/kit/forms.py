"""How forms look. A form says what it asks; the templates in kit/forms say how that is shown."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class KitBoundField(forms.BoundField):
    """One field of a form, and the questions that its template asks."""

    @property
    def is_single_choice(self) -> bool:
        """One check box: its words stand beside it, not above."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_optional(self) -> bool:
        """Said beside the label; but not where a form's own words say what is needed."""
        return not (
            self.field.required
            or self.is_single_choice
            or self.field.disabled
            or getattr(self.form, "says_itself_what_is_needed", False)
        )

    @property
    def use_fieldset(self) -> bool:
        return super().use_fieldset and not isinstance(self.field.widget, forms.ClearableFileInput)

    @property
    def first_id(self) -> str:
        """Where a link to this field leads: into it, or to the first of its choices."""
        return self.id_for_label or f"{self.auto_id}_0"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset:
            built.pop("aria-invalid", None)  # said by the fieldset: a radio button may not be invalid by itself
        elif not widget.is_hidden and not self.is_single_choice:
            built["class"] = f"input {widget.attrs.get('class', '')}".strip()
        return built


class KitRenderer(TemplatesSetting):
    """Renders every form of the house."""

    form_template_name = "kit/forms/form.html"
    field_template_name = "kit/forms/field.html"
    bound_field_class = KitBoundField


@dataclass(frozen=True)
class Explained:
    """A choice's label with a sentence below it: `choices=[("private", Explained(_("Keep private"), _("Only …")))]`."""

    label: str | Promise
    help: str | Promise

    def __str__(self) -> str:
        return str(self.label)


class DayInput(forms.DateInput):
    """A day, picked with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
