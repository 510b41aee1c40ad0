"""How many statements each page sends to the database: `python -m bench.counting <keys as JSON on stdin>`."""

import json
import os
import sys
from typing import Any

import django


def counted(keys: dict[str, Any]) -> dict[str, int]:
    from django.conf import settings
    from django.core import signals
    from django.db import connection, reset_queries
    from django.test.client import Client, ClientHandler
    from django.test.utils import CaptureQueriesContext

    from bench.pages import PAGES

    signals.request_started.disconnect(reset_queries)
    browser = Client(SERVER_NAME=settings.HOST)
    browser.handler = ClientHandler(enforce_csrf_checks=True)
    number = {}
    for page in PAGES:
        first, second = (asked for _, asked in zip(range(2), page.asked(keys), strict=False))
        for asked in (first, second):
            with CaptureQueriesContext(connection) as captured:
                answer = browser.generic(
                    asked.method, asked.path, asked.body, asked.kind or "text/plain", headers={"Cookie": asked.cookie}
                )
            assert answer.status_code in (200, 302), (page.name, answer.status_code)
            number[page.name] = len(captured)
    return number


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartwood.config.settings")
    django.setup()
    json.dump(counted(json.load(sys.stdin)), sys.stdout)
