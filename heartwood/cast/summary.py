"""Summaries of what was spoken of with the cast, with words that occur nowhere else where a person wrote them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from heartwood.areas.summary.models import Summary
from heartwood.areas.summary.sentences import Sentence
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.cast.building import Cast

# What Thea makes of what was chosen from her notes of Clara's hours. Clara reads the first of it.
IN_OTHER_WORDS = {"Grief, for the first time in words.": "Grief had its first words, on a Sunday."}
FOR_CLARA = "You said it yourself by the end: “I can go the whole way.” Brackenmire."
FOR_HERSELF = "Ask how the first week between two sessions went. Tarnwick."
FOR_NADIA = "We have met once, and nothing has to be decided yet. Swallowfield."


def sum_it_up(cast: "Cast") -> None:
    """After the notes were approved."""
    thea = Viewer.in_office(cast.workers["thea"])
    clara = Summary.objects.about(thea, cast.clients["clara"])
    by_itself = clara.refresh(thea)
    changed = [_in_other_words(cast, sentence) for sentence in by_itself.sentences]
    for_clara = clara.write(thea, [*changed, Sentence(FOR_CLARA, by=_by(cast))])
    clara.share(thea, for_clara)
    clara.write(thea, [*for_clara.sentences, Sentence(FOR_HERSELF, by=_by(cast))])
    nadia = Summary.objects.about(thea, cast.clients["nadia"])
    nadia.refresh(thea)
    nadia.share(thea, nadia.write(thea, [Sentence(FOR_NADIA, by=_by(cast))]))
    cast.summaries.update(clara=clara, nadia=nadia)


def _in_other_words(cast: "Cast", sentence: Sentence) -> Sentence:
    words = IN_OTHER_WORDS.get(sentence.text)
    return replace(sentence, text=words, by=_by(cast)) if words else sentence


def _by(cast: "Cast") -> str:
    return cast.workers["thea"].user.name
