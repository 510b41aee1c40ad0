"""Puts what was chosen from the notes beside what people wrote."""

from collections.abc import Iterable, Mapping, Sequence

from heartwood.areas.summary.sentences import Sentence
from heartwood.areas.summary.sources import Source


def refreshed(standing: Iterable[Sentence], chosen: Sequence[Sentence], sources: Iterable[Source]) -> list[Sentence]:
    """What somebody wrote stays where it stands, as long as its note says what it said; what came from the notes stays
    where it was chosen again, and goes where not. What is new comes in after the sentences of earlier sessions."""
    by_pk = {source.pk: source for source in sources}
    when = {pk: source.at for pk, source in by_pk.items()}
    again = {sentence.place: sentence for sentence in chosen}
    kept: list[Sentence] = []
    for sentence in standing:
        if sentence.is_a_persons and not is_in_doubt(sentence, by_pk):
            kept.append(sentence)
        elif sentence.place in again and not sentence.is_a_persons:
            kept.append(again[sentence.place])
    places = {sentence.place for sentence in kept}
    for sentence in chosen:
        if sentence.place not in places:
            earlier = [at for at, other in enumerate(kept) if other.note and when[other.note] <= when[sentence.note]]
            kept.insert(earlier[-1] + 1 if earlier else 0, sentence)
    return kept


def is_in_doubt(sentence: Sentence, sources: Mapping[str, Source]) -> bool:
    """Its note counts no more, or something was added to it since."""
    if not sentence.note:
        return False
    source = sources.get(sentence.note)
    return source is None or source.as_of != sentence.as_of
