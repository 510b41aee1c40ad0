from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from heartwood.ground.jobs.models import Worker


class Command(BaseCommand):
    help = "Say what the queue holds, and what was given up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="have everything that was given up tried once more")

    def handle(self, *, again: bool, **options: Any) -> None:
        if again:
            tried = DBTaskResult.objects.failed().update(
                status=TaskResultStatus.READY, worker_ids=[], run_after=now(), finished_at=None
            )
            self.stdout.write(f"{tried} are tried again.")
        given_up = DBTaskResult.objects.failed().order_by("finished_at")
        waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
        self.stdout.write(
            f"{Worker.objects.alive().count()} workers, {DBTaskResult.objects.running().count()} jobs running,"
            f" {waiting.count()} waiting, {given_up.count()} given up"
        )
        for row in given_up:
            self.stdout.write(
                f"  {row.finished_at:%Y-%m-%d %H:%M}  {row.task_path}  {row.exception_class_path},"
                f" {len(row.worker_ids)} tries"
            )
