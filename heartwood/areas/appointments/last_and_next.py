"""S1.D1, S1.D2: when a client's last completed session was, and when the next booked one begins. Both stand on the
client record, by which the client list is ordered. The verbs of a session keep them so, in its transaction; as time
goes by, jobs do (docs/decisions/0025).
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.timezone import now

from heartwood.areas.appointments.models.participant import Participant
from heartwood.areas.clients.models import Client

AT_ONCE = 200  # records; so few keep nobody waiting


class Sessions(NamedTuple):
    """Of a client: what the record says, and how it is."""

    client: UUID
    said: tuple[object, object]
    are: tuple[object, object]


def keep(clients: Collection[UUID]) -> int:
    """How many records said something else. They are locked before it is asked, and by all in the same order: where two
    change sessions of one client at once, the second counts what the first has done."""
    with transaction.atomic():
        theirs = Client._base_manager.filter(pk__in=clients)
        list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        wrong = [each for each in _sessions_of(theirs) if each.said != each.are]
        for each in wrong:
            last, following = each.are
            Client._base_manager.filter(pk=each.client).update(last_completed_at=last, next_booked_at=following)
    return len(wrong)


def go_on() -> int:
    """Where what was next has begun, something else is next, or nothing."""
    begun = Client._base_manager.filter(next_booked_at__lte=now()).values_list("pk", flat=True)
    number = 0
    while some := list(begun[:AT_ONCE]):
        number += keep(some)
    return number


def check() -> int:
    """All records, some at a time. How many had to be put right, where nothing ever should."""
    number = 0
    everybody = Client._base_manager.order_by("pk")
    some = _sessions_of(everybody[:AT_ONCE])
    while some:
        if wrong := [each.client for each in some if each.said != each.are]:
            number += keep(wrong)
        some = _sessions_of(everybody.filter(pk__gt=some[-1].client)[:AT_ONCE])
    return number


def _sessions_of(clients: QuerySet[Client]) -> list[Sessions]:
    theirs = Participant.objects.as_system("when a client comes is so whoever looks").of_client(OuterRef("pk"))
    last = theirs.completed().latest_first().values("starts_at")[:1]
    following = theirs.ahead().soonest_first().values("starts_at")[:1]
    found = clients.annotate(last=Subquery(last), following=Subquery(following)).values_list(
        "pk", "last_completed_at", "next_booked_at", "last", "following"
    )
    return [Sessions(pk, (said, said_next), (last, following)) for pk, said, said_next, last, following in found]
