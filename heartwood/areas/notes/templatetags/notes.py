"""What is written in a note, as its page shows it."""

from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape
from django.utils.safestring import SafeString

from heartwood.areas.notes.passages import Passage

register = template.Library()


@register.simple_tag(takes_context=True)
def written_in(context: template.Context, part: Any, text: str) -> SafeString:
    """The text of a part, with the passage marked that the page was opened for."""
    passage: Passage | None = context.get("passage")
    is_marked = passage is not None and passage.part == str(part) and text[passage.start : passage.end]
    return linebreaksbr(passage.marked_in(text) if passage and is_marked else escape(text))
