# ruff: noqa: S608  (what a database holds is asked in SQL)
"""Two installs side by side: every row of every table, every file. Asks the databases past the house, so that a fault
of the house's own reading cannot hide anything."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.house import House

NOT_COPIED = {
    "django_session",  # everybody signs in again
    "usersessions_usersession",
    "jobs_worker",
    "django_migrations",  # says when, which is another time
}
SQLITES_INDEX = "clients_findable_index"  # made anew from rows that are compared


@dataclass
class Comparison:
    tables: int = 0
    rows: int = 0
    files: int = 0
    found: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.rows} rows of {self.tables} tables and {self.files} files: {len(self.found)} differences"


def differences(here: House, there: House) -> Comparison:
    compared = Comparison()
    assert set(tables_of(here)) == set(tables_of(there))
    for table in sorted(set(tables_of(here)) - NOT_COPIED):
        ours, theirs = (sorted(map(repr, house.ask(f"SELECT * FROM {table}"))) for house in (here, there))
        compared.tables += 1
        compared.rows += len(ours)
        compared.found += [f"{table}: {row}" for row in set(ours) ^ set(theirs)]
    ours, theirs = files_of(here), files_of(there)
    compared.files = len(ours)
    compared.found += [str(path) for path in set(ours) | set(theirs) if ours.get(path) != theirs.get(path)]
    return compared


def tables_of(house: House) -> list[str]:
    if "DATABASE_URL" in house.settings:
        return [name for (name,) in house.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    return [
        name
        for (name,) in house.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sql%'")
        if not name.startswith(SQLITES_INDEX)
    ]


def files_of(house: House) -> dict[Path, str]:
    folder = house.data / "files"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
