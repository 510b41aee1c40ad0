import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from heartwood.config.preparing import (
    bring_databases_up_to_date,
    insist_on_the_right_keys,
    keep_demo_and_practice_apart,
    let_somebody_begin,
)
from heartwood.config.serving import keep_open, port_is_free

DEMO = """
  Willow Practice is at work there. Sign in as

    thea@willow.example    Thea, a practitioner
    olive@willow.example   Olive, the administrator
    clara@mail.example     Clara, a client

  each with the password willow-demo-2026"""

WELCOME = """
  Nobody works here yet. To found your practice, open {url}/welcome/
  and enter the code {code}"""


class Command(BaseCommand):
    help = "Bring the databases up to date, then serve pages and do jobs until stopped. HOST, PORT and WORKERS count."

    def handle(self, **options: Any) -> None:
        host = os.environ.get("HOST", "127.0.0.1")
        port = self.number("PORT", 8000)
        workers = self.number("WORKERS", 2)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ways to stop us are one
        try:
            self.open(host, port, workers)
        except KeyboardInterrupt:
            self.stdout.write("\nHeartwood has stopped.")

    def open(self, host: str, port: int, workers: int) -> None:
        if not port_is_free(host, port):
            raise CommandError(
                f"Something else answers at port {port}. Stop it, or choose another port: PORT={port + 1}."
            )
        bring_databases_up_to_date()
        insist_on_the_right_keys()
        keep_demo_and_practice_apart()
        welcome_code = let_somebody_begin(self.stdout.write)
        code = keep_open(host, port, workers, greet=lambda: self.greet(welcome_code), say=self.stderr.write)
        raise CommandError(f"The web server stopped by itself (code {code}), and everything else with it.")

    def greet(self, welcome_code: str | None) -> None:
        self.stdout.write(f"Heartwood is open at {settings.BASE_URL}")
        if settings.DEMO:
            self.stdout.write(DEMO)
        elif welcome_code:
            self.stdout.write(WELCOME.format(url=settings.BASE_URL, code=welcome_code))
        self.stdout.write(f"\n  Its data is in {settings.DATA}. Ctrl-C stops it.\n")
        self.stdout.flush()

    def number(self, name: str, default: int) -> int:
        value = os.environ.get(name, "") or str(default)
        if not value.isdecimal():
            raise CommandError(f"{name} is a number, not “{value}”.")
        return int(value)
