"""The rows, and parts of rows, that an import did not take over: to be corrected and imported again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from heartwood.areas.transfer.plan import Outcome, Verdict


def table_of(verdicts: Iterable[Verdict], headings: Sequence[str]) -> list[list[Any]]:
    return [
        [_("Line"), _("What happened"), _("Why"), *headings],
        *(
            [str(verdict.person.line), _happened(verdict), verdict.why, *verdict.person.cells]
            for verdict in verdicts
            if not verdict.is_added or verdict.is_in_part
        ),
    ]


def _happened(verdict: Verdict) -> str:
    if verdict.is_added:
        return str(Outcome.ADD_IN_PART.label)
    if verdict.outcome in (Outcome.ADD, Outcome.ADD_IN_PART):
        return _("Left out")  # by choice
    return verdict.outcome.label
