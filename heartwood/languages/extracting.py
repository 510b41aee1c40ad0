"""Finds what Django's templates mark for translation, for Babel."""

import io
import re
from collections.abc import Iterator
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

LEADING_SPACE = re.compile(r"^[ \t]+", re.M)


def extract(file: io.BytesIO, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Django writes a template as calls of `gettext`, and everything else as X; Babel reads those."""
    calls = LEADING_SPACE.sub("", templatize(file.read().decode()))
    return extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)
