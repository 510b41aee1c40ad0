"""A real house, with two web processes and a worker: what many send at once, what guessers try, what is logged."""

import json
import re
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.harness.house import House

MARKER = "quillmarrow"


class Browser:
    """As little of one as it takes to send forms. Follows no redirects."""

    def __init__(self, house: House) -> None:
        self.url, self.jar = house.url, CookieJar()

    def get(self, path: str):
        return self.send(urllib.request.Request(self.url + path))

    def post(self, path: str, facts: dict[str, str]):
        data = urllib.parse.urlencode(facts).encode()
        return self.send(urllib.request.Request(self.url + path, data, headers={"Origin": self.url}))

    def send(self, request):
        opener = urllib.request.build_opener(Stays, urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read().decode()

    def form(self, path: str, **facts: str) -> dict[str, str]:
        page = self.get(path)[2]
        hidden = re.findall(r'name="(csrfmiddlewaretoken|form-key)" value="([^"]+)"', page)
        return dict(hidden) | facts


class Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("pressed") / "data", HEARTWOOD_DEMO="1", HEARTWOOD_ACCESS_LOG="1").start()
    yield house
    house.kill()


@pytest.fixture
def thea(house):
    browser = Browser(house)
    browser.post("/demo/sign-in/", browser.form("/accounts/login/", email="thea@willow.example"))
    return browser


def test_twenty_copies_of_a_form_at_once_add_one_client(house, thea):
    """R8: double clicks, retries, two processes; one record, and twenty times the way to it."""
    form = thea.form("/willow/clients/add/", first_name="Marigold", state="active")
    answers: list[tuple[int, str]] = []

    def send():
        status, headers, _ = thea.post("/willow/clients/add/", form)
        answers.append((status, headers["Location"]))

    crowd = [threading.Thread(target=send) for _ in range(20)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert len(answers) == 20
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 302
    assert count(house, "SELECT count(*) FROM clients_client WHERE first_name = 'Marigold'") == 1


def test_five_guesses_are_enough_whichever_process_answers(house):
    """S9: each guess comes by a connection of its own, so both processes get some."""
    statuses = []
    for _ in range(12):
        guesser = Browser(house)
        facts = guesser.form("/accounts/login/", login="olive@willow.example", password="wrong")
        statuses.append(guesser.post("/accounts/login/", facts)[0])

    assert statuses == [422] * 5 + [429] * 7


def test_the_logs_hold_ids_and_nothing_that_anybody_typed(house, thea):
    """B-6, for web and worker: one line of JSON each, also of what is refused and lost."""
    thea.post("/willow/clients/add/", thea.form("/willow/clients/add/", first_name=MARKER.title(), state="active"))
    thea.get(f"/willow/clients/?q={MARKER}")
    thea.get(f"/{MARKER}/?{MARKER}")
    Browser(house).post("/accounts/login/", {"login": f"{MARKER}@mail.test"})
    number = thea.get("/willow/clients/")[1]["X-Request-Id"]

    wait_until(lambda: number in house.said and "heartwood.ground.audit.jobs.seal" in house.said)
    lines = [json.loads(line) for line in house.said.splitlines() if line.startswith("{")]
    listed = next(line for line in lines if line.get("request") == number)
    assert (listed["page"], listed["status"], listed["door"]) == ("office:clients", 200, "staff")
    assert len(listed["user"]) == 36
    assert any(line["from"] == "heartwood.jobs" for line in lines)
    for text in (MARKER, "willow/", "thea@", "Thea", "127.0.0.1", "q="):
        assert text.lower() not in "\n".join(map(json.dumps, lines)).lower(), text
    assert MARKER not in house.said.lower()


def count(house: House, question: str) -> int:
    with sqlite3.connect(house.data / "heartwood.sqlite3") as database:
        return int(database.execute(question).fetchone()[0])


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
