"""Pictures are painted anew in a process apart, which can do no harm (`picture_reader.py`)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

READER = Path(__file__).with_name("picture_reader.py")
PYTHON = sys.executable
PATIENCE = 45  # seconds by the clock, on a busy machine; the process itself ends after 15 of its own


class Unfit(Exception):
    """This picture cannot be kept; the text is the word for it, as in `limits.LATER`."""


class Part(NamedTuple):
    name: str  # whole, screen, thumb
    content_type: str
    content: bytes


def cleaned(content: bytes, content_type: str) -> list[Part]:
    """The picture in its three sizes, with nothing of it but what one sees. Raises Unfit."""
    command = [PYTHON, "-I", str(READER), content_type, str(settings.MOST_MEGAPIXELS * 1_000_000)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, env={}, check=True)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unfit("slow") from None
    except subprocess.CalledProcessError as ended:
        raise Unfit("slow" if ended.returncode < 0 else "damaged") from None
    return _parts(done.stdout)


def _parts(said: bytes) -> list[Part]:
    head, _, rest = said.partition(b"\n")
    answer = json.loads(head)
    if "problem" in answer:
        raise Unfit(answer["problem"])
    parts, begin = [], 0
    for name, content_type, length in answer["parts"]:
        parts.append(Part(name, content_type, rest[begin : begin + length]))
        begin += length
    return parts
