"""GNU Health beside us, from its own package and in surroundings of its own: `python -m bench --beside-gnuhealth`.

As many patients as Linden has, the same days, the same PostgreSQL, two workers each. What is asked of it is what its
own client asks: JSON-RPC calls, the answers of which that client would still have to draw. Ours are pages.
"""

import base64
import contextlib
import http.client
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg

from bench.asking import Asked
from bench.city import FIRST, LAST, PETRAS, TEAM, TODAY
from bench.installs import Door, Install, databases, is_open
from bench.measuring import Effort, Figures, ratio
from bench.pages import PAGES, Page
from tests.harness.house import SLOWEST_START, free_port

LINDENS_SHARE = 10
NAME = "gnuhealth"
TRYTON = ["trytond~=7.0.0", "trytond-company~=7.0.0", "trytond-product~=7.0.0"]  # GNU Health 5.0 lives on it
NEEDED = [*TRYTON, "psycopg2-binary", "python-dateutil", "pytz", "gunicorn"]
PASSWORD = "sits beside us"  # noqa: S105
WENT_WRONG = (subprocess.SubprocessError, psycopg.Error, OSError, RuntimeError)

PATIENT, APPOINTMENT = "model.gnuhealth.patient", "model.gnuhealth.appointment"
IN_LIST = "party party.rec_name gender age puid deceased lastname active rec_name _timestamp".split()
IN_CHART = (
    "party party.rec_name gender age dob puid marital_status biological_sex deceased critical_summary critical_info "
    "general_info blood_type rh primary_care_doctor current_insurance current_address family active rec_name _timestamp"
).split()
IN_WEEK = (
    "state patient patient.rec_name insurance healthprof healthprof.rec_name speciality appointment_date visit_type "
    "appointment_type urgency comments institution name rec_name _timestamp"
).split()


@dataclass(frozen=True)
class Call:
    """`rows`: how many the answer must hold, since an error is an answer, too."""

    method: str
    params: list[Any]
    rows: int

    @property
    def body(self) -> bytes:
        context: list[Any] = [{}] if self.method.startswith("model.") else []
        return json.dumps({"id": 1, "method": self.method, "params": self.params + context}).encode()


class GnuHealth:
    """`database` is the address of one on the server where ours is."""

    def __init__(self, folder: Path, database: str, patients: int) -> None:
        self.folder, self.database, self.patients = folder, database, patients
        self.bin = folder / "venv" / "bin"
        self.name, self.port, self.key = f"{NAME}_{patients}", free_port(), ""
        self.process: subprocess.Popen[bytes] | None = None

    def build(self) -> None:
        """Unless it was, in this folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for done, do in (("installed", self._install), (self.name, self._fill)):
            if not (self.folder / done).exists():
                do()
                (self.folder / done).touch()

    def _install(self) -> None:
        self._run(sys.executable, "-m", "venv", self.bin.parent)
        install = [self.bin / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        self._run(*install, *NEEDED)
        self._run(*install, "--no-deps", f"{NAME}==5.0.*")  # what else it asks for serves whoever installs it by hand

    def _fill(self) -> None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.name}")
            connection.execute(f"CREATE DATABASE {self.name}")
        (self.folder / "password").write_text(PASSWORD)
        ready = ["--update", "health", "--activate-dependencies", "--email", "admin@gnuhealth.test"]
        self._run(self.bin / "trytond-admin", "--database", self.name, *ready)
        facts = {"first": FIRST, "last": LAST, "team": TEAM, "hers": PETRAS, "patients": self.patients}
        with psycopg.connect(self._address(self.name), cursor_factory=psycopg.ClientCursor) as connection:
            connection.execute(Path(__file__).with_name("gnuhealth.sql").read_bytes(), facts)

    def open(self) -> None:
        command = [str(self.bin / "gunicorn"), "--workers=2", "--threads=4", f"--bind=localhost:{self.port}"]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "trytond.application:app"], cwd=self.folder, env=self._surroundings(), stderr=log
            )
        self.door = Door(self.port, self.process.pid)
        deadline = time.monotonic() + SLOWEST_START
        while not is_open(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("it did not open")
            time.sleep(0.1)
        user, session = self.answer(Call("common.db.login", ["admin", {"password": PASSWORD}], 2))
        self.key = "Session " + base64.b64encode(f"admin:{user}:{session}".encode()).decode()

    def answer(self, call: Call) -> Any:
        asked = self.asked(call)
        heads = {"Content-Type": asked.kind, "Authorization": asked.key}
        connection = http.client.HTTPConnection("localhost", self.port, timeout=120)
        connection.request(asked.method, asked.path, asked.body, heads)
        with connection.getresponse() as response:
            said = response.read()
        answer = json.loads(said).get("result") if response.status == 200 else None
        if not isinstance(answer, list) or len(answer) != call.rows:
            raise RuntimeError(f"{call.method} was answered {response.status} {said[:200]!r}")
        return answer

    def asked(self, call: Call) -> Asked:
        return Asked(f"/{self.name}/", body=call.body, kind="application/json", key=self.key)

    def pages(self) -> dict[str, list[Call]]:
        """What its client would ask where ours asks for a page."""
        [doctor] = self.answer(Call("model.gnuhealth.healthprofessional.search", [[], 0, 1, [["id", "ASC"]]], 1))
        [patient] = self.answer(Call(f"{PATIENT}.search", [[["puid", "=", f"H{TEAM + 2}"]], 0, 1, None], 1))
        monday = TODAY - timedelta(days=TODAY.weekday())
        this_week = [["appointment_date", ">=", said(monday)], ["appointment_date", "<", said(monday + timedelta(7))]]
        hers = [["healthprof", "=", doctor], *this_week]
        return {
            "client list, 50 rows": [Call(f"{PATIENT}.search_read", [[], 0, 50, [["party", "ASC"]], IN_LIST], 50)],
            "client page": [
                Call(f"{PATIENT}.read", [[patient], IN_CHART], 1),
                Call(f"{APPOINTMENT}.search_read", [[["patient", "=", patient]], 0, 25, None, IN_WEEK], 10),
            ],
            "calendar week": [Call(f"{APPOINTMENT}.search_read", [hers, 0, 1000, None, IN_WEEK], PETRAS)],
        }

    def version(self) -> str:
        asked = f"import importlib.metadata as m; print(m.version({NAME!r}) + ', Tryton ' + m.version('trytond'))"
        return self._run(self.bin / "python", "-c", asked).strip()

    def close(self) -> None:
        if self.process:
            for process in self.door.processes():
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            self.process.wait()

    def _run(self, *words: Any) -> str:
        command, around = list(map(str, words)), self._surroundings()
        done = subprocess.run(
            command, cwd=self.folder, env=around, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr[-500:]}")
        return done.stdout

    def _surroundings(self) -> dict[str, str]:
        """Nothing of ours."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        outside["TRYTOND_DATABASE_URI"] = self._address("")
        outside["TRYTOND_DATABASE_NAMES"] = self.name
        outside["TRYTONPASSFILE"] = str(self.folder / "password")
        return outside

    def _address(self, database: str) -> str:
        return urlsplit(self.database)._replace(path=f"/{database}").geturl()


def said(moment: datetime) -> dict[str, Any]:
    """As Tryton writes a time in JSON."""
    names = "year month day hour minute second microsecond".split()
    return {"__class__": "datetime", **{name: getattr(moment, name) for name in names}}


def beside_gnuhealth(folder: Path, effort: Effort, patients: int = 10_000) -> dict[str, Any] | None:
    """None, and a line that says why, where it cannot be had."""
    records = patients * LINDENS_SHARE
    with ExitStack() as stack:
        [urls] = stack.enter_context(databases("postgresql", folder, [records]))
        theirs = GnuHealth(folder / NAME, urls["DATABASE_URL"], patients)
        stack.callback(theirs.close)
        try:
            print("GNU Health: installing and filling it", flush=True)
            theirs.build()
            theirs.open()
            pages = theirs.pages()
            for call in itertools.chain(*pages.values()):
                theirs.answer(call)
        except WENT_WRONG as error:
            print(f"GNU Health is not measured beside us: {' '.join(str(error).split())}")
            return None
        ours = Install("postgresql", records, folder / f"postgresql-{records}", urls)
        stack.callback(ours.close)
        ours.build()
        ours.open()
        rows = [compare(ours, theirs, page, pages[page.name], effort) for page in PAGES if page.name in pages]
        return {"version": theirs.version(), "patients": patients, "rows": rows}


def compare(ours: Install, theirs: GnuHealth, page: Page, calls: list[Call], effort: Effort) -> dict[str, Any]:
    print(f"GNU Health: {page.name}", flush=True)
    own, other = Figures(), Figures()
    targets = [
        (own, ours.door, page.asked(ours.keys), 1),
        (other, theirs.door, itertools.cycle(map(theirs.asked, calls)), len(calls)),
    ]
    for _, door, asked, parts in targets:
        note(Figures(), door, asked, parts, 8)  # once for each thread
    for nth in range(effort.rounds):
        for figures, door, asked, parts in targets[:: -1 if nth % 2 else 1]:
            note(figures, door, asked, parts, effort.times)
    return {
        "page": page.name,
        "calls": len(calls),
        "ours": own.as_facts(),
        "theirs": other.as_facts(),
        "ratio": ratio(own.medians, other.medians),
        "cpu_ratio": ratio(own.processor, other.processor),
    }


def note(figures: Figures, door: Door, asked: Iterator[Asked], parts: int, times: int) -> None:
    """One after the other; calls that make up a page count together."""
    heard, processor = door.ask(list(islice(asked, parts * times)))
    together = [sum(lot) for lot in zip(*[iter(heard.times)] * parts, strict=False)]
    figures.times += together
    figures.medians.append(statistics.median(together))
    figures.processor.append(processor * parts)
    figures.size = sum(heard.sizes) // times
    figures.wrong += heard.wrong
