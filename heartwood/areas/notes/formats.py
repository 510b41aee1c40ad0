"""The formats in which notes of record are written, as the field knows them. A practice may add its own."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    key: str
    label: Promise | str
    help: Promise | str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Format:
    key: str
    name: Promise | str
    sections: tuple[Section, ...]


PLAN = Section("plan", _("Plan"), _("Next steps, homework, referrals."))
RESPONSE = Section("response", _("Response"), _("How the client responded."))
INTERVENTION = Section("intervention", _("Intervention"), _("What you did."))

FORMATS = {
    written.key: written
    for written in (
        Format(
            "soap",
            _("SOAP"),
            (
                Section("subjective", _("Subjective"), _("The client's own words."), is_required=True),
                Section("objective", _("Objective"), _("What you observed or measured.")),
                Section("assessment", _("Assessment"), _("Your interpretation, progress, risk."), is_required=True),
                PLAN,
            ),
        ),
        Format(
            "dap",
            _("DAP"),
            (
                Section("data", _("Data"), _("What was said and what you observed."), is_required=True),
                Section("assessment", _("Assessment"), _("Your interpretation, progress, risk."), is_required=True),
                PLAN,
            ),
        ),
        Format(
            "birp",
            _("BIRP"),
            (
                Section("behaviour", _("Behaviour"), _("How the client presented."), is_required=True),
                INTERVENTION,
                RESPONSE,
                PLAN,
            ),
        ),
        Format(
            "girp",
            _("GIRP"),
            (
                Section("goal", _("Goal"), _("The goal that this session served."), is_required=True),
                INTERVENTION,
                RESPONSE,
                PLAN,
            ),
        ),
        Format(
            "pirp",
            _("PIRP"),
            (
                Section("problem", _("Problem"), _("What brought the client here."), is_required=True),
                INTERVENTION,
                RESPONSE,
                PLAN,
            ),
        ),
        Format("narrative", _("Narrative"), (Section("narrative", _("Note"), is_required=True),)),
    )
}
