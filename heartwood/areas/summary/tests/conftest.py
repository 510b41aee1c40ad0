import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from heartwood.areas.notes.models import SessionNote
from heartwood.areas.summary.models import Summary
from heartwood.cast.building import Cast
from tests.everyone import Person


@pytest.fixture
def do_the_jobs(db: None) -> Callable[[], None]:
    """Once around: everything that is due."""

    def work() -> None:
        for job in DBTaskResult.objects.ready():
            job.claim("a worker")
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)

    return work


@pytest.fixture
def approved(cast: Cast, thea: Person) -> Callable[..., SessionNote]:
    """A session of Hugo's or Ana's that was held, and its note, written and approved as Thea does it."""

    def write(session: str = "hugo_lefevre -1", *, approve: bool = True, **texts: str) -> SessionNote:
        thea.post(thea.viewer.address("note-write", cast.sessions[session].pk), {"format": "soap"})
        note: SessionNote = SessionNote.objects.visible_to(thea.viewer).get(appointment=cast.sessions[session])
        note.write(thea.viewer, {"assessment": "Well.", "subjective": "Well.", **texts}, note.revision)
        if approve:
            note.approve(thea.viewer)
        return note

    return write


@pytest.fixture
def summary(cast: Cast) -> Summary:
    """Clara's."""
    return cast.summaries["clara"]


@dataclass
class LanguageModel:
    """One that says what it is told to say, on this machine."""

    address: str
    sentences: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    raw: str | None = None
    asked: list[Any] = field(default_factory=list)
    is_silent: bool = False
    may_go_on: Event = field(default_factory=Event)

    @property
    def told(self) -> str:
        """What it was sent of the notes."""
        return str(self.asked[-1]["messages"][1]["content"])

    def number_of(self, text: str) -> str:
        """Under which number it was sent that sentence."""
        return next(line.split(" ", 1)[0] for line in self.told.splitlines() if text in line)


@pytest.fixture
def language_model(settings: Any) -> Iterator[LanguageModel]:
    model = LanguageModel("")

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if model.is_silent:
                model.may_go_on.wait(20)
                return
            said = json.dumps({"sentences": [_numbered(model, one) for one in model.sentences]})
            answer = {"choices": [{"message": {"content": said if model.raw is None else model.raw}}]}
            self.send_response(model.status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    settings.LANGUAGE_MODEL, settings.LANGUAGE_MODEL_NAME = model.address, "small"
    yield model
    model.may_go_on.set()
    server.shutdown()
    server.server_close()


def _numbered(model: LanguageModel, one: dict[str, str]) -> dict[str, str]:
    """Tests say which sentence it refers to by its words."""
    source = one.get("from")
    return {"text": one["text"], "source": model.number_of(source) if source else one.get("source", "")}
