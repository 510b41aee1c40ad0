"""Deeds with homework."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.cast.building import Cast
from heartwood.cast.papers import letter
from tests.sealed_envelopes.deeds.deed import Deed, of_client

WITH_CLARA = {"thea", "double"}


def _homework(key: str, act: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/homework/{cast.homework[key].pk}/{act}/"


def _own(profile: str, key: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/homework/{cast.homework[key].pk}/{act}/"


def _tick(profile: str, key: str) -> Callable[[Cast], str]:
    return lambda cast: (
        f"/portal/{cast.profiles[profile].code}/homework/steps/{cast.homework[key].steps.as_system('test').last().pk}/tick/"
    )


def _library(title: str, act: str) -> Callable[[Cast], str]:
    return lambda cast: f"/willow/homework/library/{cast.library[title].pk}/{act}"


def _file_of_the_library(cast: Cast) -> str:
    file = cast.library["Five things, slowly"].files.as_system("test").get()
    return f"/willow/homework/library/files/{file.pk}/remove/"


def _own_photo(cast: Cast) -> str:
    photo = cast.answers["train"].files.as_system("test").get()
    return f"/portal/{cast.profiles['clara'].code}/homework/answers/{photo.pk}/remove/"


def _words(cast: Cast) -> dict[str, Any]:
    return {"title": "T", "instructions": "", "steps": "One\nTwo"}


def _answer(key: str, then: str) -> Callable[[Cast], dict[str, Any]]:
    """Whoever has not begun begins with nothing."""
    return lambda cast: {
        "body": "New words",
        "revision": cast.answers[key].revision if key in cast.answers else 0,
        "then": then,
    }


def _a_paper(cast: Cast) -> dict[str, Any]:
    return {"uploads": SimpleUploadedFile("paper.pdf", letter("A paper"))}


def _a_word(cast: Cast) -> dict[str, Any]:
    return {"word_back": "Well tried"}


def _no_day(cast: Cast) -> dict[str, Any]:
    return {"due_on": ""}


DEEDS = [
    Deed("give homework to Clara", of_client("clara", "homework/give"), WITH_CLARA, _words),
    Deed("give homework in an owner-only record", of_client("elif", "homework/give", "lantern"), {"felix"}, _words),
    Deed("give homework through another practice", of_client("clara", "homework/give", "otter"), set(), _words),
    Deed("change the day of homework", _homework("five", "due"), WITH_CLARA, _no_day),
    Deed("withdraw homework", _homework("five", "withdraw"), WITH_CLARA),
    Deed("withdraw what is handed in", _homework("train", "withdraw"), set()),
    Deed("review homework", _homework("train", "review"), WITH_CLARA, _a_word),
    Deed("review homework through another practice", _homework("train", "review", "otter"), set(), _a_word),
    Deed("save homework to one's library", _homework("five", "keep"), WITH_CLARA),
    Deed(
        "add to one's library",
        lambda cast: "/willow/homework/library/add/",
        {"thea", "cole", "sol", "double"},
        _words,
    ),
    Deed("change one's library", _library("A letter you do not send", ""), {"thea"}, _words),
    Deed("remove from one's library", _library("A letter you do not send", "remove/"), {"thea"}),
    Deed("remove a file from one's library", _file_of_the_library, {"thea"}),
    Deed("tick a step", _tick("clara", "five"), {"clara"}),
    Deed("tick a step through one's other profile", _tick("nadia", "doubts"), set()),
    Deed("tick a step of what is handed in", _tick("clara", "train"), set()),
    Deed("keep an answer", _own("clara", "five", "answer"), {"clara"}, _answer("five", "save")),
    Deed("hand homework in", _own("clara", "five", "answer"), {"clara"}, _answer("five", "hand-in")),
    Deed("answer as a guardian", _own("kit", "timetable", "answer"), {"grace"}, _answer("timetable", "save")),
    Deed("answer somebody else's", _own("nadia", "five", "answer"), set(), _answer("five", "save")),
    Deed("answer what is handed in", _own("clara", "train", "answer"), set(), _answer("train", "save")),
    Deed("add a file to an answer", _own("clara", "five", "files"), {"clara"}, _a_paper),
    Deed("remove a file from what is handed in", _own_photo, set()),
    Deed("take homework back", _own("clara", "train", "take-back"), {"clara"}),
    Deed("take back what was reviewed", _own("clara", "diary", "take-back"), set()),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    """Withdrawing what is open, keeping in one's library, ticking, taking back."""
    readers = {"thea": {"photograph", "walk", "evening"}, "cole": {"doubts", "timetable"}}
    for practitioner, keys in readers.items():
        for key in keys:
            yield _homework(key, "withdraw")(cast), {practitioner}
            yield _homework(key, "keep")(cast), {practitioner}
    for key in ("diary", "train"):
        yield _homework(key, "keep")(cast), WITH_CLARA
    yield _homework("intention", "keep", "lantern")(cast), {"felix"}
    for template in cast.library.values():
        yield f"/willow/homework/library/{template.pk}/remove/", {"thea"}
    for step in cast.homework["five"].steps.as_system("test"):
        yield f"/portal/{cast.profiles['clara'].code}/homework/steps/{step.pk}/tick/", {"clara"}
