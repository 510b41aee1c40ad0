"""Which of all combinations of addresses and people `make test` walks. `make torture` walks every one.

Everybody opens something of every route, and of what is at their own place too. Every address is opened by somebody, on
SQLite or on PostgreSQL. Which one by whom follows from their places in the lists alone, so it is always the same.
"""

from zlib import crc32

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.routes import Route

OF_SO_MANY = 20  # addresses of a route, a person opens one


class Sample:
    def __init__(self, cast: Cast, everyone: dict[str, Person]) -> None:
        self.numbers = {key: number for number, key in enumerate(everyone)}
        self.places = {key: _places_of(cast, person) for key, person in everyone.items()}
        assert len(everyone) >= OF_SO_MANY, "some addresses are opened by nobody"

    def of(self, route: Route, addresses: list[str], person: Person) -> list[str]:
        theirs = [address for address in addresses if self.belongs(person, address)]
        chosen = {*self._some(route, addresses, person), *self._some(route, theirs, person)}
        return [address for address in addresses if address in chosen]

    def belongs(self, person: Person, address: str) -> bool:
        return address.startswith(self.places[person.key])

    def _some(self, route: Route, addresses: list[str], person: Person) -> list[str]:
        every = min(OF_SO_MANY, len(addresses)) or 1
        first = (self.numbers[person.key] + crc32(route.address.encode())) % every
        return addresses[first::every]


def _places_of(cast: Cast, person: Person) -> tuple[str, ...]:
    """What the addresses at which somebody works, or is looked after, begin with."""
    offices = [f"/{person.member.organization.slug}/"] if person.member else []
    profiles = [profile.code for profile in cast.profiles.values() if person.user and profile.user_id == person.user.pk]
    return (*offices, *(f"/portal/{code}/" for code in profiles))
