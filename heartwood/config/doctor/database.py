"""The databases: reachable, up to date, safe against power cuts and strangers; and the trail in them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.checks import run_checks
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import QuerySet
from django.utils.timezone import now

from heartwood.areas.clients import search_index
from heartwood.config.doctor import examination
from heartwood.ground.audit import anchors, triggers
from heartwood.ground.audit.models import Chain, Line

MOST_APART = timedelta(minutes=1)
WEAK_PASSWORDS = ("postgres", "password", "heartwood", "secret", "admin", "changeme")
SQLITE_MUST = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@examination
def reachable() -> Iterator[str]:
    """The databases answer."""
    for alias in connections:
        try:
            connections[alias].ensure_connection()
        except DatabaseError as error:
            yield f"The database “{alias}” does not answer ({type(error).__name__}). Does it run? Is its address right?"


@examination
def migrated() -> Iterator[str]:
    """The tables are those of this version."""
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{len(waiting)} migrations have not run. Start `manage.py serve` once, or say `manage.py migrate`."


@examination
def the_right_key() -> Iterator[str]:
    """The master key is the one of this database."""
    for message in run_checks(tags=["database"], databases=["default"]):
        if message.id and message.id.startswith("vault."):
            yield message.msg


@examination
def sqlite_settings() -> Iterator[str]:
    """What is acknowledged survives a power cut."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        for name, wanted in SQLITE_MUST.items():
            if (found := _one(f"PRAGMA {name}")) != wanted:
                yield f"SQLite's {name} is {found}, not {wanted}: work could be lost. Do not change it in the settings."


@examination
def sqlite_is_sound() -> Iterator[str]:
    """The file of the database is whole."""
    if connection.vendor == "sqlite" and (found := _one("PRAGMA quick_check(1)")) != "ok":
        yield f"The database is damaged ({found}). Stop Heartwood, put the file aside, and restore the last backup."


@examination
def postgresql_listens() -> Iterator[str]:
    """PostgreSQL is not open to the world."""
    if connection.vendor == "postgresql" and {"*", "0.0.0.0", "::"} & set(_addresses()):  # noqa: S104
        yield (
            "PostgreSQL listens on every address of its machine. Let it listen where only Heartwood reaches it:"
            " listen_addresses = 'localhost' in postgresql.conf."
        )


@examination
def postgresql_password() -> Iterator[str]:
    """PostgreSQL's password is not one that everybody tries."""
    facts = connection.settings_dict
    if connection.vendor == "postgresql" and str(facts["PASSWORD"]).lower() in {*WEAK_PASSWORDS, facts["USER"]}:
        yield "The password of PostgreSQL is one that everybody tries. Set a long random one: ALTER ROLE … PASSWORD."


@examination
def postgresql_without_password() -> Iterator[str]:
    """Over a network nobody gets in without a password."""
    facts = connection.settings_dict
    if connection.vendor == "postgresql" and not facts["PASSWORD"] and not _is_a_socket(facts):
        yield "Heartwood reaches PostgreSQL over the network without a password; so does everybody. Demand one."


@examination
def postgresql_limits() -> Iterator[str]:
    """No statement hangs for ever."""
    if connection.vendor == "postgresql" and _one("SHOW statement_timeout") == "0":
        yield "PostgreSQL lets statements run for ever. Does a pooler drop our options? Set them on the role."


@examination
def clocks() -> Iterator[str]:
    """Our clock and that of the database agree."""
    if connection.vendor == "postgresql":
        apart = abs(_one("SELECT clock_timestamp()") - now())
        if apart > MOST_APART:
            yield f"This clock and that of the database are {apart.seconds} seconds apart. Set both by NTP."


@examination
def clock_goes_forward() -> Iterator[str]:
    """Nothing lies in the future."""
    if QuerySet(Line).filter(at__gt=now() + MOST_APART).exists():
        yield "The trail has lines from the future: the clock was wrong, or is wrong now. Set it by NTP."


@examination
def trail_is_guarded() -> Iterator[str]:
    """The database lets nobody change the trail."""
    for name in triggers.missing(connection):
        yield f"The trigger {name} is gone, so the trail can be changed. Say `manage.py migrate`."


@examination
def search_finds_everybody() -> Iterator[str]:
    """Clients are found by what their records say."""
    for name in search_index.missing(connection):
        yield f"{name} is gone, by which clients are found. Say `manage.py migrate`: it comes back, and reads all anew."


@examination
def trail_has_its_end() -> Iterator[str]:
    """No chain is shorter than an anchor knows it."""
    heads = {chain.name: chain.length for chain in Chain.objects.all()}
    for name, known in anchors.anchors_of().items():
        if heads.get(name, 0) < max(anchor.length for anchor in known):
            yield f"The chain {name} of the trail was longer once. Say `manage.py audit verify` to see where it ends."


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _addresses() -> list[str]:
    return [address.strip() for address in str(_one("SHOW listen_addresses")).split(",")]


def _is_a_socket(facts: dict[str, Any]) -> bool:
    host = facts["HOST"] or facts["OPTIONS"].get("host", "")
    return not host or host.startswith("/")
