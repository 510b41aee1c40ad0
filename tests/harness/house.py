"""A real install, as a practice runs it: `manage.py serve`, with a port and a data folder of its own."""

import contextlib
import email
import email.policy
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.harness.databases import OURS, SERVER

ROOT = Path(__file__).resolve().parents[2]
UNFINISHED = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
DUE = f"{UNFINISHED} AND task_path NOT LIKE '%forget' AND task_path NOT LIKE '%send_daily'"  # a day later
SLOWEST_START = 240  # seconds, on a machine that has other things to do


class House:
    """`settings` are what an operator would say in the environment."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        nearby = {"HEARTWOOD_QUICK_EXIT": "/.well-known/security.txt"}  # nobody leaves for the world outside
        self.settings = {"HEARTWOOD_DATA": str(data), "PORT": str(self.port), **nearby, **settings}
        self.log = data.with_name(f"{data.name}.log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "House":
        self.launch()
        deadline = time.monotonic() + SLOWEST_START
        while "Heartwood is open" not in self.said or not self.answers():
            if not self.is_running or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"The house did not open.\n{self.said}")
            time.sleep(0.05)
        return self

    def launch(self) -> None:
        """Starts it, and does not wait."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env={**outside, **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=hear_ctrl_c,
            )

    def answers(self, path: str = "/accounts/login/") -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as answer:
            answer.close()
            return False
        except OSError:
            return False

    def stop(self) -> int:
        """Ctrl-C. The answer is the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SLOWEST_START)

    def restart(self) -> "House":
        self.stop()
        return self.start()

    def kill(self) -> None:
        """A power cut: every process at once."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if self.process:
            self.process.wait(SLOWEST_START)

    def processes(self) -> list[psutil.Process]:
        """Its own, then those it has started."""
        if not self.is_running:
            return []
        assert self.process
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def said(self) -> str:
        return self.log.read_text()

    def manage(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """A command that its operator gives."""
        return self.run("manage.py", *words, **settings)

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Python, in the surroundings of this house."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={**outside, "DJANGO_SETTINGS_MODULE": "heartwood.config.settings", **self.settings, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SLOWEST_START,
        )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What its database holds, past the house."""
        if url := self.settings.get("DATABASE_URL"):
            with psycopg.connect(url, autocommit=True) as database:
                answer = database.execute(sql.encode())
                return answer.fetchall() if answer.description else []
        with contextlib.closing(sqlite3.connect(self.data / "heartwood.sqlite3", 20, isolation_level=None)) as file:
            return file.execute(sql).fetchall()

    def finish_its_jobs(self, patience: float = 60) -> None:
        """Wait until whatever is due is done."""
        deadline = time.monotonic() + patience
        while self.ask(DUE) != [(0,)]:
            assert time.monotonic() < deadline, "jobs that are due are left"
            time.sleep(0.2)

    def mails(self) -> list[EmailMessage]:
        """What has been sent so far, oldest first."""
        files = sorted((self.data / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime_ns)
        letters = [letter for file in files for letter in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")]
        return [email.message_from_bytes(letter, policy=email.policy.default) for letter in letters if letter.strip()]


def hear_ctrl_c() -> None:
    """Also where the tests themselves were started in the background, and are deaf to it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def free_port() -> int:
    """Below those that the system hands to callers: a caller who gets the port of a house that is just down would
    reach himself."""
    while True:
        with socket.socket() as door, contextlib.suppress(OSError):
            door.bind(("127.0.0.1", port := random.randrange(10_000, 30_000)))
            return port


@pytest.fixture(scope="session")
def furnished_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo that has started once. Copy it; do not live in it."""
    house = House(tmp_path_factory.mktemp("furnished") / "data", HEARTWOOD_DEMO="1").start()
    assert house.stop() == 0, house.said
    return house.data


@pytest.fixture(scope="session")
def furnished(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, dict[str, str]]:
    """The same on the engine that the tests run on: with its databases, by the setting that names them. These are
    copied too."""
    server = pytestconfig.stash.get(SERVER, None)
    if not server:
        return request.getfixturevalue("furnished_data"), {}
    databases = {"DATABASE_URL": "furnished", "COUNTERS_URL": "furnished_counters"}
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in databases.values():
            connection.execute(f'CREATE DATABASE "{name}"')
    urls = {setting: server.get_uri(name) for setting, name in databases.items()}
    house = House(tmp_path_factory.mktemp("furnished") / "data", HEARTWOOD_DEMO="1", **urls).start()
    assert house.stop() == 0, house.said
    return house.data, databases


@contextlib.contextmanager
def furnished_house(furnished_data: Path, folder: Path, **settings: str) -> Iterator[House]:
    """A demo of its own, where the cast has just moved in."""
    house = House(Path(shutil.copytree(furnished_data, folder / "data")), HEARTWOOD_DEMO="1", **settings).start()
    try:
        yield house
    finally:
        house.kill()


@pytest.fixture(scope="module")
def house(furnished_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all tests of a module."""
    with furnished_house(furnished_data, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def fresh_house(furnished_data: Path, tmp_path: Path) -> Iterator[House]:
    """One for a single test: to be restarted, broken, burnt down."""
    with furnished_house(furnished_data, tmp_path) as house:
        yield house
