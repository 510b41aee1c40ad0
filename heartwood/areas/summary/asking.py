"""Asks the language model, and keeps what can be proven of its answer.

It gets the sentences of the approved notes, numbered, without names; and has to say of each of its own from which of
them it comes. What names none, or says what that one does not, is dropped. Where it touches safety, or denies more or
less than the note, the note's own words stand instead of the model's.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from heartwood.areas.clients.models import Client
from heartwood.areas.summary import language_model
from heartwood.areas.summary.choosing import MOST, speaks_of_safety
from heartwood.areas.summary.language_model import NoAnswer
from heartwood.areas.summary.sentences import Sentence
from heartwood.areas.summary.sources import Source, sources_about
from heartwood.areas.summary.splitting import words_of
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.areas.summary.models import Summary

MOST_LETTERS = 60_000  # of the notes, the latest first, that are sent
LONGEST = 400  # letters of a sentence that comes back
PROVEN = 0.5  # the share of its words that must stand in the note
SOMEBODY = "[name]"
DENIAL = re.compile(r"\b(?:no|not|none|nobody|nothing|never|nor|neither|without|deni\w+)\b|n['’]t\b", re.I)
CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w[\w.]*|\+?\d[\d ()./-]{6,}\d")


def ask(viewer: Viewer, summary: "Summary") -> None:
    """Where there is no answer, the summary stays as it is and says why."""
    sources = [source for source in sources_about(viewer, summary.client) if source.is_as_it_was_signed]
    numbered = numbered_sentences(sources)
    hidden = names_in(viewer, summary.client, sources)
    try:
        told = language_model.word({number: hide(said.text, hidden) for number, said in numbered.items()})
    except NoAnswer as why:
        summary.go_without_answer(viewer, why.trouble)
        return
    if worded := proven(told, numbered, hidden):
        summary.take_answer(viewer, worded, sources)
    else:
        summary.go_without_answer(viewer, "unproven")


def numbered_sentences(sources: Sequence[Source]) -> dict[str, Sentence]:
    """The oldest first; of very many, the latest."""
    chosen: dict[str, Sentence] = {}
    letters = 0
    for note, source in reversed(list(enumerate(sources, start=1))):
        letters += sum(len(said.sentence.text) for said in source.said)
        if letters > MOST_LETTERS and chosen:
            break
        chosen = {f"{note}.{at}": said.sentence for at, said in enumerate(source.said, start=1)} | chosen
    return chosen


def names_in(viewer: Viewer, client: Client, sources: Sequence[Source]) -> "re.Pattern[str]":
    """Of the client and of whoever wrote. Others whom a note names are not known to us."""
    authors = [source.note.author.user.name for source in sources]
    people = [client.name, viewer.user.name if viewer.user else "", *authors]
    parts = sorted({part for person in people for part in person.split() if len(part) > 1}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, parts))})\b", re.I)


def hide(text: str, names: "re.Pattern[str]") -> str:
    return CONTACT.sub("[contact]", names.sub(SOMEBODY, text))


def proven(
    told: Sequence[tuple[str, str]], numbered: Mapping[str, Sentence], names: "re.Pattern[str]"
) -> list[Sentence]:
    """Each with its source, the first that a passage is worded as."""
    found: dict[str, Sentence] = {}
    for text, number in told:
        said = numbered.get(number)
        if said and _stands_in(text, hide(said.text, names)) and len(found) < MOST:
            found.setdefault(said.place, _worded(text, said))
    return list(found.values())


def _stands_in(text: str, said: str) -> bool:
    words, theirs = words_of(text), words_of(said)
    if not words or len(text) > LONGEST or len(words & theirs) < PROVEN * len(words):
        return False
    return set(re.findall(r"\d+", text)) <= set(re.findall(r"\d+", said))


def _worded(text: str, said: Sentence) -> Sentence:
    is_denied_as_there = len(DENIAL.findall(text)) == len(DENIAL.findall(said.text))
    if SOMEBODY in text or speaks_of_safety(f"{text} {said.text}") or not is_denied_as_there:
        return said
    return replace(said, text=text, is_worded_by_model=True)
