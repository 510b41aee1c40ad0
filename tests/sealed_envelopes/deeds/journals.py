"""Deeds with journals."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.cast.building import Cast
from heartwood.cast.papers import river
from heartwood.cast.people import LOGINS
from tests.sealed_envelopes.deeds.deed import Deed


def _journal(profile: str, rest: Callable[[Cast], str]) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/journal/{rest(cast)}"


def _entry(key: str, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return _journal(profile, lambda cast: f"{cast.entries[key].pk}/{act}/")


def _about_session(key: str, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return _journal(profile, lambda cast: f"sessions/{cast.sessions[key].pk}/write/{act}")


def _image(number: int, act: str, profile: str = "clara") -> Callable[[Cast], str]:
    return _journal(profile, lambda cast: f"images/{cast.images[number].pk}/{act}/")


def _acknowledge(entry: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/journals/{cast.entries[entry].pk}/acknowledge/"


def _words(cast: Cast) -> dict[str, Any]:
    return {"title": "T", "body": "New words", "sharing": "private"}


def _words_of(entry: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: _words(cast) | {"version": cast.entries[entry].version}


def _a_picture(cast: Cast) -> dict[str, Any]:
    return _words(cast) | {"uploads": SimpleUploadedFile("river.jpg", river(24, 16))}


def _a_picture_for(entry: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: _a_picture(cast) | _words_of(entry)(cast)


def _thanks(cast: Cast) -> dict[str, Any]:
    return {"message": "Thank you"}


DEEDS = [
    Deed("write an entry", _about_session("clara -1", ""), {"clara"}, _words),
    Deed("write about somebody else's session", _about_session("nadia -1", ""), set(), _words),
    Deed("write through one's other profile", _about_session("nadia -1", "", "nadia_with_cole"), set(), _words),
    Deed("write about a session asked for", _about_session("asked for", "", "nadia_with_cole"), set(), _words),
    Deed("keep a draft", _about_session("clara -1", "keep/"), {"clara"}, _words),
    Deed("add an image to a draft", _about_session("clara -1", "images/"), {"clara"}, _a_picture),
    Deed("throw a draft away", _about_session("clara 0", "discard/"), {"clara"}),
    Deed("edit an entry", _entry("letter", "edit"), {"clara"}, _words_of("letter")),
    Deed("edit somebody else's shared entry", _entry("river", "edit", "nadia"), set(), _words_of("river")),
    Deed("keep the draft of an entry", _entry("letter", "edit/keep"), {"clara"}, _words_of("letter")),
    Deed("add an image to an entry", _entry("letter", "edit/images"), {"clara"}, _a_picture_for("letter")),
    Deed("throw away what another has begun", _entry("river", "edit/discard", "nadia"), set()),
    Deed("share an entry", _entry("letter", "share"), {"clara"}),
    Deed("share through one's other profile", _entry("morning", "share", "nadia_with_cole"), set()),
    Deed("make an entry private again", _entry("river", "keep-private"), {"clara"}),
    Deed("delete an entry", _entry("river", "remove"), {"clara"}),
    Deed("delete what a guardian wrote", _entry("mother", "remove", "kit"), {"grace"}),
    Deed("remove an image", _image(0, "remove"), {"clara"}),
    Deed("remove somebody else's image", _image(0, "remove", "nadia"), set()),
    Deed("put an image before the other", _image(1, "earlier"), {"clara"}),
    Deed("switch the prompts off", _journal("clara", lambda cast: "prompts/"), {"clara"}),
    Deed("acknowledge an entry", _acknowledge("river"), {"thea"}, _thanks),
    Deed("acknowledge an entry through another practice", _acknowledge("river", "otter"), set(), _thanks),
    Deed("acknowledge a private entry", _acknowledge("letter"), set(), _thanks),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for profile, author, keys in (
        ("clara", "clara", ("letter", "sleep", "river")),
        ("nadia", "nadia", ("morning",)),
        ("nadia_with_cole", "nadia", ("doubt",)),
        ("kit", "grace", ("mother",)),
    ):
        for key, act in itertools.product(keys, ("share", "keep-private", "remove")):
            yield _entry(key, act, profile)(cast), {author}
    yield _image(1, "remove")(cast), {"clara"}
    for login in LOGINS:
        for profile, _ in login.profiles if login.manages else ():
            yield _journal(profile, lambda cast: "prompts/")(cast), {login.key}
