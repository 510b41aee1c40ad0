"""Every text is marked, every marked text is translated, and the translations are those that run."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import python_format
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings

from heartwood.languages.tests.unmarked import in_python, in_template

HOUSE = Path(__file__).parents[2]
LANGUAGES = HOUSE / "languages"
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
MARKS = ["gettext_lazy", "ngettext_lazy:1,2", "pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"]

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def marked() -> set[tuple[object, str | None]]:
    """What `make languages` collects: each text with its context."""
    with (LANGUAGES / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    keywords = DEFAULT_KEYWORDS | parse_keywords(MARKS)
    found = extract_from_dir(str(HOUSE), methods, options, keywords)
    return {(message, context) for _file, _line, message, _comments, context in found if message}


def catalog_of(language: str) -> Catalog:
    with (LANGUAGES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def texts_of(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_marked_text_is_translated(language: str, marked: set[tuple[object, str | None]]) -> None:
    messages = texts_of(catalog_of(language))

    collected = {(message.id, message.context) for message in messages}
    assert (marked - collected, collected - marked) == (set(), set()), "make languages collects them"
    assert [message.id for message in messages if not all(said_in(message)) or message.fuzzy] == []


def said_in(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string or ""]


# What a text holds besides words: values, tags, and the names of keys.
PARTS = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_the_same_values(language: str) -> None:
    wrong = []
    for message in texts_of(catalog_of(language)):
        if isinstance(message.id, tuple):
            python_format(None, message)
            parts = set(PARTS.findall(" ".join(message.id)))
            wrong += [message.id for said in said_in(message) if not set(PARTS.findall(said)) <= parts]
        elif sorted(PARTS.findall(message.id)) != sorted(PARTS.findall(said_in(message)[0])):
            wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_house_runs_on_what_is_written(language: str) -> None:
    target = io.BytesIO()
    write_mo(target, catalog_of(language))

    compiled = LANGUAGES / language / "LC_MESSAGES" / "django.mo"
    assert compiled.read_bytes() == target.getvalue(), "make languages compiles them"


def test_no_text_of_a_template_is_left_unmarked() -> None:
    found = {
        (str(path.relative_to(HOUSE)), words)
        for path in [*HOUSE.rglob("templates/**/*.html"), *HOUSE.rglob("templates/**/*.txt")]
        if path.name not in FOR_DEVELOPERS
        for words in in_template(path.read_text())
    }
    assert found == set()


FOR_DEVELOPERS = {"shelf.html"}  # shows the kit, in the demo and in English

# Rooms whose sentences only operators and programmers read, in logs and at the command line.
FOR_OPERATORS = {"tests", "migrations", "management", "cast", "config", "vault", "jobs", "audit", "access"}
NOT_READ_BY_PEOPLE = {
    "Heartwood calendar",  # to servers of calendars
    "models.DateTimeField[Any, datetime]",
    "did an account open unusually many records?",
    "An upload is read from its beginning.",
    "%d client records had a wrong last or next session. They are right again.",  # the log
}
FOR_PROGRAMS = {"prepared.py", "spreadsheet.py", "language_model.py"}  # programmers; XML; what is said to a model
FOR_WHO_RUNS_IT = {"search_index.py"}  # a check of the install


def test_no_sentence_of_the_code_is_left_unmarked() -> None:
    found = {
        (str(path.relative_to(HOUSE)), sentence)
        for path in HOUSE.rglob("*.py")
        if not FOR_OPERATORS & set(path.parts) and path.name not in FOR_PROGRAMS | FOR_WHO_RUNS_IT
        for sentence in in_python(path.read_text())
        if sentence not in NOT_READ_BY_PEOPLE
    }
    assert found == set()


@pytest.mark.parametrize(
    "template",
    [
        "<p>Good morning</p>",
        '<img src="x" alt="A river">',
        '{% button label="Close it" %}{% endbutton %}',
        '{% crumbs "Clients" address %}',
        "{% if late %}Too late{% endif %}",
        "<p>{{ count }} entries</p>",
    ],
)
def test_an_unmarked_text_is_found_wherever_it_stands(template: str) -> None:
    assert list(in_template(template))


def test_marked_texts_and_values_are_no_finds() -> None:
    template = """{% load i18n %}<p class="soft">{% translate "Good morning" %}, {{ name }} · Heartwood</p>
        {% blocktranslate with name=name %}It is <b>late</b>, {{ name }}{% endblocktranslate %}"""
    assert list(in_template(template)) == []
    assert list(in_python('"""What it does."""\nsay(_("Good morning to you."))')) == []
    assert list(in_python('say("Good morning to you.")')) == ["Good morning to you."]
