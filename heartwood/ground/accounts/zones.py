"""The time zones of the world, as choices of a form."""

import zoneinfo
from itertools import groupby

_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zones(*also: str) -> list[tuple[object, object]]:
    """Grouped by region, each under the name of its city; and those that are in use already, whatever they are."""
    known = zoneinfo.available_timezones()
    cities = sorted(zone for zone in known if zone.split("/")[0] in _REGIONS)
    others = {"UTC", *also} - set(cities)
    return [
        *((zone, zone) for zone in sorted(others)),
        *((region, [(zone, _city(zone)) for zone in zones]) for region, zones in groupby(cities, _region)),
    ]


def _region(zone: str) -> str:
    return zone.split("/")[0]


def _city(zone: str) -> str:
    """America/Argentina/Buenos_Aires is Buenos Aires, Argentina."""
    return ", ".join(reversed(zone.split("/")[1:])).replace("_", " ")
