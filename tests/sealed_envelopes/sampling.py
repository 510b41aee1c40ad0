"""Which of all combinations of addresses and people `make test` walks. `make torture` walks every one.

Everybody opens something of every route at their own place, and of those that have no place. And every address is
opened by somebody who came from anywhere, on SQLite or on PostgreSQL: a third of all people share the addresses of a
route, another third those of the next, and two people those of a route that answers nothing. Who opens which follows
from their places in the lists alone, so it is always the same.
"""

from zlib import crc32

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.routes import PLACES, Route

OF_SO_MANY = 20  # addresses of a route at their own place, a person opens one
THIRD = 3  # of all people share a route, where something answers
FEW = 13  # and every thirteenth where nothing does


class Sample:
    def __init__(self, cast: Cast, everyone: dict[str, Person]) -> None:
        self.numbers = {key: number for number, key in enumerate(everyone)}
        self.places = {key: _places_of(cast, person) for key, person in everyone.items()}

    def of(self, route: Route, addresses: list[str], person: Person, method: str = "GET") -> list[str]:
        """Which of them this person asks by this method."""
        start = crc32(route.address.encode())
        answers = route.answers(method)
        sharing = [key for key, number in self.numbers.items() if (number + start) % (THIRD if answers else FEW) == 0]
        chosen = set()
        if person.key in sharing:
            chosen |= _share(addresses, sharing.index(person.key), len(sharing))
        if answers:
            theirs = [address for address in addresses if self.belongs(person, route, address)]
            chosen |= _share(theirs, self.numbers[person.key] + start, OF_SO_MANY)
        return [address for address in addresses if address in chosen]

    def belongs(self, person: Person, route: Route, address: str) -> bool:
        """At their own place, or at one that is everybody's."""
        return not {*route.parameters[:1]} & {*PLACES} or address.startswith(self.places[person.key])


def _share(addresses: list[str], number: int, among: int) -> set[str]:
    """Every so manieth; where there are fewer addresses than people, one."""
    every = min(among, len(addresses)) or 1
    return set(addresses[number % every :: every])


def _places_of(cast: Cast, person: Person) -> tuple[str, ...]:
    """What the addresses at which somebody works, or is looked after, begin with."""
    offices = [f"/{person.member.organization.slug}/"] if person.member else []
    profiles = [profile.code for profile in cast.profiles.values() if person.user and profile.user_id == person.user.pk]
    return (*offices, *(f"/portal/{code}/" for code in profiles))
