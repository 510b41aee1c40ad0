"""What a number or a search gives away: names are not everything that leaks."""

import re
from collections.abc import Iterable

from heartwood.cast.building import Cast
from tests.everyone import Person
from tests.sealed_envelopes.markers import clients_and_readers

WITH_AN_OFFICE = {"olive", "thea", "cole", "sol", "fran", "bo", "moved", "double"}


def faults_in_counting(cast: Cast, people: Iterable[Person]) -> list[str]:
    """The client list says how many there are: exactly as many as the hand-written table lets this person see."""
    faults = []
    for person in people:
        if person.key not in WITH_AN_OFFICE:
            continue
        page = person.get("/willow/clients/", state="all").content.decode()
        said = int(re.search(r'id="results-count">(\d+)', page).group(1))  # type: ignore[union-attr]
        true = sum(
            person.key in readers["name"] and cast.clients[key].organization.slug == "willow"
            for key, readers in clients_and_readers()
        )
        if said != true:
            faults.append(f"{person.key} is told of {said} clients, and may know of {true}")
    return faults


def faults_in_searching(cast: Cast, people: Iterable[Person]) -> list[str]:
    """Searching for an e-mail or a phone that one may not see finds as much as searching for nonsense."""
    faults = []
    for person in people:
        if person.key not in WITH_AN_OFFICE:
            continue
        for key, readers in clients_and_readers():
            client = cast.clients[key]
            for words in {client.email.partition("@")[2] and client.email, client.phone_digits[-7:]} - {""}:
                page = person.get("/willow/clients/", state="all", q=words).content.decode()
                if str(client.pk) in page and person.key not in readers["contact"]:
                    faults.append(f"{person.key} finds {client} by {words}")
    return faults
