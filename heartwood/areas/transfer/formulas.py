"""A cell that begins with one of these is run by Excel as a formula. Ours are only ever text."""

import re

_RUN = re.compile(r"^'*[=+\-@\t\r]")
_DISARMED = re.compile(r"^''*[=+\-@\t\r]")


def disarmed(text: str) -> str:
    """With an apostrophe before it, such a cell is text. `armed_again` takes off exactly what this put on."""
    return f"'{text}" if _RUN.match(text) else text


def kept_as_it_is(text: str) -> str:
    """For where nothing is run anyway: `armed_again` must give it back unchanged."""
    return f"'{text}" if armed_again(text) != text else text


def armed_again(text: str) -> str:
    return text[1:] if _DISARMED.match(text) else text
