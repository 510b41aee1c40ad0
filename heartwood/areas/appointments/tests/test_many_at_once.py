"""Many want one time at the same moment: one has it, all others are told that it is taken, and nothing else happens."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection  # noqa: F401  (asked for by skipif)
from django.utils.timezone import now

from heartwood.areas.appointments.models import Appointment, TakenTime
from heartwood.areas.appointments.tests.wanting import want
from tests.harness.databases import OURS

PROCESSES = 3
FEW, MANY = 60, 1000


def a_free_time() -> datetime:
    """At noon in Portland, beyond what anybody has booked."""
    return (now() + timedelta(days=40)).astimezone(UTC).replace(hour=20, minute=0, second=0, microsecond=0)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite in memory, threads cannot wait for each other")
@pytest.mark.torture
@pytest.mark.timeout(900)
def test_a_time_is_given_once_however_many_want_it(cast_for_real, in_full: bool) -> None:
    starts_at, attempts = a_free_time(), MANY if in_full else FEW

    assert want(starts_at, attempts) == {"booked": 1, "taken": attempts - 1}

    assert Appointment.objects.as_system("test").filter(starts_at=starts_at).count() == 1
    assert TakenTime.objects.filter(starts_at=starts_at).count() == 1


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_nor_is_it_on_sqlite_with_several_processes(furnished_data: Path, tmp_path: Path, in_full: bool) -> None:
    data = shutil.copytree(furnished_data, tmp_path / "data")
    attempts = (MANY if in_full else FEW) // PROCESSES
    outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = outside | {"HEARTWOOD_DATA": str(data), "DJANGO_SETTINGS_MODULE": "heartwood.config.settings"}
    command = [sys.executable, "-m", "heartwood.areas.appointments.tests.wanting", a_free_time().isoformat()]

    wanting = [
        subprocess.Popen([*command, str(attempts)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    outcomes: Counter[str] = Counter()
    for process in wanting:
        said, complaint = process.communicate()
        assert process.returncode == 0, complaint.decode()
        outcomes.update(json.loads(said))

    assert outcomes == {"booked": 1, "taken": PROCESSES * attempts - 1}
