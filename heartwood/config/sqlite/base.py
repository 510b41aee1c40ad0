"""SQLite as Django knows it, but those who write queue for it.

SQLite lets one write at a time. Whoever comes second sleeps and tries again, ever longer, so that among several the
unlucky one waits for seconds. Here they stand in a queue first, which the kernel keeps.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

from heartwood.config.sqlite.turns import Turn

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    turn: Turn | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self.in_turn)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE":  # type: ignore[attr-defined]
            self.take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.end_turn()
            raise

    def _commit(self) -> None:
        with self.turn_ends():
            super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        with self.turn_ends():
            super()._rollback()  # type: ignore[misc]

    def _close(self) -> None:
        with self.turn_ends():
            super()._close()  # type: ignore[misc]

    def in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """A single change, outside of a transaction, queues as well."""
        if self.in_atomic_block or not sql.startswith(CHANGES):
            return execute(sql, params, many, context)
        self.take_turn()
        with self.turn_ends():
            return execute(sql, params, many, context)

    def take_turn(self) -> None:
        """Waits no longer than for SQLite itself, which then has the last word."""
        if not self.turn and not self.is_in_memory_db():
            name, patience = self.settings_dict["NAME"], self.settings_dict["OPTIONS"].get("timeout", 5)
            self.turn = Turn.after_others(f"{name}-queue", patience)

    @contextmanager
    def turn_ends(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.end_turn()

    def end_turn(self) -> None:
        if self.turn:
            self.turn.end()
            self.turn = None


@contextmanager
def read_only(connection: Any) -> Iterator[None]:
    """Transactions that begin in here see one moment of the database, and hold up nobody who writes."""
    connection.ensure_connection()
    before, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = before
