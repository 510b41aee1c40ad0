"""What is written when something breaks: where, and what kind of error. Never what people typed.

The words of an exception often hold content (a database names the row that it refuses), and so do local variables,
form fields and query strings. Only the way to the place where it happened, and the error's class, are kept.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter


def in_outline(error: BaseException | None) -> str:
    """The errors that led here, the first one last, each with its way through the code and without its words."""
    told: list[str] = []
    while error and len(told) < 10:
        frames = traceback.extract_tb(error.__traceback__)
        way = "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        told.append(f"{type(error).__module__}.{type(error).__qualname__}\n{way}")
        error = error.__cause__ or error.__context__
    return "\nwhile handling\n".join(told)


class Lines(logging.Formatter):
    """One line of JSON for each thing that happened. Our own loggers say ids; what others say may hold anything, so of
    theirs only the place in the code is kept."""

    SAID = ("request", "method", "page", "door", "user", "status", "ms", "verbs", "job", "tries", "kind")

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        if record.name.startswith("heartwood."):
            line["said"] = record.getMessage()
            line |= {fact: getattr(record, fact) for fact in self.SAID if hasattr(record, fact)}
        else:
            line["where"] = f"{record.pathname}:{record.lineno}"
        if record.exc_info:
            line["error"] = in_outline(record.exc_info[1])
        return json.dumps(line)


class Reporter(ExceptionReporter):
    """What Django mails to those who run the server, where they ask for such mails."""

    def get_traceback_text(self) -> SafeString:
        return SafeString(in_outline(self.exc_value))  # plain text, not HTML

    def get_traceback_html(self) -> SafeString:
        return format_html("<pre>{}</pre>", in_outline(self.exc_value))
