"""R1. The real processes of a house are killed with -9 at random moments, while people write through its real doors.

Nothing that was answered is lost, nothing is written in half, and every job comes to its end, once.
"""

import random
import re
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import psutil
import pytest

from tests.durability.mix import MIX, NotAnswered
from tests.harness.caller import NO_ANSWER, Caller
from tests.harness.house import DUE, SLOWEST_START, House

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]
KILLS_A_NIGHT = 12
OPEN_FILES = """
import django; django.setup()
from django.apps import apps
from django.db.models import QuerySet
from heartwood.ground.files.models import SealedFile

rows = [row for model in apps.get_models() if issubclass(model, SealedFile) for row in QuerySet(model)]
for row in rows:
    for part in row.parts:
        with row.opened(part) as file:
            assert file.read()
print(len(rows))
"""
JOBS_ROWS = "SELECT task_path, status, worker_ids FROM django_tasks_database_dbtaskresult"


@dataclass
class Attempt:
    deed: str
    word: str
    answered: bool = False


@dataclass
class Crowd:
    """People who do what is in the mix, one deed after the other, whatever happens to the house."""

    house: House
    attempts: list[Attempt] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def __enter__(self) -> "Crowd":
        self.over = threading.Event()
        emails = ("thea@willow.example",) * 3 + ("sol@willow.example",)
        self.people = [threading.Thread(target=self.work, args=(email,)) for email in emails]
        for person in self.people:
            person.start()
        return self

    def __exit__(self, *why: object) -> None:
        self.over.set()
        for person in self.people:
            person.join()

    def work(self, email: str) -> None:
        caller = Caller(self.house.port, email)
        while not self.over.is_set():
            if not caller.cookies:
                self.come_in(caller)
                continue
            attempt = Attempt(random.choice(list(MIX)), f"Q{random.randbytes(8).hex()}")
            self.attempts.append(attempt)
            try:
                MIX[attempt.deed].do(caller, attempt.word)
                attempt.answered = True
            except NO_ANSWER:
                time.sleep(1)
            except (NotAnswered, LookupError) as answer:
                self.surprises.append(f"{attempt.deed}: {answer}")

    def come_in(self, caller: Caller) -> None:
        try:
            caller.sign_in()
        except (*NO_ANSWER, AssertionError):
            caller.cookies.clear()
            time.sleep(0.1)


def those_who_come_back(house: House) -> dict[str, list[psutil.Process]]:
    """The processes that the house starts again by itself: the web server's workers, and the worker for jobs."""
    own, *_ = house.processes()
    web, *workers = sorted(own.children(), key=lambda process: len(process.children()), reverse=True)
    return {"web": web.children(), "worker": workers}


def kill_one(house: House) -> str:
    kind, processes = random.choice(list(those_who_come_back(house).items()))
    random.choice(processes).kill()
    return kind


def a_night(house: House, kills: int) -> Counter[str]:
    """How many were killed of what. In the end the whole house is, and opens again."""
    killed: Counter[str] = Counter()
    while killed.total() < kills - 1 and house.is_running:
        time.sleep(random.random() * 0.8)
        with suppress(psutil.NoSuchProcess, LookupError, ValueError):  # it is not back yet
            killed[kill_one(house)] += 1
    time.sleep(random.random())
    house.kill()
    killed["house"] += 1
    house.start()
    return killed


def wait_until_all_is_done(house: House) -> None:
    """The minute after which a silent worker is taken for dead is over at once."""
    house.ask("UPDATE jobs_worker SET alive_at = '2026-01-01 00:00:00' RETURNING id")
    deadline = time.monotonic() + SLOWEST_START
    while house.ask(DUE) != [(0,)] or house.ask("SELECT count(*) FROM audit_waiting") != [(0,)]:
        assert time.monotonic() < deadline, house.ask(JOBS_ROWS)
        time.sleep(0.5)


def wrong_with(house: House, attempt: Attempt) -> str:
    counts = {float(house.ask(ask.format(word=attempt.word))[0][0]) for ask in MIX[attempt.deed].questions}
    if len(counts) > 1:
        return f"{attempt} is there in half: {counts}"
    if counts not in ([{1.0}] if attempt.answered else [{0.0}, {1.0}]):
        return f"{attempt} happened {counts} times"
    return ""


def test_a_house_that_is_killed_again_and_again_loses_nothing(busy_house, in_full, capsys):
    house, kills = busy_house, 200 if in_full else 6
    killed: Counter[str] = Counter()
    with Crowd(house) as crowd:
        while killed.total() < kills:
            killed += a_night(house, min(KILLS_A_NIGHT, kills - killed.total()))
        time.sleep(1)
    wait_until_all_is_done(house)

    wrong = [said for attempt in crowd.attempts if (said := wrong_with(house, attempt))]
    answered = [attempt for attempt in crowd.attempts if attempt.answered]
    jobs = Counter(status for _, status, _ in house.ask(JOBS_ROWS))
    (notices,) = house.ask("SELECT count(*) FROM notifications_notice WHERE sent_at IS NOT NULL")[0]
    mails = Counter(found for mail in house.mails() for found in re.findall(r"^<notice-[^@]+", mail["Message-ID"]))
    house.stop()
    verified, opened = house.manage("audit", "verify"), house.run("-c", OPEN_FILES)
    with capsys.disabled():
        print(
            f"\n{killed.total()} kills ({dict(killed)}), {len(answered)} deeds answered"
            f" {dict(Counter(attempt.deed for attempt in answered))}, {len(crowd.attempts) - len(answered)} not:"
            f" {len(wrong)} lost, doubled or in half; {len(crowd.surprises)} odd answers; jobs {dict(jobs)};"
            f" {int(opened.stdout or 0)} files open;"
            f" {notices} mails noted as sent, {len(mails)} sent, {sum(mails.values()) - len(mails)} of them twice"
        )
    assert not wrong
    assert len(answered) > kills / 2
    assert not [said for said in crowd.surprises if not said.split(": ")[1].startswith("5")]
    assert set(jobs) <= {"SUCCESSFUL", "READY"}
    assert len(mails) >= notices > 0
    assert verified.returncode == 0, verified.stderr
    assert opened.returncode == 0, opened.stderr
    if "DATABASE_URL" not in house.settings:
        assert house.ask("PRAGMA integrity_check") == [("ok",)]
