"""Reads a chain from its first line to its last, and names the first that is not as it was sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from heartwood.ground.audit.anchors import Anchor
from heartwood.ground.audit.models import Chain, Line, Seal
from heartwood.ground.audit.sealing import facts_in_sql, key_of, mac

ODD = timedelta(days=1)  # no transaction lasts so long that its line comes this late
AT_ONCE = 10_000  # lines in memory
PATIENCE = timedelta(minutes=1)  # with a line that waits for its seal


@dataclass
class Finding:
    """What came of reading one chain."""

    lines: int = 0
    fault: str = ""
    waiting: int = 0
    waits_too_long: bool = False


def verify(chain: str, anchors: list[Anchor]) -> Finding:
    finding = Finding()
    head = Chain.objects.filter(name=chain).first()
    finding.fault = (
        _in_the_chain(chain, finding, {anchor.length: anchor for anchor in anchors})
        or _at_its_end(finding.lines, head, anchors)
        or _beside_it(chain)
    )
    waiting = _lines(chain).exclude(waiting=None)
    finding.waiting = waiting.count()
    finding.waits_too_long = waiting.filter(at__lt=now() - PATIENCE).exists()
    return finding


def every_chain() -> set[str]:
    """By whatever is left of them."""
    seals = Seal.objects.order_by().values_list("chain", flat=True).distinct()
    organizations = Line.objects.as_system("audit verify").order_by().values_list("organization", flat=True).distinct()
    heads = Chain.objects.values_list("name", flat=True)
    return {*seals, *heads, *(Chain.name_of(organization) for organization in organizations)}


def _in_the_chain(chain: str, finding: Finding, anchors: dict[int, Anchor]) -> str:
    key, before, latest = key_of(chain), b"", ""
    at = list(facts_in_sql()).index("at")
    for place, sealed, facts in _sealed_lines(chain):
        expected = finding.lines + 1
        if place != expected:
            return f"Line {expected} is missing."
        before = mac(key, before, place, facts)
        if before != sealed:
            return f"Line {place} ({_named(facts)}) is not the line that was sealed: it was changed, moved or put in."
        if _is_much_earlier(facts[at], latest):
            return f"Line {place} ({_named(facts)}) claims to be older than the lines before it: it was put in later."
        if (anchor := anchors.get(place)) and anchor.mac != sealed:
            return f"Line {place} ({_named(facts)}) is not the one that the anchor {anchor.file} knows."
        latest = max(latest, facts[at])
        finding.lines = place
    return ""


def _at_its_end(lines: int, head: Chain | None, anchors: list[Anchor]) -> str:
    known = max([head.length if head else 0, *(anchor.length for anchor in anchors)])
    if lines < known:
        return f"Line {lines + 1} is missing: the chain was cut off, it once had {known} lines."
    if lines and (head is None or head.length != lines):
        return f"Line {lines} is the last, but the head of the chain was changed or taken away."
    if lines and head and bytes(head.mac) != _last_mac(head.name, lines):
        return f"Line {lines} is the last, but the head of the chain was changed."
    return ""


def _beside_it(chain: str) -> str:
    line = _lines(chain).filter(seal=None, waiting=None).order_by("at").first()
    if line is None:
        return ""
    return (
        f"A line ({line.at:%Y-%m-%d %H:%M} UTC, {line}) has no seal and waits for none: it was put in past the queue."
    )


def _sealed_lines(chain: str) -> Iterator[tuple[int, bytes, list[str]]]:
    facts = ", ".join(facts_in_sql().values())
    last: int = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT seal.place, seal.mac, {facts} FROM audit_seal AS seal"  # noqa: S608
                " JOIN audit_line AS line ON line.id = seal.line_id"
                " WHERE seal.chain_id = %s AND seal.place > %s ORDER BY seal.place LIMIT %s",
                [chain, last, AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            for last, sealed, *texts in rows:
                yield last, bytes(sealed), texts


def _lines(chain: str) -> Any:
    organization = None if chain == Chain.INSTALL else UUID(chain)
    return Line.objects.as_system("audit verify").filter(organization=organization)


def _last_mac(chain: str, place: int) -> bytes:
    return bytes(Seal.objects.values_list("mac", flat=True).get(chain=chain, place=place))


def _named(facts: list[str]) -> str:
    known = dict(zip(facts_in_sql(), facts, strict=True))
    return f"{known['at'][:16]} UTC, {known['verb']} {known['record']}"


def _is_much_earlier(at: str, latest: str) -> bool:
    return at < latest and datetime.fromisoformat(at) < datetime.fromisoformat(latest) - ODD
