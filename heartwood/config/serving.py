"""The processes of one install: a web server, and a worker for the jobs."""

import contextlib
import gc
import http.client
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4  # of each web worker; each keeps connections, and their caches, of its own
PATIENCE = 5  # seconds between asking a process to end and killing it
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # before a worker that fell over is started again
STEADY = 60  # seconds after which a fall counts as the first


class Lifeline:
    """A pipe that we hold for as long as we live. When we are gone, even by a kill -9, the kernel lets go of it, and
    our children know."""

    def __init__(self) -> None:
        self.end_of_the_child, self.our_end = os.pipe()

    def hold_on(self) -> None:
        os.close(self.our_end)
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self) -> None:
        os.read(self.end_of_the_child, 1)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        time.sleep(PATIENCE)
        os.killpg(0, signal.SIGKILL)


class Child:
    """A copy of this process with a task of its own: it is there at once, and shares the memory of what is loaded.

    It leads a group, with what it starts in turn. So Ctrl-C at a terminal reaches us alone, and the group can be ended.
    """

    def __init__(self, task: Callable[[], None], lifeline: Lifeline) -> None:
        connections.close_all()  # a connection does not survive being copied
        self.task, self.lifeline = task, lifeline
        self.started_at = time.monotonic()
        self.process = multiprocessing.get_context("fork").Process(target=self.live)
        self.process.start()

    def live(self) -> None:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self.lifeline.hold_on()
        self.task()

    def again(self) -> "Child":
        return Child(self.task, self.lifeline)

    def ends_within(self, seconds: float) -> bool:
        self.process.join(seconds)
        return self.process.exitcode is not None

    def has_been_steady(self) -> bool:
        return time.monotonic() - self.started_at > STEADY

    def end_by(self, deadline: float) -> None:
        self.ends_within(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.join()


def keep_open(host: str, port: int, workers: int, *, greet: Callable[[], None], say: Callable[[str], None]) -> int:
    """Serves pages and does jobs until the web server ends; the answer is its exit code."""
    lifeline = Lifeline()
    web = Child(lambda: serve_pages(host, port, workers), lifeline)
    children = [web]
    try:
        if answers(web, host, port):
            children.append(Child(do_jobs, lifeline))
            greet()
            look_after(children, say)
        return web.process.exitcode or 0
    finally:
        end(children)


def look_after(children: list[Child], say: Callable[[str], None]) -> None:
    """Starts the worker again whenever it ends, until the web server does."""
    web, jobs = children
    pause = SHORTEST_PAUSE
    while not web.ends_within(0.5):
        if jobs.ends_within(0):
            pause = SHORTEST_PAUSE if jobs.has_been_steady() else pause
            say(f"The job worker stopped by itself. It starts again in {pause:.0f} s.")
            if not web.ends_within(pause):
                children[1] = jobs = jobs.again()
            pause = min(2 * pause, LONGEST_PAUSE)


def serve_pages(host: str, port: int, workers: int) -> None:
    from heartwood.config import wsgi  # noqa: F401  loaded once, before the workers part

    gc.collect()
    gc.freeze()  # what is loaded stays: nobody looks through it for garbage, and the workers go on sharing it
    Granian(
        "heartwood.config.wsgi:application",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE - 1,
    ).serve()


def do_jobs() -> None:
    call_command("worker")


def end(children: list[Child]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)  # we are ending already
    for child in children:
        child.process.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.end_by(deadline)


def answers(web: Child, host: str, port: int) -> bool:
    """Waits for the first answer, whatever it is; no, when the server ends before it gives one."""
    while not web.ends_within(0.05):
        connection = http.client.HTTPConnection(host, port, timeout=60)
        try:
            connection.request("GET", "/healthz", headers={"Host": settings.HOST})
            connection.getresponse()
        except OSError:
            continue
        else:
            return True
        finally:
            connection.close()
    return False


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError:
            return False
    return True
