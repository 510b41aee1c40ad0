"""Longer writing of people, gently formatted: headings, bold, italic, lists, quotations. What they write is Markdown, a
small part of it; links, pictures and HTML stay the letters that they are."""

from functools import cache

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from markdown_it import MarkdownIt

TAGS = {"p", "br", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "blockquote", "hr"}


@cache
def _reader() -> MarkdownIt:
    gentle = ["heading", "emphasis", "list", "blockquote", "hr", "newline", "escape"]
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(gentle)


def formatted(text: str, level: int = 2) -> SafeString:
    """All headings are of one level: that which comes next on the page."""
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{level}"
    html = reader.renderer.render(tokens, reader.options, {})
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"ol": {"start"}}))  # noqa: S308


def beginning(text: str, letters: int = 280) -> str:
    """The first of it, without any formatting."""
    plain = strip_tags(_reader().render(text[: 4 * letters]).replace("<", " <"))
    return str(Truncator(" ".join(nh3.clean(plain, tags=set()).split())).chars(letters))
