"""Chromium, and the people who sit before it. A page that misbehaves fails the test that looked at it."""

import re
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import cycle, repeat
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.harness.house import House

PASSWORD = "willow-demo-2026"
RESULTS = Path("test-results")
# fmt: off
QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]
# fmt: on
FAILED = pytest.StashKey[bool]()

Theme = Literal["light", "dark"]
Visitor = Callable[..., Page]


def installed_browser() -> str | None:
    """None: the one that Playwright has installed."""
    return next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's synchronous API keeps an event loop running in our thread for as long as the browser lives. Django
    # takes that for a view that is asynchronous, and would refuse every later test its database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody at a browser of their own: `page = visitor("thea@willow.example")`, or `visitor()`, not signed in.

    They visit the module's `house`, or another: `at=fresh_house`. `allow` names, as regular expressions, what the test
    expects to go wrong: `allow=["403"]`. Further words are Playwright's, for a new context.
    """
    looks: list[Look] = []

    def enter(
        person: str | None = None,
        *,
        at: House | None = None,
        width: int = 1360,
        height: int = 900,
        theme: Theme = "light",
        allow: Sequence[str] = (),
        **context: Any,
    ) -> Page:
        house = at or request.getfixturevalue("house")
        opened = browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            timezone_id="America/Los_Angeles",
            **context,
        )
        looks.append(Look(opened, house.url, allow))
        page = opened.new_page()
        if person:
            page.goto(come_in(opened, person))
        return page

    yield enter

    faults = [fault for look in looks for fault in look.faults]
    if faults or request.node.stash.get(FAILED, False):
        take_pictures(looks, request.node.name)
    for look in looks:
        look.context.close()
    if faults:
        pytest.fail("The pages misbehaved:\n" + "\n".join(faults), pytrace=False)


class Look:
    """One visitor's browser, and what went wrong in it: errors on the console (broken content policies stand there
    too), exceptions, answers of 500 and more, and requests to anybody but the house."""

    def __init__(self, context: BrowserContext, url: str, allow: Sequence[str]) -> None:
        self.context = context
        self.home = urlsplit(url).netloc
        self.allow = allow
        self.faults: list[str] = []
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.note(f"exception: {error.error}"))
        context.on("request", self.watch)
        context.on("response", self.weigh)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.note(f"console: {message.text} ({message.location.get('url')})")

    def watch(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.home:
            self.note(f"request to elsewhere: {request.url}")

    def weigh(self, response: Response) -> None:
        if response.status >= 500:
            self.note(f"answer {response.status}: {response.url}")

    def note(self, fault: str) -> None:
        if not any(re.search(allowed, fault) for allowed in self.allow):
            self.faults.append(fault)


def come_in(context: BrowserContext, person: str) -> str:
    """By the one click of the demo, without the page it stands on: where it leads."""
    context.request.get("/accounts/login/")
    token = next(cookie["value"] for cookie in context.cookies() if "csrf" in cookie["name"])
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token, "email": person}
    answer = context.request.post("/demo/sign-in/", form=form, max_redirects=0)
    assert answer.status == 302, f"{person} was not let in: {answer.status}"
    return answer.headers["location"]


def sign_in(page: Page, person: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/accounts/login/"))


def assert_accessible(page: Page) -> None:
    """What axe can see; a person with a screen reader sees more. It looks at everything, and tells of what is wrong."""
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    places = [
        f"{violation['id']}: {violation['help']}\n    {node['html']}"
        for violation in violations
        for node in violation["nodes"]
    ]
    assert not places, f"{page.url} is not accessible:\n" + "\n".join(places)


DESK, PHONE = 1360, 390
Looks = Iterator[Sequence[tuple[int, Theme]]]


@pytest.fixture
def looks(in_full: bool) -> Looks:
    """How one page after the other is looked at: on a desk in the light, on a phone in the dark, in turn; in full, on
    each in each."""
    if in_full:
        return repeat([(DESK, "light"), (PHONE, "dark"), (DESK, "dark"), (PHONE, "light")])
    return cycle([[(DESK, "light")], [(PHONE, "dark")]])


# From one theme to the other colours fade, and what takes its colour from around it once more after that.
NO_MORE_TRANSITIONS = """() => {
    const fading = () => document.getAnimations().filter(it => it instanceof CSSTransition);
    while (fading().length) fading().forEach(it => it.finish());
}"""


def assert_good_for_everybody(page: Page, looks: Looks) -> None:
    """Accessible, and no wider than the screen, without being loaded again."""
    for width, theme in next(looks):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.evaluate(NO_MORE_TRANSITIONS)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} pixels wide, {theme}"


# Pictures of what failed ------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def take_pictures(looks: list[Look], name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    pages = [page for look in looks for page in look.context.pages]
    for number, page in enumerate(pages, start=1):
        title = re.sub(r"[^\w-]+", "-", f"{name}-{number}")
        page.screenshot(path=RESULTS / f"{title}.png", full_page=True)
