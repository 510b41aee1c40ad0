"""Runs in a small house of its own: rotations that are killed at random moments, again and again."""

import os
import random
import signal
import time

from django.core.management import call_command
from django.db import connection

from heartwood.ground.vault.tests.paper.models import Page, Person

PAGES = 300


def fill() -> None:
    people = Person.objects.bulk_create([Person() for _ in range(PAGES)])
    Page.objects.bulk_create([Page(person=person, body=f"Day {n}", title=str(n)) for n, person in enumerate(people)])


def all_open() -> bool:
    pages = list(Page.objects.all())
    return len(pages) == PAGES and all(page.body == f"Day {page.title}" for page in pages)


def kill_rotations(turns: int) -> None:
    """Each rotation is a process, killed with -9 after a random sentence of its own and a random moment more."""
    killed = 0
    for turn in range(turns):
        connection.close()
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.dup2(writing, 1)
            call_command("vault", "rotate", "--batch", "10", *(["--forget-old"] if turn % 2 else []))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as sentences:
            for _ in range(random.randint(0, PAGES // 10 + 3)):
                sentences.readline()
            time.sleep(random.random() / 50)
            os.kill(process, signal.SIGKILL)
            killed += os.WIFSIGNALED(os.waitpid(process, 0)[1])
        assert all_open(), f"after {turn} kills"
    call_command("vault", "rotate", "--forget-old")
    assert all_open()
    print(f"killed {killed} of {turns}; all open")
