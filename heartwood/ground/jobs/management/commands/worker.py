import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import autodiscover_modules

from heartwood.ground.jobs.worker import Worker


class Command(BaseCommand):
    help = "Do the jobs that were left for later, until stopped. Any number of workers may be at it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")

    def handle(self, *, once: bool, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # that a worker stops is no news
        autodiscover_modules("jobs")  # where the rooms say what is repeated
        worker = Worker(once=once)
        if not once:
            worker.configure_signals()
        worker.run()
