"""A summary that is changed by hand: its sentences, each of them a field."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from heartwood.areas.summary.models import Version
from heartwood.areas.summary.sentences import Sentence
from heartwood.areas.summary.sources import Source

LONGEST = 1000
MOST = 60


class SentenceForm(forms.Form):
    says_itself_what_is_needed = True

    name = forms.RegexField(r"^[sn]\d{1,4}$", widget=forms.HiddenInput)  # s2: the version's third; n1: a new one
    text = forms.CharField(
        label=_("Sentence"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "writing__growing", "spellcheck": "true"}),
    )


SentenceForms = forms.formset_factory(SentenceForm, extra=0, max_num=MOST, validate_max=True, absolute_max=MOST + 20)


def as_it_stands(version: Version | None) -> list[dict[str, str]]:
    sentences = version.sentences if version else []
    return [{"name": f"s{number}", "text": sentence.text} for number, sentence in enumerate(sentences)] or [_new([])]


def as_posted(posted: QueryDict) -> list[dict[str, str]]:
    """The fields as they were sent, right or wrong."""
    number = posted.get("form-TOTAL_FORMS", "")
    places = range(min(int(number), MOST) if number.isdigit() else 0)
    return [{part: posted.get(f"form-{at}-{part}", "") for part in ("name", "text")} for at in places]


def after(step: str, rows: list[dict[str, str]]) -> Any:
    """The fields as a step leaves them; a new one takes the focus."""
    fields = SentenceForms(initial=moved(rows, step))
    if step == "add":
        fields.forms[-1].fields["text"].widget.attrs["autofocus"] = True
    return fields


def moved(rows: list[dict[str, str]], step: str) -> list[dict[str, str]]:
    """The sentences after "up s2", "down n1", "remove s0" or "add"."""
    what, _space, name = step.partition(" ")
    rows = list(rows)
    if what == "add":
        return [*rows, _new(rows)] if len(rows) < MOST else rows
    at = next((at for at, row in enumerate(rows) if row["name"] == name), None)
    if at is None:
        return rows
    row = rows.pop(at)
    target = {"up": max(at - 1, 0), "down": at + 1}.get(what)
    if target is not None:
        rows.insert(target, row)
    return rows


def _new(rows: list[dict[str, str]]) -> dict[str, str]:
    taken = [int(row["name"][1:]) for row in rows if row["name"][:1] == "n" and row["name"][1:].isdigit()]
    return {"name": f"n{max(taken, default=0) + 1}", "text": ""}


def sentences_of(written: Any, begun_with: Version | None, sources: list[Source], by: str) -> list[Sentence]:
    """As they were put. Those that somebody changed bear their name; those that are empty were taken out."""
    before = {f"s{number}": sentence for number, sentence in enumerate(begun_with.sentences if begun_with else [])}
    now_of = {source.pk: source.as_of for source in sources}
    sentences = []
    for form in written:
        text = " ".join(form.cleaned_data.get("text", "").split())
        sentence = before.get(form.cleaned_data.get("name", ""), Sentence(""))
        if text and text != sentence.text:
            seen = now_of.get(sentence.note, sentence.as_of)
            sentence = replace(sentence, text=text, by=by, as_of=seen, is_worded_by_model=False)
        if text:
            sentences.append(sentence)
    return sentences
