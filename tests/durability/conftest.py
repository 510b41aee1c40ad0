"""Demos on the engine that the tests run on, to be worked in, killed, and brought back."""

import contextlib
import uuid
from pathlib import Path

import psycopg
import pytest

from tests.harness.databases import SERVER
from tests.harness.house import House, furnished_house


@pytest.fixture
def busy_house(furnished, tmp_path, pytestconfig):
    """A demo that is open, where the cast has just moved in."""
    data, databases = furnished
    with copies(databases, pytestconfig) as urls, furnished_house(data, tmp_path, **urls) as house:
        yield house


@contextlib.contextmanager
def copies(databases, pytestconfig):
    """Of each a new one, that ends with us."""
    if not databases:
        yield {}
        return
    server, made = pytestconfig.stash[SERVER], {}
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting, name in databases.items():
            made[setting] = f"{name}_{uuid.uuid4().hex}"
            connection.execute(f'CREATE DATABASE "{made[setting]}" TEMPLATE "{name}"')
        yield {setting: server.get_uri(name) for setting, name in made.items()}
        for name in made.values():
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def elsewhere(tmp_path, pytestconfig):
    """Makes installs that hold nothing yet, on the engine of the tests or on the other one."""
    server = pytestconfig.stash.get(SERVER, None)
    made = []

    def make(name: str, engine: str = "") -> House:
        settings = {}
        if server and engine != "sqlite":
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            made.append(name)
            settings = {"DATABASE_URL": server.get_uri(name)}
        return House(tmp_path / name, HEARTWOOD_DEMO="1", **settings)

    yield make
    for name in made:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def private_key(tmp_path):
    """Where the practice keeps the private half of its backup's key: not on the server."""

    def make(house: House) -> Path:
        path = tmp_path / "in-the-safe"
        path.write_text(house.manage("backup", "--make-key").stdout)
        return path

    return make
