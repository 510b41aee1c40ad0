"""The language model that an install may name: anything that speaks as OpenAI's servers do, here or elsewhere.

It is off unless the environment names one. It is asked by a job, never while somebody waits for a page; it is given so
many seconds for all of its answer, and no more. Nothing of what is sent or answered is written into a log.
"""

import http.client
import json
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PATIENCE = 5  # seconds, until it lets us in
MOST_BYTES = 200_000
HOW = """You sum up a psychotherapist's notes about one client for the therapist, before the next session.
The user sends numbered sentences, the oldest first. Answer with at most 14 short sentences that keep to the wording of
the notes, the oldest first. Add nothing: no interpretation, no advice, no diagnosis. Each of your sentences comes from
exactly one numbered sentence. Answer with JSON only:
{"sentences": [{"text": "your sentence", "source": "the number, such as 3.2"}]}"""


class NoAnswer(Exception):
    """Why, in one of the words of `Summary.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def is_named() -> bool:
    """Whether the install has one."""
    return bool(settings.LANGUAGE_MODEL)


def host() -> str:
    """Where what is sent goes to."""
    return urlsplit(settings.LANGUAGE_MODEL).hostname or ""


def word(numbered: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each sentence that it answers, with the number it says it comes from. Raises NoAnswer."""
    told = "\n".join(f"{number} {text}" for number, text in numbered.items())
    question = {
        "model": settings.LANGUAGE_MODEL_NAME,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "system", "content": HOW}, {"role": "user", "content": told}],
    }
    return _understood(_ask(json.dumps(question).encode()))


def _ask(question: bytes) -> bytes:
    parts = urlsplit(settings.LANGUAGE_MODEL)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.LANGUAGE_MODEL_KEY:
        headers["Authorization"] = f"Bearer {settings.LANGUAGE_MODEL_KEY}"
    deadline = time.monotonic() + settings.LANGUAGE_MODEL_SECONDS
    try:
        with closing(_connection(parts)) as connection, _hanging_up_at(deadline, connection):
            connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", question, headers)
            with closing(connection.getresponse()) as response:
                if response.status != 200:
                    raise NoAnswer("refused")
                answer = response.read(MOST_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError):
        raise NoAnswer("unreachable") from None
    if time.monotonic() > deadline:
        raise NoAnswer("unreachable")
    if len(answer) > MOST_BYTES:
        raise NoAnswer("unclear")
    return answer


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    """It follows nowhere else: an answer that sends us on is refused."""
    assert parts.hostname  # noqa: S101  the settings say where it is
    seconds = settings.LANGUAGE_MODEL_SECONDS
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=PATIENCE, context=context
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    connection.connect()
    connection.sock.settimeout(seconds)
    return connection


@contextmanager
def _hanging_up_at(deadline: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Whoever sends a byte from time to time keeps us no longer than this."""
    timer = Timer(max(deadline - time.monotonic(), 0), _hang_up, [connection.sock])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it hung up first
        line.shutdown(socket.SHUT_RDWR)


def _understood(answer: bytes) -> list[tuple[str, str]]:
    """Whatever else it says besides is passed over."""
    try:
        said = json.loads(answer)["choices"][0]["message"]["content"]
        sentences = json.loads(_without_its_fence(said))["sentences"]
        return [(_plain(one["text"]), str(one["source"])) for one in sentences]
    except (ValueError, LookupError, TypeError, AttributeError):
        raise NoAnswer("unclear") from None


def _without_its_fence(said: str) -> str:
    return said[said.index("{") : said.rindex("}") + 1]


def _plain(text: Any) -> str:
    return " ".join(str(text).split())
