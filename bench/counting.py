"""What each page asks of its database: `python -m bench.counting <keys as JSON on stdin>`."""

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from typing import Any

import django

LARGE = 200  # rows, from which on it is worth saying that a table was gone through


class Listener:
    """Takes each statement's time, and looks at how it was answered: through which large table row by row."""

    def __init__(self) -> None:
        from django.db import connection

        self.connection = connection
        self.times: list[float] = []
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        answer = execute(sql, params, many, context)
        self.times.append((time.perf_counter() - began) * 1000)
        self.asked.append((sql, params))
        return answer

    def gone_through(self) -> list[str]:
        tables = {table for sql, params in self.asked if sql.startswith("SELECT") for table in self._of(sql, params)}
        return sorted(table for table in tables if self._is_large(table))

    def _of(self, sql: str, params: Any) -> Sequence[str]:
        is_sqlite = self.connection.vendor == "sqlite"
        with self.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {'QUERY PLAN' if is_sqlite else ''} {sql}", params)
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        aliases = dict(re.findall(r'"(\w+)" (\w+)\b(?! JOIN)', sql))
        named = {alias: table for table, alias in aliases.items()}
        found = re.findall(r"^SCAN (\w+)$" if is_sqlite else r"Seq Scan on (\w+)", plan, re.MULTILINE)
        return [named.get(table, table) for table in found]

    def _is_large(self, table: str) -> bool:
        if table not in self.connection.introspection.table_names():
            return False  # what another part of the statement has found
        with self.connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM (SELECT 1 FROM "{table}" LIMIT {LARGE}) few')  # noqa: S608
            return bool(cursor.fetchone()[0] == LARGE)


def asked(keys: dict[str, Any]) -> dict[str, dict[str, Any]]:
    from django.conf import settings
    from django.db import connection
    from django.test.client import Client, ClientHandler

    from bench.pages import PAGES

    browser = Client(SERVER_NAME=settings.HOST)
    browser.handler = ClientHandler(enforce_csrf_checks=True)
    found = {}
    for page in PAGES:
        first, second = (asked for _, asked in zip(range(2), page.asked(keys), strict=False))
        for each in (first, second):
            listener = Listener()
            with connection.execute_wrapper(listener):
                answer = browser.generic(
                    each.method, each.path, each.body, each.kind or "text/plain", headers={"Cookie": each.cookie}
                )
            assert answer.status_code in (200, 302), (page.name, answer.status_code)
        found[page.name] = {
            "statements": len(listener.times),
            "goal": page.statements,
            "slowest": max(listener.times),
            "gone_through": listener.gone_through(),
        }
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heartwood.config.settings")
    django.setup()
    json.dump(asked(json.load(sys.stdin)), sys.stdout)
