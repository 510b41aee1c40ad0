"""What does not count as a psychotherapy note, wherever it is written (45 CFR 164.501): it belongs in the record."""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Words by which one may notice it, in the languages that the house speaks. They only give rise to a question; nothing
# is decided by them, and nothing is kept.
CUES: tuple[tuple[Promise, str], ...] = (
    (
        _("medication"),
        r"\b\d+(?:[.,]\d+)? ?(?:mg|mcg|µg|ml)\b|\b(?:dosage|sertralin|fluoxetin|lithium|litio)"
        r"|\b(?:medication|prescri|tablets|Medikament|verschreib|verordne|medica(?:ci|men)|comprimid|médicament|comprimés?\b)",
    ),
    (
        _("session times"),
        r"\b(?:session|we) (?:started|began|ended|stopped|ran) at \d|\b\d{1,2}:\d{2} ?(?:-|–|to|bis|a|à) ?\d",
    ),
    (
        _("how often you meet"),
        r"\b(?:weekly|twice a week|every (?:week|other week)|fortnightly) sessions?\b"
        r"|\b(?:wöchentlich|zweimal (?:pro|die) Woche|sesiones semanales|cada (?:dos )?semanas?|hebdomadaire"
        r"|toutes les (?:deux )?semaines)",
    ),
    (
        _("test results"),
        r"\b(?:phq|gad|bdi|pcl|ace|core|audit)-?\d*\b.{0,20}?\d"
        r"|\b(?:test|score)s? (?:was|were|of|de) \d|\b(?:Testergebnis|Punktwert|puntuaci[oó]n)",
    ),
    (_("a diagnosis"), r"\b(?:diagn[oó]s|dsm-?5|icd-?1[01]|cie-?1[01]|cim-?1[01]|f\d{2}\.\d)"),
    (
        _("the treatment plan"),
        r"\b(?:treatment plan|treatment goal|care plan|Behandlungs(?:plan|ziel)"
        r"|plan de (?:tratamiento|traitement|soins))",
    ),
    (
        _("symptoms or progress"),
        r"\b(?:symptoms|prognosis|progress to date|functional status)\b|\b(?:Symptome?n?|Prognose|síntomas?"
        r"|pronóstico|symptômes?|pronostic)\b",
    ),
    (
        _("risk"),
        r"\b(?:suicid|homicid|self-harm|safety plan|overdose|suizid|Selbstmord|selbstverletz|Krisenplan|Überdosis"
        r"|autolesi|plan de seguridad|sobredosis|automutil|plan de sécurité|surdose)",
    ),
)


def what_belongs_in_the_record(text: str) -> list[str]:
    return list(_found_in(text))


def _found_in(text: str) -> Iterator[str]:
    for what, cue in CUES:
        if re.search(cue, text, re.IGNORECASE):
            yield str(what)
