"""A page on paper: a Typst template and what it says, as a PDF.

It is made in a process of its own, with little memory and little time, which knows nothing of the rest of the house,
and goes from memory to memory: nothing is written to a disk.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECONDS = 20
TYPESETTER = Path(__file__).with_name("typesetter.py")


class NotPrinted(Exception):
    """The page could not be made: it took too long, or is too large."""


def pdf_of(template: Path, content: Mapping[str, Any]) -> bytes:
    """`content` is data: whatever stands in it is shown as it is, and nothing of it is taken for markup."""
    command = [sys.executable, "-I", str(TYPESETTER), str(template)]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=json.dumps(content).encode(), capture_output=True, timeout=SECONDS, env={}, check=True
        )
    except subprocess.SubprocessError:
        raise NotPrinted from None  # its message might hold a piece of the text
    return done.stdout
