"""A worker: takes one job after the other. Its pulse beats beside it, and looks after what others left behind."""

import logging
import secrets
import threading
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils.timezone import now
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from heartwood.ground.jobs import outcome
from heartwood.ground.jobs.job import REPEATED
from heartwood.ground.jobs.models import Slot
from heartwood.ground.jobs.models import Worker as Alive

logger = logging.getLogger("heartwood.jobs")

BEAT = 10.0  # seconds
GLANCE = 0.5  # seconds between looking for work where there was none


class Worker(db_worker.Worker):
    """`once`: does what is due, and ends."""

    def __init__(self, *, once: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=GLANCE,
            batch=once,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=secrets.token_hex(16),
            excluded_queue_names=[],
        )

    def run(self) -> None:
        with Pulse(self.worker_id):
            super().run()

    def run_task(self, row: DBTaskResult) -> None:
        """Asked to stop, we end this one first; forced to, it stays as it is, and is taken back by others."""
        self.running_task = True
        try:
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        except Exception as error:
            outcome.failed(row, error)
        else:
            outcome.succeeded(row)
        finally:
            self.running_task = False


class Pulse(threading.Thread):
    """Beats for as long as the worker lives, also through a long job."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(daemon=True)
        self.worker_id = worker_id
        self.ended = threading.Event()

    def __enter__(self) -> None:
        beat(self.worker_id)
        self.start()

    def __exit__(self, *why: Any) -> None:
        """A worker that ends says so, and nobody has to wait until it is thought dead."""
        self.ended.set()
        self.join()
        Alive.objects.filter(pk=self.worker_id).delete()

    def run(self) -> None:
        while not self.ended.wait(BEAT):
            close_old_connections()
            try:
                beat(self.worker_id)
            except DatabaseError as error:
                logger.warning("A worker could not say that it is alive (%s).", type(error).__name__)
        connections.close_all()


def beat(worker_id: str) -> None:
    Alive.objects.note(worker_id)
    outcome.take_back_from_the_dead()
    enqueue_what_repeats()


def enqueue_what_repeats() -> None:
    for job, rhythm in REPEATED:
        slot = rhythm.slot(now())
        with transaction.atomic():
            if Slot.objects.take(job.module_path, slot):
                job.enqueue()
