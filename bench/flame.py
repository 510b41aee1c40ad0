"""Where a page's time goes, as a picture: `python -m bench.flame "client list, 50 rows" > list.svg`, in an install that
the city has filled. What lies on top of something was called by it; the wider, the longer."""

import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from types import FrameType

import django

WIDE, HIGH, LEAST = 1200, 15, 0.006  # of a picture and its lines, in pixels; of what is shown, as a part of the whole
EVERY, FOR_SO_LONG = 0.001, 6.0  # seconds

Stack = tuple[str, ...]


def sampled(deed: Callable[[], object]) -> Counter[Stack]:
    stacks: Counter[Stack] = Counter()
    me, until = threading.get_ident(), time.monotonic() + FOR_SO_LONG

    def look() -> None:
        while time.monotonic() < until:
            time.sleep(EVERY)
            if frame := sys._current_frames().get(me):
                stacks[stack_of(frame)] += 1

    sys.setswitchinterval(EVERY / 10)
    looking = threading.Thread(target=look)
    looking.start()
    while looking.is_alive():
        deed()
    return stacks


def stack_of(frame: FrameType | None) -> Stack:
    """From our own code on, whatever leads there; and without the nesting of templates."""
    names = []
    while frame:
        code = frame.f_code
        place = code.co_filename.removesuffix(".py").replace("\\", "/")
        if not place.endswith(NESTING):
            names.append((code.co_name, place))
        frame = frame.f_back
    names.reverse()
    first = next((n for n, (_, place) in enumerate(names) if VIEWS.search(place)), None)
    if first is None:
        return ("before and after the view", *map(written, names[-2:]))
    return tuple(map(written, names[first:]))


def written(name: tuple[str, str]) -> str:
    return f"{name[0]} ({'/'.join(name[1].rsplit('/', 3)[1:])})"


NESTING = (
    "django/template/base",
    "django/template/loader_tags",
    "django/template/defaulttags",
    "django/utils/functional",
)
VIEWS = re.compile(r"heartwood/(areas|faces)/.*(office|portal|views|records)")


def picture(stacks: Counter[Stack], title: str) -> str:
    whole = stacks.total()
    bars = list(bars_of(list(stacks.items()), 0, 0, whole))
    high = (max(depth for depth, *_ in bars) + 3) * HIGH
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" font-family="sans-serif" font-size="10">',
        f'<text x="4" y="{HIGH}" font-size="12">{escape(title)}</text>',
    ]
    for depth, begin, number, name in bars:
        x, wide, y = begin / whole * WIDE, number / whole * WIDE, high - (depth + 1) * HIGH
        tone = 10 + sum(name.encode()) % 40
        words = escape(name[: int(wide / 5.2)]) if wide > 25 else ""
        lines.append(
            f'<g><title>{escape(name)} {number / whole:.1%}</title><rect x="{x:.1f}" y="{y}" width="{wide:.1f}"'
            f' height="{HIGH - 1}" fill="hsl({tone} 70% 72%)"/><text x="{x + 2:.1f}" y="{y + 11}">{words}</text></g>'
        )
    return "\n".join([*lines, "</svg>"])


def bars_of(stacks: list[tuple[Stack, int]], depth: int, begin: int, whole: int) -> Iterator[tuple[int, int, int, str]]:
    together: dict[str, list[tuple[Stack, int]]] = {}
    for stack, number in stacks:
        if len(stack) > depth:
            together.setdefault(stack[depth], []).append((stack, number))
    for name, own in together.items():
        number = sum(number for _, number in own)
        if number >= whole * LEAST:
            yield depth, begin, number, name
            yield from bars_of(own, depth + 1, begin, whole)
        begin += number


def main(name: str) -> None:
    from django.conf import settings
    from django.test.client import Client, ClientHandler

    from bench.keys import keys
    from bench.pages import PAGES

    asked = next(page for page in PAGES if page.name == name).asked(keys())
    browser = Client(SERVER_NAME=settings.HOST)
    browser.handler = ClientHandler(enforce_csrf_checks=True)

    def ask() -> None:
        each = next(asked)
        browser.generic(each.method, each.path, each.body, each.kind or "text/plain", headers={"Cookie": each.cookie})

    for _ in range(5):
        ask()
    print(picture(sampled(ask), name))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartwood.config.settings")
    django.setup()
    main(sys.argv[1])
