import pytest

from heartwood.areas.consent.models import ConsentEvent

SAID = {"what": "given", "said_by": "client", "method": "in_person", "when": "now"}


@pytest.fixture
def record(cast, thea):
    """As Thea does it: the page for one purpose, and *Record*."""

    def recorded(client="clara", purpose="notes", by=thea, **facts):
        where = by.viewer.address("client-consent-record", cast.clients[client].pk, cast.purposes[purpose].pk)
        return by.post(where, SAID | {"wording": cast.purposes[purpose].wording.pk} | facts)

    return recorded


@pytest.fixture
def answer(cast, clara):
    """In the portal, on the page of one purpose."""

    def answered(what, purpose="notes", by=clara):
        facts = {"wording": cast.purposes[purpose].wording.pk, "answer": what}
        return by.post(by.viewer.address("consent-answer", cast.purposes[purpose].pk), facts)

    return answered


@pytest.fixture
def withdraw(cast, clara):
    def withdrawn(purpose="notes", by=clara):
        return by.post(by.viewer.address("consent-withdraw", cast.purposes[purpose].pk))

    return withdrawn


@pytest.fixture
def said(cast):
    """All that was ever said about something, in its order."""

    def history(client="clara", purpose="notes"):
        events = ConsentEvent.objects.as_system("test").filter(client=cast.clients[client])
        return [event.what for event in events.about(cast.purposes[purpose]).order_by("happened_at")]

    return history
