"""The other tests build their tables straight from the models. Here the migrations run, on the engine of the run."""

import os
import subprocess
import sys

import pytest

from tests.harness.databases import OURS
from tests.harness.house import ROOT


@pytest.fixture
def manage(empty_database, tmp_path):
    outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env = {**outside, **empty_database, "HEARTWOOD_DATA": str(tmp_path)}

    def run(*command):
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_migrations_build_what_the_models_say(manage):
    manage("migrate")

    manage("migrate", "--check")
    assert "No changes detected" in manage("makemigrations", "--check", "--dry-run")
