# ruff: noqa: S608  (what a database holds is asked in SQL)
"""The drill: back up while people work, restore elsewhere, and find everything as it was."""

import random
import re
import shutil
import threading
import time
from pathlib import Path
from uuid import UUID

import pytest

from tests.durability.comparing import differences
from tests.harness.caller import NO_ANSWER, Caller
from tests.harness.house import House

pytestmark = pytest.mark.timeout(600)
LIST = b"First name,Last name\nQuillon,Marrowfield\n"


class Writers:
    """Thea and Cole add clients all the time, and remember what was answered, and when."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.added: dict[str, float] = {}
        self.done = threading.Event()
        emails = ("thea@willow.example", "cole@willow.example")
        self.threads = [threading.Thread(target=self.write, args=(email,)) for email in emails]

    def write(self, email: str) -> None:
        caller = Caller(self.house.port, email).sign_in()
        number = 0
        while not self.done.is_set():
            name = f"{email[:4].title()}-{(number := number + 1)}"
            try:
                if caller.post("/willow/clients/add/", first_name=name, state="active").status == 302:
                    self.added[name] = time.monotonic()
            except NO_ANSWER:
                continue

    def have_written(self, number: int) -> None:
        deadline = time.monotonic() + 120
        while len(self.added) < number:
            assert time.monotonic() < deadline, "nobody wrote"
            time.sleep(0.05)

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *why: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()


def backed_up(house: House, *words: str) -> Path:
    told = house.manage("backup", *words)
    assert told.returncode == 0, told.stderr
    return Path(told.stdout.split(" holds ")[0])


def bring_back(house: House, archive: Path, key: Path, keys_of: House):
    house.data.mkdir(exist_ok=True)
    shutil.copy(keys_of.data / "master-key", house.data)
    return house.manage("restore", str(archive), "--identity", str(key))


def put_in_some_files(house: House) -> None:
    for number in range(20):
        name = f"{random.getrandbits(128):032x}"
        path = house.data / "files" / name[:2] / name[2:4] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(random.randbytes(number * 9000))


def upload_a_list(house: House) -> None:
    """So that something sealed is there."""
    thea = Caller(house.port, "thea@willow.example").sign_in()
    assert thea.send_file("/willow/clients/import/", "file", "clients.csv", LIST).status == 302


def wait_for_quiet(house: House) -> None:
    """Until jobs and seals are done."""
    deadline = time.monotonic() + 60
    busy = "SELECT (SELECT count(*) FROM audit_waiting) + (SELECT count(*) FROM django_tasks_database_dbtaskresult"
    while house.ask(f"{busy} WHERE status = 'RUNNING')") != [(0,)]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_the_drill(busy_house, elsewhere, private_key, capsys):
    """R5. People work while a backup is taken: what was acknowledged before it began is in it, and all of it is of one
    moment, down to the chains of the trail, which grow with every deed. Then, at rest: no row and no byte differs."""
    put_in_some_files(busy_house)
    upload_a_list(busy_house)
    key = private_key(busy_house)
    with Writers(busy_house) as writers:
        writers.have_written(3)
        begun_at = time.monotonic()
        under_way = backed_up(busy_house)
        ended_at = time.monotonic()
    first = elsewhere("first")
    told = bring_back(first, under_way, key, keys_of=busy_house)
    back_at = time.monotonic()

    assert told.returncode == 0, told.stderr
    assert "all as they were written" in told.stdout
    here = {name for (name,) in first.ask("SELECT first_name FROM clients_client")}
    before = {name for name, at in writers.added.items() if at < begun_at}
    meanwhile = {name for name, at in writers.added.items() if begun_at <= at < ended_at}
    assert meanwhile, "writing stood still while the backup was taken"
    assert before <= here
    for table, column in (("clients_accessgrant", "client_id"), ("audit_line", "client")):
        whole = first.ask(f"SELECT count(DISTINCT id) FROM clients_client WHERE id IN (SELECT {column} FROM {table})")
        assert whole == first.ask("SELECT count(*) FROM clients_client"), table

    wait_for_quiet(busy_house)
    busy_house.stop()
    second = elsewhere("second")
    told = bring_back(second, backed_up(busy_house), key, keys_of=busy_house)

    assert told.returncode == 0, told.stderr
    assert re.search(r"a sample of \d+ sealed texts", told.stdout)
    compared = differences(busy_house, second)
    with capsys.disabled():
        print(
            f"\n{len(before)} deeds acknowledged before the backup, {len(before - here)} lost; {len(meanwhile)} while"
            f" it was taken. Backup {ended_at - begun_at:.1f} s, restore {back_at - ended_at:.1f} s."
            f" At rest: {compared}"
        )
    assert compared.rows > 300
    assert compared.files >= 20
    assert not compared.found

    second.start()  # and people can work there
    assert "Quillon" in thea_reads_her_list(second)
    second.kill()


def thea_reads_her_list(house: House) -> str:
    thea = Caller(house.port, "thea@willow.example").sign_in()
    (pk,) = house.ask("SELECT id FROM transfer_import")[0]
    return thea.get(f"/willow/clients/import/{UUID(str(pk))}/columns/").text


def test_a_backup_moves_a_practice_from_one_engine_to_the_other(busy_house, elsewhere, private_key):
    """From PostgreSQL to SQLite and back again; told on PostgreSQL only."""
    if "DATABASE_URL" not in busy_house.settings:
        pytest.skip("needs both engines")
    upload_a_list(busy_house)
    wait_for_quiet(busy_house)
    busy_house.stop()
    key = private_key(busy_house)
    small, large = elsewhere("small", "sqlite"), elsewhere("large")

    assert bring_back(small, backed_up(busy_house), key, keys_of=busy_house).returncode == 0
    shutil.copy(busy_house.data / "backup-recipients", small.data)
    told = bring_back(large, backed_up(small), key, keys_of=busy_house)

    assert told.returncode == 0, told.stderr
    assert "on SQLite" in told.stdout
    assert not differences(busy_house, large).found
    assert "Quillon" in thea_reads_her_list(small.start())
    small.kill()
