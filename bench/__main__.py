"""`python -m bench [--quick] [--sizes 1000 100000] [--engines sqlite postgresql]`: measures, and writes the table."""

import argparse
import json
import shutil
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.installs import Install, databases
from bench.looking import first_looks
from bench.measuring import Effort, measure
from bench.peer import beside_gnuhealth
from bench.pressure import NOTES_A_SECOND, WRITERS, morning, morning_with_backup, ordinary_writers, photos, writers
from bench.table import in_markdown, machine

QUICK = Effort(times=4, rounds=2, crowds=1)
FOUND = Path("test-results")
PRACTITIONERS, MORNING = (200, 500, 1_000), 20.0  # seconds


def main() -> None:
    asked = _asked()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is ended, however we are
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="heartwood-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"machine": machine(), "installs": [], "rows": []}
    try:
        for engine in asked.engines:
            with ExitStack() as stack:
                urls = stack.enter_context(databases(engine, folder, asked.sizes))
                installs = [
                    Install(engine, records, folder / f"{engine}-{records}", url)
                    for records, url in zip(asked.sizes, urls, strict=True)
                ]
                for install in installs:
                    stack.callback(install.close)
                    install.build()
                    install.open()
                found["installs"] += [facts_of(install) for install in installs]
                for install in installs:
                    install.let_people_in()  # what was counted was done, and some of it can be done but once
                found["rows"] += measure(installs, QUICK if asked.quick else Effort())
                for install, facts in zip(installs, found["installs"][-len(installs) :], strict=True):
                    facts["memory_after"] = install.door.memory()
                    facts["pressure"] = pressure_on(install, quick=asked.quick)
                    facts["photos"] = photos(install)
                    facts["looks"] = {} if asked.quick else first_looks(install)
        if asked.beside_gnuhealth:
            found["gnuhealth"] = beside_gnuhealth(
                folder, QUICK if asked.quick else Effort(), 100 if asked.quick else 10_000
            )
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)
    FOUND.mkdir(exist_ok=True)
    (FOUND / "bench.json").write_text(json.dumps(found, indent=1))
    (FOUND / "bench.md").write_text(in_markdown(found))
    print(in_markdown(found))


def facts_of(install: Install) -> dict[str, Any]:
    return {
        "engine": install.engine,
        "records": install.records,
        "built_in": install.built_in,
        "opened_in": install.opened_in,
        "memory": install.door.memory(),
        "asked": install.asked_of_its_database(),
    }


def pressure_on(install: Install, *, quick: bool) -> dict[str, Any]:
    found = {f"{WRITERS} who only write notes": writers(install)}
    found[f"{WRITERS} who write {NOTES_A_SECOND} notes a second in all"] = ordinary_writers(install)
    if not quick:
        for practitioners in PRACTITIONERS:
            found[f"a morning of {practitioners:,} practitioners"] = morning(install, practitioners, MORNING)
        found[f"{PRACTITIONERS[0]} practitioners, and a backup"] = morning_with_backup(
            install, PRACTITIONERS[0], MORNING
        )
    return found


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a first impression, within five minutes")
    parser.add_argument("--sizes", type=int, nargs="+", help="how many client records; the first is the small town")
    parser.add_argument("--engines", nargs="+", choices=["sqlite", "postgresql"])
    parser.add_argument(
        "--beside-gnuhealth", action="store_true", help="measures GNU Health, too, if it can be installed"
    )
    parser.add_argument("--folder", help="where the data lies, and stays, to be used again")
    asked = parser.parse_args()
    asked.sizes = asked.sizes or ([1_000] if asked.quick else [1_000, 100_000, 1_000_000])
    asked.engines = asked.engines or (["sqlite"] if asked.quick else ["sqlite", "postgresql"])
    return asked


if __name__ == "__main__":
    main()
