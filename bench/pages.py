"""The pages that are asked for all day long, and how each is asked for."""

import itertools
import secrets
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from bench.asking import Asked

Keys = dict[str, Any]
FORM = "application/x-www-form-urlencoded"
NOTE = "She slept better this week. We spoke of what helped, and of what she would like to try next. " * 20
ENTRY = {"title": "Home", "body": NOTE, "sharing": "private", "version": ""}


@dataclass(frozen=True)
class Page:
    """`asked` gives one request after another, each of which may be sent once. The statements are those that it may
    send to the database at most."""

    name: str
    floor: str
    statements: int
    asked: Callable[[Keys], Iterator[Asked]]
    is_deed: bool = False
    admins: str = ""  # where Django's own admin has the same

    def floors(self, keys: Keys) -> Iterator[Asked]:
        """The same people ask the page's floor the same."""
        path = f"/{self.floor.format(**keys)}"
        return (replace(asked, path=path) for asked in self.asked(keys))

    def in_the_admin(self, keys: Keys) -> Iterator[Asked]:
        return (replace(asked, path=f"/{self.admins}") for asked in self.asked(keys))

    def bare(self, keys: Keys, size: int) -> Iterator[Asked]:
        return (Asked(f"/bare?bytes={size}", asked.cookie) for asked in self.asked(keys))


PAGES: list[Page] = []


def page(name: str, floor: str, statements: int = 12, *, is_deed: bool = False, admins: str = "") -> Callable[..., Any]:
    def note(asked: Callable[[Keys], Iterator[Asked]]) -> Callable[[Keys], Iterator[Asked]]:
        PAGES.append(Page(name, floor, statements, asked, is_deed, admins))
        return asked

    return note


def again(who: dict[str, Any], path: str) -> Iterator[Asked]:
    return itertools.repeat(Asked(path, who["cookie"]))


@page("client list, 50 rows", "list", 8, admins="admin/clients/client/?state__exact=active")
def client_list(keys: Keys) -> Iterator[Asked]:
    return again(keys["ada"], "/linden/clients/")


@page("client list, last added first", "list?sort=-added_at", 8)
def newest_clients(keys: Keys) -> Iterator[Asked]:
    return again(keys["ada"], "/linden/clients/?sort=newest")


@page("client list, by start of therapy", "list?sort=-started_on", 8)
def clients_by_start(keys: Keys) -> Iterator[Asked]:
    return again(keys["ada"], "/linden/clients/?sort=started")


@page("client list, next session first", "list?sort=next_booked_at", 8)
def clients_who_come(keys: Keys) -> Iterator[Asked]:
    return again(keys["ada"], "/linden/clients/?sort=next")


@page("client list, longest without a session", "list?sort=last_completed_at", 8)
def clients_who_do_not(keys: Keys) -> Iterator[Asked]:
    return again(keys["ada"], "/linden/clients/?sort=longest")


@page("search", "search", 8)
def search(keys: Keys) -> Iterator[Asked]:
    return again(keys["ada"], "/linden/clients/?q=zelkov")


@page("client page", "client?client={short}", 12)
def client_page(keys: Keys) -> Iterator[Asked]:
    return again(keys["petra"], f"/linden/clients/{keys['short']}/")


@page("client page, 2,000 sessions", "client?client={long}", 12)
def long_client_page(keys: Keys) -> Iterator[Asked]:
    return again(keys["petra"], f"/linden/clients/{keys['long']}/")


@page("calendar week", "week", 7)
def week(keys: Keys) -> Iterator[Asked]:
    return again(keys["petra"], "/linden/calendar/")


@page("today", "today", 12)
def today(keys: Keys) -> Iterator[Asked]:
    return again(keys["petra"], "/linden/")


@page("portal dashboard", "dashboard", 12)
def dashboard(keys: Keys) -> Iterator[Asked]:
    return itertools.cycle(Asked(f"/portal/{one['code']}/", one["cookie"]) for one in keys["visitors"][1:])


@page("My Bookings", "bookings", 12)
def bookings(keys: Keys) -> Iterator[Asked]:
    return itertools.cycle(Asked(f"/portal/{one['code']}/bookings/", one["cookie"]) for one in keys["visitors"][1:])


@page("saving a note", "note", 40, is_deed=True)
def save_a_note(keys: Keys) -> Iterator[Asked]:
    for one in itertools.cycle(keys["visitors"][1:]):
        yield form(keys["petra"], f"/linden/clients/{one['client']}/notes/write/", body=NOTE)


@page("saving a journal entry with an image", "journal", 40, is_deed=True)
def save_a_journal(keys: Keys) -> Iterator[Asked]:
    return journal_entries(keys, [photo(640, 480)])


def journal_entries(keys: Keys, photos: list[bytes], begin: int = 0) -> Iterator[Asked]:
    for nth in itertools.count(begin):
        for one in keys["visitors"][1:]:
            place = f"/portal/{one['code']}/journal/sessions/{one['sessions'][nth % len(one['sessions'])]}/write/"
            if photos:
                yield with_photos(one, f"{place}images/", photos, **ENTRY)
            else:
                yield form(one, place, **ENTRY)


@page("booking", "book", 60, is_deed=True)
def book(keys: Keys) -> Iterator[Asked]:
    for one, at in zip(itertools.cycle(keys["visitors"][1:]), keys["free"], strict=False):
        offer = f"/portal/{one['code']}/bookings/book/{keys['paul']}/{keys['service']}/"
        yield form(one, f"{offer}confirm/", at=at, word="")


def form(who: dict[str, Any], path: str, **facts: str) -> Asked:
    """Each with a key of its own, as a page would have given it: sent twice, it would be done once."""
    return Asked(path, who["cookie"], urllib.parse.urlencode(_hidden(who) | facts).encode(), FORM)


def with_photos(who: dict[str, Any], path: str, photos: list[bytes], **facts: str) -> Asked:
    border, body = secrets.token_hex(16), BytesIO()
    for name, value in (_hidden(who) | facts).items():
        body.write(f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for nth, content in enumerate(photos):
        heading = f'Content-Disposition: form-data; name="uploads"; filename="{nth}.jpg"\r\nContent-Type: image/jpeg'
        body.write(f"--{border}\r\n{heading}\r\n\r\n".encode() + content + b"\r\n")
    body.write(f"--{border}--\r\n".encode())
    return Asked(path, who["cookie"], body.getvalue(), f"multipart/form-data; boundary={border}")


def _hidden(who: dict[str, Any]) -> dict[str, str]:
    return {"csrfmiddlewaretoken": who["token"], "form-key": f"{secrets.token_hex(16)}.{who['mark']}"}


def photo(width: int, height: int) -> bytes:
    """Of nothing in particular, but as hard to read as one from a telephone."""
    from PIL import Image

    picture = Image.effect_noise((width // 4, height // 4), 60).resize((width, height)).convert("RGB")
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()
