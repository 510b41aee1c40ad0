"""S2.30: a page that was asked for in another language says nothing in English."""

from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from heartwood.areas.notes.formats import FORMATS
from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.routes import FILLINGS, Route, every_route
from tests.sealed_envelopes.walking import body

# A service and the columns of a list from elsewhere, in whatever words they were given; and the sections of a note,
# which stay as they were when it was begun.
WRITTEN_DOWN = {"Individual session", "First name", "Last name"} | {
    str(text) for written in FORMATS.values() for section in written.sections for text in (section.label, section.help)
}
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]


@pytest.mark.once
@pytest.mark.torture
@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", TRANSLATED)
def test_no_page_says_a_thing_in_english_to_somebody_who_reads_another_language(
    cast: Cast, everyone: dict[str, Person], language: str, in_full: bool
) -> None:
    """In full every page in every language; otherwise every page in one, and a third of them in the others."""
    english = texts_that_differ_in(language)
    routes = every_route() if in_full or language == "de" else every_route()[TRANSLATED.index(language) :: 3]
    said: set[tuple[str, str]] = set()
    for person in (everyone[key] for key in ("thea", "olive", "clara")):
        assert person.user
        person.user.language = language
        person.user.save(update_fields=["language"])
        for route in routes:
            for address in around_the_first(route, cast):
                said |= {(route.name, text) for text in texts_of(person.get(address)) & english}
    assert {(name, text) for name, text in said if text not in WRITTEN_DOWN} == set()


def texts_that_differ_in(language: str) -> set[str]:
    """What is said otherwise there; single words may be somebody's name for something."""
    (folder,) = settings.LOCALE_PATHS
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = list(read_po(file))
    return {
        message.id
        for message in messages
        if isinstance(message.id, str) and len(message.id.split()) > 1 and message.id != message.string
    }


def around_the_first(route: Route, cast: Cast) -> Iterator[str]:
    return route.filled_with(FILLINGS[name](cast)[0] for name in route.parameters)


def texts_of(answer: Any) -> set[str]:
    read = body(answer)  # a file too is read to its end, which closes it
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    reader = Reader()
    reader.feed(read.decode())
    return reader.texts


class Reader(HTMLParser):
    """What a page says, aloud or not."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts |= {unescape(value) for _name, value in attrs if value}

    def handle_data(self, data: str) -> None:
        self.texts.add(" ".join(data.split()))
