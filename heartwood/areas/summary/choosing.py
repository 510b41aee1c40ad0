"""Chooses, from everything that was said, the few sentences that bring it back. Word for word, in the house.

What counts: what comes back in several notes; what was concluded rather than observed; what was said lately. What says
the same again is passed over. And what was said of safety is never left out.
"""

import re
from collections import Counter
from collections.abc import Collection

from heartwood.areas.notes.formats import PLAN
from heartwood.areas.summary.sources import Said, Source

MOST = 14
MOST_OF_A_NOTE = 2
MOST_OF_THE_LAST = 3
FEWEST_WORDS, MOST_LETTERS = 3, 500

WEIGHT_OF_SECTION = {"subjective": 1.2, "data": 1.2, "assessment": 1.3, "response": 1.2, "objective": 0.6, "": 1.2}
WEIGHT_OF_PLAN, WEIGHT_OF_LAST_PLAN = 0.7, 1.5  # what was planned long ago has happened or has not
OLDEST = 0.6  # what the first session counts, when the last counts 1
THEMES = 4  # what comes back in half of all notes counts twice as much as what never does
AGAIN = 0.5  # the share of words from which on a sentence says the same as another

SAFETY = re.compile(r"suicid|self-?harm|harm(?:ing)? (?:him|her|them)sel|kill|overdos|end (?:his|her|their) life", re.I)


def choose(sources: Collection[Source], *, but_not: Collection[str] = ()) -> list[Said]:
    """In the order in which it was said. `but_not`: places that are left out."""
    said = [said for source in sources for said in source.said if said.sentence.place not in but_not]
    told = [one for one in said if _is_worth_a_look(one)]
    of_safety = [one for one in said if speaks_of_safety(one.sentence.text)]
    chosen = _the_best(told, Weights(sources), already=of_safety)
    places = {one.sentence.place for one in chosen}
    return [one for one in said if one.sentence.place in places]


def speaks_of_safety(text: str) -> bool:
    return SAFETY.search(text) is not None


def _is_worth_a_look(said: Said) -> bool:
    return len(said.words) >= FEWEST_WORDS and len(said.sentence.text) <= MOST_LETTERS


def _the_best(told: list[Said], weights: "Weights", already: list[Said]) -> list[Said]:
    chosen = list(already)
    heard = [one.words for one in chosen]
    of_note = Counter[str]()
    for one in sorted(told, key=weights.of, reverse=True):
        if len(chosen) >= MOST:
            break
        if of_note[one.sentence.note] >= weights.room_for(one) or any(_says_again(one.words, other) for other in heard):
            continue
        chosen.append(one)
        heard.append(one.words)
        of_note[one.sentence.note] += 1
    return chosen


def _says_again(words: set[str], other: set[str]) -> bool:
    return len(words & other) > AGAIN * min(len(words), len(other))


class Weights:
    """How much each sentence counts, among these notes."""

    def __init__(self, sources: Collection[Source]) -> None:
        self.number = len(sources)
        self.order = {source.pk: number for number, source in enumerate(sources)}
        self.notes_with = Counter(
            word for source in sources for word in set().union(*(said.words for said in source.said))
        )

    def of(self, said: Said) -> float:
        return self._theme(said) * self._section(said) * self._lateness(said)

    def room_for(self, said: Said) -> int:
        return MOST_OF_THE_LAST if self._is_of_the_last(said) else MOST_OF_A_NOTE

    def _section(self, said: Said) -> float:
        if said.section == PLAN.key:
            return WEIGHT_OF_LAST_PLAN if self._is_of_the_last(said) else WEIGHT_OF_PLAN
        return WEIGHT_OF_SECTION.get(said.section, 1.0)

    def _is_of_the_last(self, said: Said) -> bool:
        return self.order[said.sentence.note] == self.number - 1

    def _theme(self, said: Said) -> float:
        """Words that several notes share, but not those that nearly all do: these carry the grammar."""
        shares = [self.notes_with[word] / self.number for word in said.words]
        return 1 + THEMES * sum(share * (1 - share) for share in shares) / len(shares)

    def _lateness(self, said: Said) -> float:
        if self.number == 1:
            return 1
        return OLDEST + (1 - OLDEST) * self.order[said.sentence.note] / (self.number - 1)
