"""Where an organization is, as far as numbers written without a country need to know."""

from heartwood.ground.accounts.models import Organization

# Names by which people write their country; US states and anything else unknown count as the United States when the
# organization's time zone is American, and as no country at all elsewhere (then a number needs its +country code).
_COUNTRIES = {
    "canada": "CA",
    "france": "FR",
    "germany": "DE",
    "deutschland": "DE",
    "austria": "AT",
    "switzerland": "CH",
    "spain": "ES",
    "españa": "ES",
    "mexico": "MX",
    "united kingdom": "GB",
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "ireland": "IE",
    "netherlands": "NL",
    "australia": "AU",
    "new zealand": "NZ",
}


def phone_region(organization: Organization) -> str:
    """The ISO 3166 code by which this organization's local phone numbers are read; empty where it is not known."""
    for part in reversed(organization.jurisdiction.casefold().split(",")):
        if code := _COUNTRIES.get(part.strip()):
            return code
    return "US" if organization.time_zone.startswith(("America/", "US/", "Pacific/Honolulu")) else ""
