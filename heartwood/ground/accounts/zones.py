"""The time zones of the world, as choices of a form."""

import zoneinfo
from functools import cache
from itertools import groupby

_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zones(*also: str) -> list[tuple[object, object]]:
    """Grouped by region, each under the name of its city; and those that are in use already, whatever they are."""
    others = {"UTC", *also} - _cities().keys()
    regions = groupby(_cities().items(), lambda city: _region(city[0]))
    return [*((zone, zone) for zone in sorted(others)), *((region, list(cities)) for region, cities in regions)]


@cache
def known_zones() -> frozenset[str]:
    """Looked for once: there are five hundred files."""
    return frozenset(zoneinfo.available_timezones())


@cache
def _cities() -> dict[str, str]:
    return {zone: _city(zone) for zone in sorted(known_zones()) if _region(zone) in _REGIONS}


def _region(zone: str) -> str:
    return zone.split("/")[0]


def _city(zone: str) -> str:
    """America/Argentina/Buenos_Aires is Buenos Aires, Argentina."""
    return ", ".join(reversed(zone.split("/")[1:])).replace("_", " ")
