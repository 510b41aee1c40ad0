"""Whoever reads a client record leaves a line in the trail, at every address that shows one."""

from collections.abc import Iterable

from heartwood.areas.clients.models import Client
from heartwood.cast.building import Cast
from heartwood.ground.audit.models import Line
from tests.everyone import Person
from tests.sealed_envelopes.routes import Route
from tests.sealed_envelopes.walking import body, taken_back

# Profiles of somebody else, and one that does not have its client's e-mail. One's own looks leave no line.
SHOWING_A_RECORD = {
    *("client_pk", "document_pk", "entry_pk", "image_pk", "profile"),
    *("homework_pk", "material_pk", "answer_file_pk", "review_pk"),
}
ACTED_FOR = {"kit", "kit_with_joon", "nadia_with_cole"}


def faults_in_visiting(cast: Cast, opened: Iterable[tuple[Person, Route, str]]) -> list[str]:
    """Exactly one line says who looked, at every address that a walk has opened."""
    faults = []
    for person, route, address in opened:
        if SHOWING_A_RECORD & set(route.parameters):
            written = _lines_left_by(person, address)
            if written != (expected := _expected(cast, person, address)):
                faults.append(f"{person.key} opened {address}: lines about {written}, not {expected}")
    return faults


def _lines_left_by(person: Person, address: str) -> list[tuple[object, object]]:
    """Whom the visits are about and who made them. Afterwards all is as before, so that no two pages are one visit."""
    lines = Line.objects.as_system("test").of_kind(Line.Kind.VISIT)
    with taken_back(person):
        before = set(lines.values_list("pk", flat=True))
        body(person.get(address))  # a file is read to its end, which closes it
        return list(lines.exclude(pk__in=before).values_list("client", "who"))


def _expected(cast: Cast, person: Person, address: str) -> list[tuple[object, object]]:
    assert person.user
    if "/notices/" in address or "/private-notes/" in address:  # the reader's own, apart from the record
        return []
    for key, profile in cast.profiles.items():
        if address.startswith(f"/portal/{profile.code}/"):
            return [(profile.client_id, person.user.pk)] if key in ACTED_FOR else []
    client = next(iter(_clients_behind(cast, address)))
    return [(client.pk, person.user.pk)]


def _clients_behind(cast: Cast, address: str) -> Iterable[Client]:
    yield from (client for client in cast.clients.values() if str(client.pk) in address)
    yield from (document.client for document in cast.documents.values() if str(document.pk) in address)
    five, train = cast.homework["five"], cast.answers["train"]
    written = [*cast.entries.values(), *cast.images, *cast.homework.values(), *cast.reviews.values()]
    written += [*five.materials.as_system("test"), *train.files.as_system("test")]
    yield from (record.client for record in written if str(record.pk) in address)
