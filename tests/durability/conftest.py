"""Demos on the engine that the tests run on, to be worked in, killed, and brought back."""

from pathlib import Path

import psycopg
import pytest

from tests.harness.databases import SERVER
from tests.harness.house import House, furnished_house


@pytest.fixture
def busy_house(empty_database, tmp_path, request):
    """A demo that is open."""
    if empty_database:
        house = House(tmp_path / "data", HEARTWOOD_DEMO="1", **empty_database).start()
        yield house
        house.kill()
    else:
        with furnished_house(request.getfixturevalue("furnished_data"), tmp_path) as house:
            yield house


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
