"""Installs that are filled and opened as a practice opens its own, each with its floors beside it."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from pyrage import x25519

from bench.asking import ROOT, Asked, Heard, ask
from tests.harness.databases import start_postgresql
from tests.harness.house import House, free_port

SETTINGS = {
    "HEARTWOOD_ACCESS_LOG": "on",
    "HEARTWOOD_MANY_RECORDS": "1000000000",  # nobody is alarmed
    "HEARTWOOD_BACKUP_RECIPIENTS": str(x25519.Identity.generate().to_public()),
}


class Door:
    """A server that is asked, and what it costs."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.process = port, psutil.Process(pid)

    def ask(self, *callers: list[Asked]) -> tuple[Heard, float]:
        """What was heard, and the processor time of all its processes, in milliseconds for each request."""
        before = self.processor()
        heard = ask(self.port, callers)
        spent = (self.processor() - before) * 1000 / sum(map(len, callers))
        return heard, spent

    def processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def processor(self) -> float:
        total = 0.0
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def memory(self) -> float:
        """Of all processes, in MiB; what they share is counted once."""
        return sum(process.memory_full_info().pss for process in self.processes()) / 2**20


class Install:
    def __init__(self, engine: str, records: int, folder: Path, urls: dict[str, str]) -> None:
        self.engine, self.records = engine, records
        self.house = House(folder / "data", **SETTINGS, **urls)
        self.keys: dict[str, Any] = {}
        self.built_in = self.opened_in = 0.0

    def build(self) -> None:
        """Unless it was, in this folder: a city of a million takes long."""
        said = self.house.data.with_name("built-in")
        if not said.exists():
            shutil.rmtree(self.house.data, ignore_errors=True)  # half built
            began = time.monotonic()
            self.command("-m", "bench.city", str(self.records))
            said.write_text(f"{time.monotonic() - began:.1f}")
        self.built_in = float(said.read_text())

    def open(self) -> None:
        began = time.monotonic()
        self.house.start()
        self.opened_in = time.monotonic() - began
        assert self.house.process
        self.door = Door(self.house.port, self.house.process.pid)
        port = free_port()
        outside = {**os.environ, **self.house.settings, "DJANGO_SETTINGS_MODULE": "bench.floor_settings"}
        command = [sys.executable, "-m", "bench.serve_floors", str(port)]
        self.beside = subprocess.Popen(command, cwd=ROOT, env=outside)
        self.floors = Door(port, self.beside.pid)
        while not is_open(port):
            if self.beside.poll() is not None:
                raise RuntimeError("The floors did not open.")
            time.sleep(0.05)
        self.let_people_in()

    def let_people_in(self) -> None:
        self.keys = json.loads(self.command("-m", "bench.keys"))

    def asked_of_its_database(self) -> dict[str, dict[str, Any]]:
        """What each page asks: how many statements, and which of them go through a whole table."""
        asked: dict[str, dict[str, Any]] = json.loads(self.command("-m", "bench.counting", told=json.dumps(self.keys)))
        return asked

    def command(self, *words: str, told: str = "") -> str:
        process = self.begin(*words)
        said, _ = process.communicate(told)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, words)
        return said

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "heartwood.config.settings"}
        environment |= {**self.house.settings, "HEARTWOOD_ACCESS_LOG": "off"}
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self.house.kill()
        for process in self.floors.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.beside.wait()


def is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("localhost", port)):
        return True
    return False


@contextlib.contextmanager
def databases(engine: str, folder: Path, sizes: list[int]) -> Iterator[list[dict[str, str]]]:
    """The addresses of a database for each, which are empty unless they stand there from before."""
    if engine == "sqlite":
        yield [{} for _ in sizes]
        return
    server = start_postgresql(folder)
    try:
        named = [(f"house_{records}", f"counters_{records}") for records in sizes]
        there = server.psql("SELECT datname FROM pg_database").split()
        for name in (name for pair in named for name in pair if name not in there):
            server.psql(f"CREATE DATABASE {name}")
        yield [{"DATABASE_URL": server.get_uri(one), "COUNTERS_URL": server.get_uri(two)} for one, two in named]
    finally:
        server.cleanup()
