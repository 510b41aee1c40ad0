"""Finds words that people would read and that nobody has marked for translation."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+[,;:]? [a-z]+|[a-z]{2,}[.!?]$")  # what a person would read, not what a program would
READ_ALOUD = {"alt", "aria-label", "aria-description", "label", "placeholder", "summary", "title"}
SHOWN_BY_A_TAG = re.compile(r'\b(?:label|title|note|words|placeholder|action)="([^"]*)"|^(?:crumbs|tab|chip) "([^"]*)"')
UNSEEN = ("blocktranslate", "comment")  # marked, or for programmers
CLASSES = ("face", "width")  # blocks that name a class of the page
SAME_EVERYWHERE = re.compile(r"[\w-]+=\"\"|Heartwood|FHIR|ICS|iCal|https?://\S*|webcal://\S*")


def in_template(source: str) -> Iterator[str]:
    """The texts of a template that stand outside of `translate` and `blocktranslate`."""
    page, skipping = "", ""
    for token in Lexer(source).tokenize():
        first = token.contents.split(" ")[0]
        if skipping:
            skipping = "" if token.token_type == TokenType.BLOCK and first == skipping else skipping
        elif token.token_type == TokenType.BLOCK:
            yield from (words for pair in SHOWN_BY_A_TAG.findall(token.contents) for words in pair if words_in(words))
            skipping = f"end{first}" if first in UNSEEN or token.contents.split(" ")[-1] in CLASSES else ""
        elif token.token_type == TokenType.TEXT:
            page += token.contents
        elif token.token_type == TokenType.VAR:
            page += "0"
    reader = Reader()
    reader.feed(page)
    yield from reader.found


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._aside = 0  # within what nobody reads

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._aside += tag in ("script", "style")
        self.found += [value for name, value in attrs if name in READ_ALOUD and value and words_in(value)]

    def handle_endtag(self, tag: str) -> None:
        self._aside -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._aside and words_in(data):
            self.found.append(" ".join(data.split()))


def words_in(text: str) -> list[str]:
    return WORD.findall(SAME_EVERYWHERE.sub("", text))


MARKS = re.compile(r"_|n?p?gettext(_lazy|_noop)?")
FOR_PROGRAMMERS = re.compile(r"as_system|compile|__init__|\w*(Error|Misuse|Configured|Warning)")  # called so


def in_python(source: str) -> Iterator[str]:
    """The sentences of a module that no call of `gettext` marks; docstrings and what only programmers read left out."""
    yield from _sentences(ast.parse(source))


def _sentences(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _is_no_text(node.func):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.search(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _sentences(child)


def _is_no_text(function: ast.expr) -> bool:
    name = getattr(function, "attr", None) or getattr(function, "id", "")
    return bool(MARKS.fullmatch(name) or FOR_PROGRAMMERS.fullmatch(name))
