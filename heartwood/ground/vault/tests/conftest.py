import os
import subprocess
import sys

import pytest
from django.apps import AppConfig, apps
from django.db import connection

from heartwood.ground.vault import masterkey, sealing
from heartwood.ground.vault.models import DataKey, Master
from heartwood.ground.vault.tests.paper.models import Copy, Page, Person
from tests.harness.databases import OURS


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test's own models get tables of their own."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in (Person, Page, Copy):
            editor.create_model(model)


@pytest.fixture(scope="module", autouse=True)
def paper():
    """While this room is tested, and no longer, its test models are an app of the house."""
    app = apps.app_configs["paper"] = AppConfig.create("heartwood.ground.vault.tests.paper")
    app.apps = apps
    app.import_models()
    apps.clear_cache()
    yield
    del apps.app_configs["paper"]
    apps.clear_cache()


@pytest.fixture(autouse=True)
def vault(db, settings, tmp_path):
    """A vault with nothing in it and a data folder of its own; here, its key file."""
    DataKey.objects.all().delete()
    Master.objects.all().delete()
    settings.DATA = tmp_path
    return masterkey.kept_file()


@pytest.fixture
def broken(monkeypatch):
    """What was told to those who listen for broken seals."""
    told = []
    monkeypatch.setattr(sealing, "on_broken", [told.append])
    return told


@pytest.fixture
def clara():
    return Person.objects.create()


@pytest.fixture
def thea():
    return Person.objects.create()


@pytest.fixture
def stored():
    """What really stands in the database, as bytes, past everything that could open it."""

    def of(row, column="body"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [id_of(row)])  # noqa: S608
            (value,) = cursor.fetchone()
        return None if value is None else bytes(value)

    return of


@pytest.fixture
def store():
    """Somebody with access to the database writes these bytes there."""

    def into(row, value, column="body"):
        with connection.cursor() as cursor:
            table = row._meta.db_table
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, id_of(row)])  # noqa: S608

    return into


def id_of(row):
    return row._meta.pk.get_db_prep_value(row.pk, connection)


class SmallHouse:
    """A house of this room alone, on a database that outlives its processes."""

    def __init__(self, env):
        self.env = env

    def start(self, *command):
        return subprocess.Popen(
            [sys.executable, "-m", "django", *command],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command, fails=False):
        process = self.start(*command)
        said, _ = process.communicate(timeout=120)
        assert bool(process.returncode) == fails, said
        return said

    def python(self, script):
        return self.run("shell", "--no-imports", "--command", script)


@pytest.fixture
def small_house(empty_database, tmp_path):
    outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    settings = {"DJANGO_SETTINGS_MODULE": "heartwood.ground.vault.tests.small_house", "HEARTWOOD_DATA": str(tmp_path)}
    house = SmallHouse({**outside, **empty_database, **settings})
    house.run("migrate", "--run-syncdb", "--verbosity=0")
    return house
