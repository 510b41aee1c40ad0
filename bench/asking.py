"""Callers at a house's door, one beside the other, each asking one thing after another and keeping its connection.

They are processes of their own, so that whoever measures does not wait with them; what they cost is part of what they
say. `ask` is for the one who measures, the rest runs in the process.
"""

import base64
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AS_A_BROWSER = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Asked:
    path: str
    cookie: str = ""
    body: bytes = b""
    kind: str = ""
    at: float = 0.0  # seconds after the beginning; 0: as soon as the one before is answered
    key: str = ""  # where no cookie lets in

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"


@dataclass
class Heard:
    """What came back: how long each took, in milliseconds, and what was wrong."""

    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0
    own_processor: float = 0.0  # seconds that asking took


def ask(port: int, callers: Sequence[Sequence[Asked]]) -> Heard:
    plan = [[{**asdict(asked), "body": base64.b64encode(asked.body).decode()} for asked in own] for own in callers]
    done = subprocess.run(
        [sys.executable, "-m", "bench.asking", str(port)],
        cwd=ROOT,
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
    )
    return Heard(**json.loads(done.stdout))


def asking(port: int, callers: list[list[Asked]]) -> Heard:
    heard = Heard()
    everybody_is_here = threading.Barrier(len(callers) + 1)
    threads = [threading.Thread(target=call, args=(port, own, heard, everybody_is_here)) for own in callers]
    for thread in threads:
        thread.start()
    everybody_is_here.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    heard.seconds = time.perf_counter() - began
    heard.own_processor = time.process_time()
    return heard


def call(port: int, own: list[Asked], heard: Heard, everybody_is_here: threading.Barrier) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=120)
    with suppress(OSError):
        connection.connect()
    everybody_is_here.wait()
    began = time.perf_counter()
    for asked in own:
        due = began + asked.at if asked.at else time.perf_counter()
        time.sleep(max(0.0, due - time.perf_counter()))
        heads = AS_A_BROWSER | {"Cookie": asked.cookie, "Content-Type": asked.kind, "Authorization": asked.key}
        try:
            said = {name: value for name, value in heads.items() if value}
            connection.request(asked.method, asked.path, asked.body or None, said)
            with connection.getresponse() as answer:
                size = len(answer.read())
            heard.times.append((time.perf_counter() - due) * 1000)
            heard.sizes.append(size)
            if answer.status not in (200, 302):
                heard.wrong.append(f"{answer.status} {asked.method} {asked.path}")
        except OSError as error:
            heard.wrong.append(f"{type(error).__name__} {asked.path}")
            connection.close()


def main() -> None:
    plan: list[list[dict[str, Any]]] = json.load(sys.stdin)
    callers = [[Asked(**{**asked, "body": base64.b64decode(asked["body"])}) for asked in own] for own in plan]
    json.dump(asdict(asking(int(sys.argv[1]), callers)), sys.stdout)


if __name__ == "__main__":
    main()
