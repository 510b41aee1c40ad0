"""The rules and powers, printed for people."""

from collections.abc import Iterator
from inspect import getdoc

from django.apps import apps
from django.utils import translation

from heartwood.ground.access.powers import POWERS
from heartwood.ground.access.rules import RULES, Condition


def law_in_words() -> str:
    """One line for each rule and power, in Markdown."""
    with translation.override("en"):
        return "\n".join([*_records(), *_powers()]) + "\n"


def _records() -> Iterator[str]:
    for record in dict.fromkeys(record for record, _ in RULES):
        model = apps.get_model(record)
        yield f"### {str(model._meta.verbose_name).capitalize()} (`{record}`)\n"
        yield "| may | who |\n|---|---|"
        for condition, verbs in _verbs_by_rule(record).items():
            yield f"| {', '.join(verbs)} | {_sentence(condition)} |"
        yield ""


def _powers() -> Iterator[str]:
    yield "### In the organization as a whole\n"
    yield "| power | who |\n|---|---|"
    for power, (_, sentence) in POWERS.items():
        yield f"| {power} | {sentence} |"


def _verbs_by_rule(record: str) -> dict[Condition, list[str]]:
    verbs: dict[Condition, list[str]] = {}
    for (of, verb), condition in RULES.items():
        if of == record:
            verbs.setdefault(condition, []).append(verb)
    return verbs


def _sentence(condition: Condition) -> str:
    return " ".join((getdoc(condition) or "").split())
