"""The walks can fail: holes are made in the house, one at a time, and each is found by the check that finds none in the
house as it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Q, Value

from heartwood.areas.clients import listing
from heartwood.areas.clients.models import Client, ClientQuerySet, PortalAccessQuerySet
from heartwood.areas.documents.models import Document
from heartwood.cast.building import Cast
from heartwood.faces.office import views
from heartwood.ground.access import doors, powers
from heartwood.ground.access.guard import GuardedQuerySet
from heartwood.ground.access.rules import RULES, clients, documents, wording
from heartwood.ground.access.rules.rule import rows
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, MemberQuerySet
from heartwood.ground.audit.models import Line
from heartwood.kit.prepared import Prepared
from tests.everyone import Person
from tests.sealed_envelopes.counting import faults_in_counting, faults_in_searching
from tests.sealed_envelopes.deeds import DEEDS
from tests.sealed_envelopes.markers import envelopes
from tests.sealed_envelopes.routes import every_route
from tests.sealed_envelopes.visiting import faults_in_visiting
from tests.sealed_envelopes.walking import Envelopes, Walk, faults_in_doing, walk_reading

Patch = pytest.MonkeyPatch
Found = list[Any]


@dataclass(frozen=True)
class Hole:
    what: str
    plant: Callable[[Patch], None]
    look: Callable[[Cast, dict[str, Person]], Found]


def walk_to(addresses: Iterable[str], cast: Cast, visitors: Iterable[Person]) -> Walk:
    routes = [route for route in every_route() if route.address in addresses]
    assert {route.address for route in routes} == set(addresses)
    return walk_reading(visitors, routes, cast, Envelopes(envelopes(cast)))


def reading(*addresses: str) -> Callable[[Cast, dict[str, Person]], Found]:
    """By one visitor after the other, until somebody finds something."""
    return lambda cast, everyone: first_found(walk_to(addresses, cast, [everyone[key]]).leaks for key in VISITORS)


def unseen(cast: Cast, everyone: dict[str, Person]) -> Found:
    return faults_in_visiting(cast, walk_to([RECORD], cast, [everyone["thea"]]).opened)


def doing(name: str) -> Callable[[Cast, dict[str, Person]], Found]:
    deed = next(deed for deed in DEEDS if deed.name == name)
    return lambda cast, everyone: first_found(faults_in_doing(deed, cast, [person]) for person in everyone.values())


def first_found(finds: Iterable[Iterable[Any]]) -> Found:
    return next((sorted(found) for found in finds if found), [])


def rule_becomes(verb: str, condition: Callable[[Any], Q]) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(RULES, ("clients.Client", verb), condition)


def rule_of_documents_becomes(verb: str, condition: Callable[[Any], Q]) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(RULES, ("documents.Document", verb), condition)


def rule_of_entries_becomes(condition: Callable[[Any], Q]) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(RULES, ("journals.Entry", "see"), condition)


VISITORS = ("cole", "fran", "bo", "otto", "left", "moved", "double", "olive", "passwordonly", "ex_guardian", "clara")
LIST = "<slug:organization>/clients/"
RECORD = "<slug:organization>/clients/<uuid:client_pk>/"
ACCESS = "<slug:organization>/clients/<uuid:client_pk>/access/"
PORTAL = "portal/<slug:profile>/"
DOCUMENT = "<slug:organization>/documents/<uuid:document_pk>/"
ENTRY = "<slug:organization>/journals/<uuid:entry_pk>/"
JOURNALS = "<slug:organization>/clients/<uuid:client_pk>/journals/"
HOMEWORK = "<slug:organization>/homework/<uuid:homework_pk>/"
DOCUMENTATION = "portal/<slug:profile>/documentation/"


def counts(cast: Cast, everyone: dict[str, Person]) -> Found:
    return faults_in_counting(cast, everyone.values())


def searches(cast: Cast, everyone: dict[str, Person]) -> Found:
    return faults_in_searching(cast, [everyone["bo"]])


HOLES = [
    Hole(
        "practitioners see every client of the organization",
        lambda patch: patch.setattr(
            clients, "given_to", lambda viewer: Q(organization=viewer.organization, owner=None)
        ),
        reading(LIST),
    ),
    Hole(
        "owner-only records are not left out",
        lambda patch: patch.setattr(clients, "of_the_organization", lambda viewer: Q(organization=viewer.organization)),
        reading(LIST),
    ),
    Hole(
        "the organization is not asked for",
        lambda patch: patch.setattr(clients, "in_the_house", lambda viewer: Q()),
        reading(LIST),
    ),
    Hole(
        "grants outlive the role",
        lambda patch: patch.setattr(Viewer, "practitioner", property(lambda viewer: viewer.member)),
        reading(RECORD),
    ),
    Hole("billers see how to reach clients", rule_becomes("see_contact", clients.see_client), reading(RECORD)),
    Hole("schedulers see where clients live", rule_becomes("see_address", clients.see_client), reading(RECORD)),
    Hole("whoever sees the name may edit", rule_becomes("edit", clients.see_client), doing("correct Clara's profile")),
    Hole(
        "whoever sees the name may archive",
        rule_becomes("archive", clients.see_client),
        doing("archive Clara's record"),
    ),
    Hole(
        "any practitioner with access manages access",
        rule_becomes("manage_access", clients.see_whole_profile),
        doing("give Cole access to Clara's record"),
    ),
    Hole(
        "whoever has access makes records owner-only",
        rule_becomes("keep_to_oneself", clients.given_to),
        doing("make Clara's record owner-only"),
    ),
    Hole(
        "whoever left is let in",
        lambda patch: patch.setattr(MemberQuerySet, "current", lambda members: members),
        reading(RECORD),
    ),
    Hole(
        "a password is enough",
        lambda patch: patch.setattr(doors, "lacks_second_factor", lambda request: False),
        reading(LIST),
    ),
    Hole(
        "the portal asks for the code alone",
        lambda patch: patch.setattr(
            PortalAccessQuerySet,
            "at_the_door",
            lambda rows, user, code: rows.as_system("hole").filter(code=code).select_related("user").first(),
        ),
        reading(PORTAL),
    ),
    Hole(
        "a revoked portal access still opens",
        lambda patch: patch.setattr(
            PortalAccessQuerySet,
            "at_the_door",
            lambda rows, user, code: rows.as_system("hole").filter(user=user, code=code).select_related("user").first(),
        ),
        reading(PORTAL),
    ),
    Hole(
        "the record is fetched without asking",
        lambda patch: patch.setattr(ClientQuerySet, "visible_to", lambda rows, viewer: rows.as_system("hole")),
        reading(RECORD),
    ),
    Hole(
        "the page shows every field",
        lambda patch: patch.setattr(
            GuardedQuerySet,
            "noting_whether",
            lambda rows, viewer, *verbs: rows.annotate(**{f"may_{verb}": Value(True) for verb in verbs}),
        ),
        reading(RECORD),
    ),
    Hole(
        "a form offers the practitioners of every organization",
        lambda patch: patch.setattr(
            MemberQuerySet, "practitioners", lambda rows: Member.objects.filter(is_practitioner=True)
        ),
        reading(ACCESS),
    ),
    Hole(
        "the list counts what its reader may not see",
        lambda patch: patch.setattr(
            listing,
            "clients_counted",
            Prepared(lambda *asked, **named: Client.objects.as_system("hole").filter(organization__slug="willow")),
        ),
        counts,
    ),
    Hole(
        "the search looks into what the searcher may not see",
        lambda patch: patch.setattr(
            listing.ClientQuerySet,
            "matching",
            lambda rows, viewer, words, **how: rows.filter(
                Q(name_plain__contains=words) | Q(email__contains=words) | Q(phone_digits__contains=words)
            ),
        ),
        searches,
    ),
    Hole(
        "the access log tells of owner-only records",
        lambda patch: patch.setitem(RULES, ("audit.Line", "see"), lambda viewer: Q(organization=viewer.organization)),
        lambda cast, everyone: [
            client.name
            for client in cast.clients.values()
            if client.is_owner_only and Line.objects.visible_to(everyone["olive"].viewer).filter(client=client.pk)
        ],
    ),
    Hole(
        "clients read what happened to others",
        lambda patch: patch.setitem(RULES, ("audit.Line", "see"), lambda viewer: Q()),
        lambda cast, everyone: list(
            Line.objects.visible_to(everyone["clara"].viewer).exclude(client=cast.clients["clara"].pk)
        ),
    ),
    Hole(
        "a page forgets the visit",
        lambda patch: patch.setattr(views, "visit", lambda *what: None),
        unseen,
    ),
    Hole(
        "administrators see documents",
        rule_of_documents_becomes("see", lambda viewer: Q(client__in=rows("clients.Client", viewer))),
        reading(DOCUMENT),
    ),
    Hole(
        "clients see what is kept from them",
        rule_of_documents_becomes("see", lambda viewer: Q(client__in=rows("clients.Client", viewer, "see_documents"))),
        reading(DOCUMENTATION),
    ),
    Hole(
        "one profile sees what was uploaded in the other",
        rule_of_documents_becomes("see", lambda viewer: Q(uploaded_by=viewer.user)),
        lambda cast, everyone: [
            document
            for document in Document.objects.visible_to(Viewer.through_portal(cast.profiles["nadia"]))
            if document.client_id != cast.clients["nadia"].pk
        ],
    ),
    Hole(
        "practitioners remove what is the client's own",
        rule_of_documents_becomes("remove", documents.see_document),
        doing("remove what is the client's own"),
    ),
    Hole(
        "practitioners read private entries",
        rule_of_entries_becomes(lambda viewer: clients.of_clients_given_to(viewer)),
        reading(ENTRY, JOURNALS),
    ),
    Hole(
        "other practitioners with access read what was shared with one",
        rule_of_entries_becomes(lambda viewer: ~Q(shared_at=None) & clients.of_clients_given_to(viewer)),
        reading(ENTRY, JOURNALS),
    ),
    Hole(
        "practitioners read an unfinished answer",
        lambda patch: patch.setitem(
            RULES, ("homework.Answer", "see"), lambda viewer: Q(homework__in=rows("homework.Homework", viewer))
        ),
        reading(HOMEWORK),
    ),
    Hole(
        "everybody may add clients",
        lambda patch: patch.setitem(powers.POWERS, "add_clients", (lambda viewer: True, "")),
        doing("add a client at Willow"),
    ),
]


@pytest.mark.once
@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole.what)
def test_a_planted_hole_is_found(hole: Hole, cast: Cast, everyone: dict[str, Person], monkeypatch: Patch) -> None:
    monkeypatch.setattr(wording, "KEPT", {})  # put into words without the hole
    monkeypatch.setattr(Prepared, "statement", Prepared._worded)  # likewise
    hole.plant(monkeypatch)

    assert hole.look(cast, everyone) != []
