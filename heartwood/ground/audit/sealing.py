"""The chain: each line's seal is an HMAC over the seal before it and the line, under a key that the database alone
does not open. So nothing can be changed, taken out, put in or moved without every later seal being wrong."""

import hmac
from typing import Any

from django.db import connection, transaction

from heartwood.ground.audit.models import Chain, Line, Seal, Waiting
from heartwood.ground.vault.models import DataKey

HOLDER = "audit.Chain"
AT_ONCE = 500  # on SQLite others wait while we seal


def seal_what_waits() -> None:
    while _seal_some():
        pass


def _seal_some() -> bool:
    """Whether there may be more. Of several sealers one holds the house's own chain, and the others wait."""
    with transaction.atomic():
        Chain.locked(Chain.INSTALL)
        rows = _waiting_lines()
        keys: dict[str, bytes] = {}
        chains: dict[str, Chain] = {}
        seals = []
        for _waits, organization, *facts in rows:
            name = organization or Chain.INSTALL
            if name not in chains:
                chains[name], keys[name] = Chain.objects.get_or_create(name=name)[0], key_of(name)
            chain = chains[name]
            chain.length += 1
            chain.mac = mac(keys[name], bytes(chain.mac), chain.length, facts)
            seals.append(Seal(line_id=facts[0], chain=chain, place=chain.length, mac=chain.mac))
        Seal.objects.bulk_create(seals)
        Chain.objects.bulk_update(chains.values(), ["length", "mac"])
        Waiting.objects.filter(pk__in=[waits for waits, *_ in rows]).delete()
    return len(rows) == AT_ONCE


def _waiting_lines() -> list[tuple[Any, ...]]:
    waiting = f"(SELECT id, line_id FROM audit_waiting ORDER BY id LIMIT {AT_ONCE}) AS waiting"  # noqa: S608
    facts = facts_in_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT waiting.id, {facts['organization_id']}, {', '.join(facts.values())} FROM {waiting}"  # noqa: S608
            " JOIN audit_line AS line ON line.id = waiting.line_id ORDER BY waiting.id"
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def facts_in_sql() -> dict[str, str]:
    """Every column of a line as text, the same on both engines: a chain may move from one to the other. In SQL, since
    a million lines are read to verify a chain."""
    return {
        str(field.column): _as_text(str(field.column), field.get_internal_type())
        for field in Line._meta.concrete_fields
    }


def _as_text(column: str, kind: str) -> str:
    on_sqlite = connection.vendor == "sqlite"
    if kind == "DateTimeField":
        microseconds = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return f"substr(line.{column} || '.000000', 1, 26)" if on_sqlite else microseconds.format(f"line.{column}")
    if kind in ("UUIDField", "ForeignKey") and not on_sqlite:
        return f"coalesce(replace(line.{column}::text, '-', ''), '')"
    return f"coalesce(line.{column}, '')"


def key_of(chain: str) -> bytes:
    """Each chain has its own, so that a line of one does not fit into another."""
    return DataKey.for_holder(HOLDER).open().derived(f"chain|{chain}").secret


def mac(key: bytes, before: bytes, place: int, facts: list[str]) -> bytes:
    """A separator inside a fact would be one too many, so no two lines are written alike."""
    return hmac.digest(key, before + place.to_bytes(8, "big") + "\x1f".join(facts).encode(), "sha256")
