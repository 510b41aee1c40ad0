"""Runs in a small house of its own: two workers at a full queue, and one of them is killed, again and again."""

import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from heartwood.ground.jobs import models, worker
from heartwood.ground.jobs.models import Slot
from heartwood.ground.jobs.tests.deeds import note, write

# As in a house, but fast. A pulse may be late on a busy machine: what is dead is dead for ten beats.
models.DEAD_AFTER = timedelta(seconds=2)
worker.BEAT, worker.GLANCE = 0.2, 0.02


def kill_workers(turns: int, diary: str) -> None:
    written = 0
    crew = [hire(), hire()]
    for _ in range(turns):
        for _ in range(5):
            write.enqueue(str(written := written + 1), diary)
        time.sleep(random.random() / 5)
        fired = crew.pop(random.randrange(2))
        os.kill(fired, signal.SIGKILL)
        os.waitpid(fired, 0)
        note(diary, f"killed {fired}")
        crew.append(hire())
    deadline = time.monotonic() + 120
    while DBTaskResult.objects.exclude(status="SUCCESSFUL").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    for one in crew:
        os.kill(one, signal.SIGTERM)
        os.waitpid(one, 0)
    report(written, diary)


def hire() -> int:
    connection.close()  # it does not survive being copied
    if pid := os.fork():
        return pid
    call_command("worker")
    sys.exit()


def report(written: int, diary: str) -> None:
    effects = Slot.objects.filter(name__startswith="effect")
    done = DBTaskResult.objects.successful().filter(task_path=write.module_path)
    print(f"{written} written, {done.count()} done, {effects.count()} effects, {effects.distinct().count()} distinct")
    print(f"{sum(len(row.worker_ids) > 1 for row in done)} done again, {overlapping(diary)} at once")


def overlapping(diary: str) -> int:
    """How often one job was begun while somebody who still lived was at it."""
    at_it: dict[str, set[str]] = {}
    found: Counter[str] = Counter()
    with open(diary) as lines:
        for line in lines:
            verb, *words = line.split()
            if verb == "killed":
                for workers in at_it.values():
                    workers.discard(words[0])
                continue
            key, pid = words
            if verb == "begin":
                found[key] += bool(at_it.get(key))
                at_it.setdefault(key, set()).add(pid)
            else:
                at_it[key].discard(pid)
    return found.total()
