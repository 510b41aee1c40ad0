"""Writers of SQLite come in their turn; on PostgreSQL nothing hangs for ever."""

import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from heartwood.config import databases
from heartwood.config.sqlite.base import DatabaseWrapper, read_only
from heartwood.config.sqlite.turns import Turn

SQLITE = settings.DATABASES["default"] | {
    "ENGINE": "heartwood.config.sqlite",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 0.3, "init_command": "PRAGMA journal_mode=WAL"},
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
}


@pytest.fixture
def queue(tmp_path):
    return str(tmp_path / "queue")


@pytest.fixture
def open_file(tmp_path, django_db_blocker):
    """Connections to one file, each as another process would have it."""
    opened = []

    def open_it() -> DatabaseWrapper:
        opened.append(DatabaseWrapper(SQLITE | {"NAME": str(tmp_path / "file.sqlite3")}, f"file-{len(opened)}"))
        return opened[-1]

    with django_db_blocker.unblock():
        open_it().cursor().execute("CREATE TABLE word (word text)")
        yield open_it
        for one in opened:
            one.close()


def is_free(queue: str) -> bool:
    turn = Turn(queue)
    came = turn.comes_at_once()
    turn.end()
    return came


def write(file: DatabaseWrapper) -> None:
    file.cursor().execute("INSERT INTO word VALUES ('x')")


def test_who_came_first_is_served_first(queue):
    served, first = [], Turn.after_others(queue, 5)

    def wait(name: int) -> None:
        turn = Turn.after_others(queue, 5)
        served.append(name)
        turn.end()

    waiting = [threading.Thread(target=wait, args=(name,)) for name in range(4)]
    for thread in waiting:
        thread.start()
        time.sleep(0.05)  # each is in the queue before the next comes
    first.end()
    for thread in waiting:
        thread.join()

    assert served == [0, 1, 2, 3]


def test_nobody_waits_for_ever_and_who_gave_up_is_not_served_later(queue):
    first = Turn.after_others(queue, 5)
    begun_at = time.monotonic()

    assert Turn.after_others(queue, 0.1) is None
    assert time.monotonic() - begun_at < 2

    first.end()
    deadline = time.monotonic() + 5
    while not is_free(queue):
        assert time.monotonic() < deadline


def test_whoever_dies_makes_room(queue):
    story = f"""
import time
from heartwood.config.sqlite.turns import Turn
turn = Turn.after_others({queue!r}, 5)
print("mine", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", story], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        assert not is_free(queue)
        other.kill()
        other.wait()

    assert is_free(queue)


def test_a_transaction_has_its_turn_from_begin_to_end_and_so_has_a_single_change(open_file, tmp_path):
    file, queue = open_file(), str(tmp_path / "file.sqlite3-queue")
    for end in (file.commit, file.rollback, file.close):
        file.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        assert not is_free(queue)
        write(file)
        end()
        file.connect()
        assert is_free(queue)

    held = []
    with file.execute_wrapper(lambda execute, *statement: (held.append(not is_free(queue)), execute(*statement))[1]):
        write(file)
        file.cursor().execute("SELECT 1")
    assert held == [True, False]
    assert is_free(queue)


def test_who_only_reads_holds_up_nobody_and_sees_one_moment(open_file, tmp_path):
    reader, writer = open_file(), open_file()
    with read_only(reader):
        reader.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        count = lambda: reader.cursor().execute("SELECT count(*) FROM word").fetchone()[0]  # noqa: E731
        assert count() == 0

        write(writer)

        assert count() == 0
        reader.commit()
        reader.set_autocommit(True)
    assert count() == 1


def test_who_waited_in_vain_is_told_that_the_database_is_locked(open_file):
    file, other = open_file(), open_file()
    file.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    write(file)

    with pytest.raises(OperationalError, match="locked"):
        write(other)

    file.rollback()
    write(other)


# PostgreSQL


@pytest.fixture
def postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    with connection.cursor() as cursor:
        for limit in databases.TIME_LIMITS:
            cursor.execute(f"RESET {limit}")
        yield cursor


def shown(cursor, limit: str) -> str:
    cursor.execute(f"SHOW {limit}")
    return cursor.fetchone()[0]


def test_what_takes_too_long_on_postgresql_is_ended(postgresql):
    assert shown(postgresql, "statement_timeout") == "30s"
    assert shown(postgresql, "lock_timeout") == "10s"
    assert shown(postgresql, "idle_in_transaction_session_timeout") == "1min"
    assert connection.settings_dict["OPTIONS"]["connect_timeout"] == 5

    postgresql.execute("SET LOCAL statement_timeout = 50")
    with pytest.raises(OperationalError, match="statement timeout"), transaction.atomic():
        postgresql.execute("SELECT pg_sleep(5)")


def test_migrations_and_commands_take_the_time_they_need(postgresql):
    databases.lift_time_limits()
    assert shown(postgresql, "statement_timeout") == "0"

    databases.set_time_limits_after_migrating("default")
    assert shown(postgresql, "statement_timeout") == "30s"
