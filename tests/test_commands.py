"""`make run`, as the person at the terminal sees it."""

import contextlib
import resource
import shutil
import signal
import socket
import time

import psutil
import pytest
from django.core.management.base import CommandError
from django.db.models import Value
from django.db.models.functions import Concat

from heartwood.config.preparing import keep_demo_and_practice_apart
from heartwood.ground.accounts.models import User
from tests.harness.house import SLOWEST_START, House


@pytest.fixture
def new_house(empty_database, tmp_path):
    """A house on empty databases, not started yet."""
    houses = []

    def build(**settings):
        houses.append(house := House(tmp_path / "data", **empty_database, **settings))
        return house

    yield build
    for house in houses:
        house.kill()


def test_the_demo_opens_on_an_empty_folder_and_says_whom_to_sign_in_as(furnished):
    """It has, and has stopped again."""
    data, _ = furnished
    said = data.with_name("data.log").read_text()

    assert "Heartwood is open at http://localhost:" in said
    for person in ("thea@willow.example", "olive@willow.example", "clara@mail.example", "willow-demo-2026"):
        assert person in said
    assert "Heartwood has stopped." in said


def test_an_empty_install_says_how_to_found_a_practice(new_house):
    house = new_house().start()

    assert f"{house.url}/welcome/" in house.said
    assert "and enter the code" in house.said
    assert "willow" not in house.said


def test_the_second_start_has_little_to_do(fresh_house):
    """Less than twice again what it takes to load the house: nothing is loaded twice, nothing built anew. Counted in
    work, and measured by the same machine at the same time, whatever else it is doing."""
    own, *_ = fresh_house.processes()
    start = own.cpu_times().user

    loading = min(work_of(lambda: fresh_house.run("-c", "import django; django.setup()")) for _ in range(2))

    assert "moving in" not in fresh_house.said
    assert start < 3 * loading


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_both_ways_to_stop_it_end_quietly_and_leave_nothing(fresh_house, sign):
    processes = fresh_house.processes()
    assert len(processes) >= 5  # serve, the web server and its two workers, the worker for jobs

    fresh_house.process.send_signal(sign)

    assert fresh_house.process.wait(SLOWEST_START) == 0
    assert "Heartwood has stopped." in fresh_house.said
    assert "Traceback" not in fresh_house.said
    assert not living(processes)


def test_nothing_outlives_a_serve_that_was_killed(fresh_house):
    own, *children = fresh_house.processes()

    own.kill()

    wait_until(lambda: not living(children))


def test_a_worker_that_fell_over_is_started_again(fresh_house):
    _, worker = web_server_and_worker(fresh_house)

    worker.kill()

    wait_until(lambda: fresh_house.said.count("starts again") == 1 and web_server_and_worker(fresh_house)[1] != worker)
    assert "The job worker stopped by itself." in fresh_house.said
    assert fresh_house.answers()


def test_when_the_web_server_falls_over_everything_stops(fresh_house):
    processes = fresh_house.processes()
    server, _ = web_server_and_worker(fresh_house)

    server.kill()

    assert fresh_house.process.wait(SLOWEST_START) == 1
    assert "The web server stopped by itself" in fresh_house.said
    assert not living(processes)


def test_a_taken_port_is_told_in_a_sentence(new_house):
    house = new_house()
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", house.port))
        somebody.listen()

        house.launch()

        assert house.process.wait(SLOWEST_START) == 1
    assert f"Something else answers at port {house.port}." in house.said
    assert "Traceback" not in house.said


def test_the_cast_lives_in_the_demo_only(furnished_data, tmp_path):
    """Everybody can read their passwords."""
    house = House(shutil.copytree(furnished_data, tmp_path / "data"), HEARTWOOD_DEMO="0")

    house.launch()

    assert house.process.wait(SLOWEST_START) == 1
    assert "holds the demo, whose passwords everybody knows" in house.said
    assert "Traceback" not in house.said


def test_the_demo_is_not_built_into_a_practice(cast, settings):
    User.objects.update(email=Concat("email", Value(".org")))
    settings.DEMO = False
    keep_demo_and_practice_apart()

    settings.DEMO = True

    with pytest.raises(CommandError, match="holds a real practice"):
        keep_demo_and_practice_apart()


def work_of(run):
    """Seconds of processor time in what this runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    run()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def web_server_and_worker(house):
    """The two that `serve` starts itself. The web server is the one with children of its own."""
    own, *_ = house.processes()
    children = sorted(own.children(), key=lambda process: len(process.children()), reverse=True)
    return (*children, None)[:2]


def living(processes):
    """Those whose parent has died first may stay as zombies, until somebody counts them."""
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def wait_until(condition):
    deadline = time.monotonic() + SLOWEST_START
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
