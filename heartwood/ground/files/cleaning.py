"""What strangers bring is painted anew in a process apart, which can do no harm (`painter.py`)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

PAINTER = Path(__file__).with_name("painter.py")
PYTHON = sys.executable
PATIENCE = 45  # seconds by the clock, on a busy machine; the process itself ends after 15 of its own


class Unfit(Exception):
    """This cannot be painted; the text is the word for it, as in `limits.LATER`."""


class Part(NamedTuple):
    name: str  # whole, screen, thumb; of a PDF page-1, page-2 …, thumb
    content_type: str
    content: bytes


class Painted(NamedTuple):
    parts: list[Part]
    pages: int  # that there are, of which perhaps only the first are painted


def painted(content: bytes, content_type: str) -> Painted:
    """The picture in its three sizes, or the first pages of a PDF, with nothing but what one sees. Raises Unfit."""
    command = [PYTHON, "-I", str(PAINTER), content_type, str(settings.MOST_MEGAPIXELS * 1_000_000)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, env={}, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unfit("slow") from None
    except subprocess.CalledProcessError as ended:
        raise Unfit("slow" if ended.returncode < 0 else "damaged") from None
    return _understood(done.stdout)


def _understood(said: bytes) -> Painted:
    head, _, rest = said.partition(b"\n")
    answer = json.loads(head)
    if "problem" in answer:
        raise Unfit(answer["problem"])
    parts, begin = [], 0
    for name, content_type, length in answer["parts"]:
        parts.append(Part(name, content_type, rest[begin : begin + length]))
        begin += length
    return Painted(parts, answer["pages"])
