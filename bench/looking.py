"""How soon somebody sees a page on a tired telephone far from the house: in Chromium, its processor slowed four times,
150 ms to the house and back, 1.6 Mbit a second, nothing kept from before."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.installs import Install
from bench.pages import PAGES
from tests.harness.browser import QUIETLY, installed_browser

LOOKED_AT = ["client list, 50 rows", "calendar week", "client page", "portal dashboard"]
TIMES = 3
MEGABIT = 1_000_000 / 8  # bytes

WATCH = """
window.seen = {lcp: 0, shift: 0, click: 0};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) seen.click = Math.max(seen.click, one.duration);
}).observe({type: "event", durationThreshold: 16, buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries()) seen.lcp = one.startTime })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) seen.shift += one.hadRecentInput ? 0 : one.value;
}).observe({type: "layout-shift", buffered: true});
"""


@dataclass
class Look:
    lcp: float  # milliseconds until the largest thing on it stands there
    shift: float  # how far things moved about meanwhile
    requests: int
    kilobytes: float  # as they went over the wire
    page: float  # of these, the page itself
    click: float  # milliseconds until a menu that was asked for stands there; none below 16 are told


def first_looks(install: Install) -> dict[str, dict[str, float]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=QUIETLY)
        return {page.name: _middle(list(_looks(browser, install, page))) for page in PAGES if page.name in LOOKED_AT}


def _middle(looks: list[Look]) -> dict[str, float]:
    names = Look.__dataclass_fields__
    return {name: statistics.median(getattr(look, name) for look in looks) for name in names}


def _looks(browser: Browser, install: Install, page: Any) -> Iterator[Look]:
    asked = page.asked(install.keys)
    yield from (_look(browser, install.house.url, next(asked)) for _ in range(TIMES))


def _look(browser: Browser, house: str, asked: Any) -> Look:
    context = browser.new_context(viewport={"width": 412, "height": 823})
    try:
        named = (cookie.partition("=") for cookie in asked.cookie.split("; "))
        context.add_cookies([{"name": name, "value": value, "url": house} for name, _, value in named])
        page = context.new_page()
        page.add_init_script(WATCH)
        wire = context.new_cdp_session(page)
        _slow_down(wire)
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"] / 1000))
        page.goto(house + asked.path, wait_until="networkidle")
        looked = len(sizes), sum(sizes), sizes[0]
        seen = page.evaluate("seen")
        page.locator("[popovertarget]:visible").first.click()
        page.wait_for_timeout(500)
        return Look(seen["lcp"], seen["shift"], *looked, page.evaluate("seen.click"))
    finally:
        context.close()


def _slow_down(wire: CDPSession) -> None:
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    speed = {"latency": 150, "downloadThroughput": 1.6 * MEGABIT, "uploadThroughput": 0.75 * MEGABIT}
    wire.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
