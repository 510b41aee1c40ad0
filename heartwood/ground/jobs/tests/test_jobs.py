"""Jobs are done later, once more when they fail, and by somebody else when their worker is gone."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.timezone import now
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from heartwood.ground.jobs import worker
from heartwood.ground.jobs.job import daily, every, pause_after
from heartwood.ground.jobs.jobs import tidy
from heartwood.ground.jobs.models import Slot, Worker
from heartwood.ground.jobs.tests import deeds
from heartwood.ground.jobs.tests.deeds import DONE, greet, knock
from tests.harness.databases import OURS
from tests.harness.house import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_empty_queue(db, monkeypatch):
    DBTaskResult.objects.all().delete()
    monkeypatch.setattr(worker, "REPEATED", [])
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # it takes a test's transaction for a fault
    DONE.clear()


def the_job():
    return DBTaskResult.objects.get()


def work():
    call_command("worker", once=True)


def time_passes():
    """What waits for its next try need not wait any more."""
    DBTaskResult.objects.filter(status="READY").update(run_after=now())


def test_a_job_is_there_when_its_act_is_and_not_otherwise():
    knock.enqueue("open")
    with transaction.atomic():
        knock.enqueue("never")
        transaction.set_rollback(True)

    work()

    assert DONE == ["open"]
    assert the_job().status == "SUCCESSFUL"


def test_what_fails_is_tried_again_later_and_then_given_up(caplog):
    knock.enqueue("closed")

    work()
    assert the_job().status == "READY"
    assert the_job().run_after > now()
    work()
    assert DONE == ["closed"], "it waits for its time"
    for _ in range(4):
        time_passes()
        work()

    assert DONE == ["closed"] * 3
    assert the_job().status == "FAILED"
    said = StringIO()
    call_command("jobs", stdout=said)
    assert "1 given up" in said.getvalue()
    assert "deeds.knock" in said.getvalue()


def test_of_a_failure_its_kind_is_kept_and_never_its_words(caplog):
    knock.enqueue("thea@willow.example")

    for _ in range(3):
        time_passes()
        work()

    assert the_job().exception_class_path.endswith("deeds.Refused")
    assert "knock" in the_job().traceback
    assert "thea@willow.example" not in the_job().traceback + the_job().exception_class_path + caplog.text
    assert "is given up" in caplog.text


def test_what_was_given_up_can_be_tried_again():
    knock.enqueue("closed")
    for _ in range(3):
        time_passes()
        work()

    call_command("jobs", again=True, stdout=StringIO())

    assert the_job().status == "READY"
    assert the_job().worker_ids == []


def test_pauses_grow_to_an_hour_and_differ():
    assert timedelta(seconds=7.5) <= pause_after(1) <= timedelta(seconds=10)
    assert timedelta(seconds=60) <= pause_after(4) <= timedelta(seconds=80)
    assert timedelta(minutes=45) <= pause_after(100) <= timedelta(hours=1)
    assert len({pause_after(5) for _ in range(5)}) > 1


# Workers that are gone


def taken_by(name, alive_at):
    Worker.objects.create(pk=name, alive_at=alive_at)
    knock.enqueue("open")
    row = the_job()
    row.claim(name)
    return row


def test_a_job_whose_worker_has_been_silent_for_a_minute_runs_again():
    taken_by("gone", now() - timedelta(seconds=61))

    work()

    assert DONE == ["open"]
    assert len(the_job().worker_ids) == 2


def test_a_job_of_a_worker_that_lives_is_left_to_it():
    taken_by("busy", now() - timedelta(seconds=50))

    work()

    assert DONE == []
    assert the_job().status == "RUNNING"


def test_what_a_worker_says_that_was_thought_dead_is_not_heard():
    """It slept; another has the job now. Its late word changes nothing."""
    sleeper = taken_by("asleep", now() - timedelta(hours=1))
    worker.outcome.take_back_from_the_dead()

    worker.outcome.succeeded(sleeper)
    worker.outcome.failed(sleeper, deeds.Refused())

    assert the_job().status == "READY"


def test_a_job_that_kills_its_workers_is_given_up_in_the_end():
    taken_by("gone", now() - timedelta(hours=1))
    DBTaskResult.objects.update(worker_ids=["one", "two", "three"])

    work()

    assert the_job().status == "FAILED"
    assert the_job().exception_class_path.endswith("WorkerDied")


def test_a_worker_that_ends_leaves_no_name_behind():
    work()

    assert not Worker.objects.exists()


# What is repeated


def test_a_slot_is_run_once_however_many_workers_there_are(monkeypatch, time_machine):
    time_machine.move_to(datetime(2026, 11, 21, 10, 5, tzinfo=UTC), tick=False)
    monkeypatch.setattr(worker, "REPEATED", [(greet, every(hours=1))])

    for name in ("one", "two", "three"):
        worker.beat(name)
    assert DBTaskResult.objects.count() == 1

    time_machine.move_to(datetime(2026, 11, 21, 15, 0, tzinfo=UTC), tick=False)
    worker.beat("one")
    assert DBTaskResult.objects.count() == 2, "what nobody was there for is not made up for"


def test_slots_begin_with_the_beat():
    at = datetime(2026, 11, 21, 2, 59, tzinfo=UTC)

    assert every(minutes=10).slot(at) == datetime(2026, 11, 21, 2, 50, tzinfo=UTC)
    assert daily("03:00").slot(at) == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert daily("03:00").slot(at + timedelta(minutes=1)) == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def test_what_is_long_done_is_forgotten(time_machine):
    knock.enqueue("open")
    work()
    Slot.objects.take("hello", now())

    tidy.call()
    assert DBTaskResult.objects.exists()

    time_machine.move_to(now() + timedelta(days=31))
    tidy.call()
    assert not DBTaskResult.objects.exists()
    assert not Slot.objects.exists()


# Killed


@pytest.mark.torture
def test_nothing_is_lost_and_nothing_done_twice_when_workers_are_killed(empty_database, tmp_path, in_full):
    """kill -9 at a random moment, over and over. Each job comes to its end, its effect is there once, and nobody began
    it while another who lived was at it."""
    turns = 200 if in_full else 12
    house = {"DJANGO_SETTINGS_MODULE": "heartwood.ground.jobs.tests.small_house", "HEARTWOOD_DATA": str(tmp_path)}
    outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    story = (
        "import django; django.setup();"
        "from django.core.management import call_command as call; call('migrate', verbosity=0);"
        f"from heartwood.ground.jobs.tests import killing as k; k.kill_workers({turns}, {str(tmp_path / 'diary')!r})"
    )

    told = subprocess.run(
        [sys.executable, "-c", story],
        cwd=ROOT,
        env={**outside, **empty_database, **house},
        capture_output=True,
        text=True,
        timeout=250,
    )

    written = 5 * turns
    assert f"{written} written, {written} done, {written} effects, {written} distinct" in told.stdout, told
    assert ", 0 at once" in told.stdout, told.stdout
    assert "\n0 done again" not in told.stdout
