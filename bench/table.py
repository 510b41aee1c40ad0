"""What was measured, as Markdown."""

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psutil

HEAD = (
    "| page | statements | slowest | KB | p50 / p99, 1 | 8 | 32 at once | cpu | /s per core | ÷ bare | ÷ floor "
    "| growth |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)
BESIDE = (
    "| page | its calls | ours: KB | p50 / p99 | cpu | theirs: KB | p50 / p99 | cpu | ours ÷ theirs | cpu |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
)


def machine() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    with open("/proc/cpuinfo") as lines:
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")


def in_markdown(found: dict[str, Any]) -> str:
    return "\n".join(_lines(found)) + "\n"


def _lines(found: dict[str, Any]) -> Iterator[str]:
    here = found["machine"]
    yield f"Measured {here['at']} on {here['processor']}, {here['cores']} cores, {here['memory_gib']} GiB, Python"
    yield f"{here['python']}; others were using {here['load_before']} cores of it when it began.\n"
    for install in found["installs"]:
        yield f"### {install['engine']}, {install['records']:,} client records\n"
        yield f"Built in {install['built_in']:.0f} s; open after {install['opened_in']:.1f} s. All processes together:"
        yield f"{install['memory']:.0f} MiB when idle, {install['memory_after']:.0f} MiB at the end.\n"
        yield from HEAD
        for row in found["rows"]:
            if (row["engine"], row["records"]) == (install["engine"], install["records"]):
                yield _row(row, install["asked"][row["page"]])
        yield from _besides(found, install)
        yield "\n| under pressure | asked | p50 | p99 | longest | refused or lost |\n|---|--:|--:|--:|--:|--:|"
        for what, heard in install["pressure"].items():
            times = " | ".join(f"{heard[each]:.0f}" for each in ("asked", "p50", "p99", "longest", "wrong"))
            yield f"| {what} | {times} |"
        yield from _photos(install["photos"])
        if install["looks"]:
            yield from _looks(install["looks"])
        yield ""
    if beside := found.get("gnuhealth"):
        yield f"### Beside GNU Health {beside['version']}\n"
        yield f"{beside['patients']:,} clients each, both on PostgreSQL with two workers, asked in turns. Ours are"
        yield "pages, theirs what its client would draw. The processor time of the database is in neither.\n"
        yield from BESIDE
        for row in beside["rows"]:
            cells = [*_times(row["ours"]), *_times(row["theirs"]), f"{row['ratio']:.2f}", f"{row['cpu_ratio']:.2f}"]
            yield f"| {row['page']} | {row['calls']} | {' | '.join(cells)} |"


def _times(heard: dict[str, Any]) -> list[str]:
    return [f"{heard['bytes'] / 1000:.1f}", f"{heard['p50']:.0f} / {heard['p99']:.0f}", f"{heard['cpu']:.0f}"]


def _photos(found: dict[str, float]) -> Iterator[str]:
    yield "\nA journal entry with three photographs of twelve megapixels is saved in"
    yield f"{found['photos']:.0f} ms, one of words in {found['words']:.0f} ms, a ratio of {found['times_as_long']:.1f}."


def _looks(found: dict[str, dict[str, float]]) -> Iterator[str]:
    yield "\n| first look, slowed | LCP, ms | shift | requests | KB over the wire | of these the page | a click, ms |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for page, look in found.items():
        figures = f"{look['lcp']:.0f} | {look['shift']:.3f} | {look['requests']:.0f} | {look['kilobytes']:.0f}"
        yield f"| {page} | {figures} | {look['page']:.1f} | {look['click']:.0f} |"


def _besides(found: dict[str, Any], install: dict[str, Any]) -> Iterator[str]:
    own = [row for row in found["rows"] if (row["engine"], row["records"]) == (install["engine"], install["records"])]
    for row in own:
        if row["to_admin"]:
            yield f"\nThe {row['page']}, takes {row['to_admin']:.2f} of the time of the same rows in Django's admin."
    gone_through = {page: tables for page, asked in install["asked"].items() if (tables := asked["gone_through"])}
    for page, tables in gone_through.items():
        yield f"\nOf *{page}* a statement goes through all of {', '.join(f'`{table}`' for table in tables)}."
    if not gone_through:
        yield "\nNo statement goes through a whole table."


def _row(row: dict[str, Any], asked: dict[str, Any]) -> str:
    house = row["house"]
    cells = [
        row["page"],
        f"{asked['statements']}"
        if asked["statements"] <= asked["goal"]
        else f"{asked['statements']} (goal {asked['goal']})",
        f"{asked['slowest']:.1f}",
        f"{row['bytes'] / 1000:.1f}",
        *(f"{each['p50']:.0f} / {each['p99']:.0f}" for each in house.values()),
        f"{(cpu := next(iter(house.values()))['cpu']):.0f}",
        f"{1000 / cpu:.0f}",
        *(f"{row[ratio]:.1f}" for ratio in ("to_bare", "to_floor")),
        f"{row['growth']:.2f}",
    ]
    return f"| {' | '.join(cells)} |"
