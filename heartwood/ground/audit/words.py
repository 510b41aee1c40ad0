"""What a verb of the trail means in plain words. Each room says it of its own verbs, in its `verbs.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """To the team, “Thea Lindqvist *opened the record*”; and to the client, “… *opened your record*”, where that is
    said differently. `%(whom)s` is the person it was about."""

    to_the_team: Text
    to_the_client: Text = ""


WORDS: dict[str, Words] = {}


def in_words(verbs: dict[str, Words]) -> None:
    WORDS.update(verbs)


def words_of(verb: str) -> Words:
    """A verb that is no more has lines still; it stands there as it was written."""
    return WORDS.get(verb, Words(verb))
