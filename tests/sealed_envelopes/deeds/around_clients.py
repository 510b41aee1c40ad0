"""Deeds around a client: inviting to the portal, the emergency contact, one's own details."""

from collections.abc import Callable, Iterator
from typing import Any

from heartwood.cast.building import Cast
from tests.sealed_envelopes.deeds.deed import Deed, of_client
from tests.sealed_envelopes.markers import AT_HOME, in_charge

KEEPING_CLARA = {"thea", "double"}
CLARA_AT_WORK = KEEPING_CLARA | {"olive"}


def _contact(of: str, act: str = "", client: str = "clara", firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/clients/{cast.clients[client].pk}/emergency/{cast.contacts[of].pk}/{act}"


def _access(profile: str, client: str = "clara", firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/clients/{cast.clients[client].pk}/portal/{cast.profiles[profile].pk}/end/"


def _around(whom: str, act: str, client: str, firm: str = "willow") -> Callable[[Cast], str]:
    """The emergency contact of whom?"""
    return lambda cast: f"/{firm}/clients/{cast.clients[client].pk}/contacts/{cast.contacts[whom].pk}/{act}"


def _entering(profile: str, act: str, client: str) -> Callable[[Cast], str]:
    """Whoever enters the portal by this profile, because of who they are to the client."""
    return lambda cast: (
        f"/willow/clients/{cast.clients[client].pk}/contacts/{cast.profiles[profile].relationship_id}/{act}"
    )


def _add_existing(client: str, existing: str) -> Callable[[Cast], str]:
    return lambda cast: (
        f"/willow/clients/{cast.clients[client].pk}/contacts/add/?way=existing&contact={cast.clients[existing].pk}"
    )


def _terms(profile: str, client: str, firm: str = "willow") -> Callable[[Cast], str]:
    return lambda cast: f"/{firm}/clients/{cast.clients[client].pk}/portal/{cast.profiles[profile].pk}/terms/"


def _on_terms(cast: Cast) -> dict[str, Any]:
    return {"can_manage": "on", "may_see": ["documents"]}


def _beside(cast: Cast) -> dict[str, Any]:
    return {"practitioner": str(cast.workers["sol"].pk)}


def _settings(profile: str, rest: Callable[[Cast], str]) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/settings/{rest(cast)}"


def _relationships(profile: str, rest: Callable[[Cast], str]) -> Callable[[Cast], str]:
    return lambda cast: f"/portal/{cast.profiles[profile].code}/relationships/{rest(cast)}"


def _end(profile: str) -> Callable[[Cast], str]:
    return lambda cast: f"{cast.profiles[profile].pk}/end/"


def _somebody(cast: Cast) -> dict[str, Any]:
    return {"name": "Tove", "kind": "friend", "phone": "+1 971-555-0177", "email": ""}


def _a_name(cast: Cast) -> dict[str, Any]:
    return {"first_name": "New", "last_name": "Name"}


DEEDS = [
    Deed("invite Ana to the portal", of_client("ana_ruiz", "portal/invite"), {"olive", "thea"}),
    Deed("invite Ana through another practice", of_client("ana_ruiz", "portal/invite", "otter"), set()),
    Deed("withdraw Dev's invitation", of_client("dev", "portal/withdraw"), {"olive", "thea"}),
    Deed("end Clara's portal access", _access("clara"), CLARA_AT_WORK),
    Deed("end Kit's portal access through Clara's record", _access("kit"), set()),
    Deed("end Clara's portal access through another practice", _access("clara", firm="otter"), set()),
    Deed("add somebody around Clara", of_client("clara", "contacts/add"), CLARA_AT_WORK, _somebody),
    Deed("add somebody through another practice", of_client("clara", "contacts/add", "otter"), set(), _somebody),
    Deed(
        "add Dev as a contact of Ana", _add_existing("ana_ruiz", "dev"), {"olive", "thea"}, lambda _: {"kind": "friend"}
    ),
    Deed("connect Ana and Dev by Self", _add_existing("ana_ruiz", "dev"), {"olive"}, lambda _: {"kind": "self"}),
    Deed("add Clara as a contact of Kit", _add_existing("kit", "clara"), {"olive"}, lambda _: {"kind": "friend"}),
    Deed("change who Joon is", _entering("kit_with_joon", "", "kit"), {"olive", "cole"}, _somebody),
    Deed("change who Joon is through Clara's record", _entering("kit_with_joon", "", "clara"), set(), _somebody),
    Deed("remove Nadia's Self", _entering("nadia_with_cole", "remove/", "nadia_with_cole"), {"olive", "cole"}),
    Deed("remove Joon through Clara's record", _entering("kit_with_joon", "remove/", "clara"), set()),
    Deed("invite Halvard", _around("kit", "invite/", "kit"), {"olive", "cole"}, _on_terms),
    Deed("invite Halvard through another practice", _around("kit", "invite/", "kit", "otter"), set(), _on_terms),
    Deed("change Joon's terms", _terms("kit_with_joon", "kit"), {"olive", "cole"}, _on_terms),
    Deed("change the terms of the client's own access", _terms("clara", "clara"), set(), _on_terms),
    Deed("change Joon's terms through Clara's record", _terms("kit_with_joon", "clara"), set(), _on_terms),
    Deed("set up a second profile of Clara", of_client("clara", "second-profile"), {"olive"}, _beside),
    Deed("name Clara's emergency contact", of_client("clara", "emergency/add"), KEEPING_CLARA, _somebody),
    Deed("change Clara's emergency contact", _contact("clara"), KEEPING_CLARA, _somebody),
    Deed("change another's through Clara's record", _contact("nadia_with_cole"), set(), _somebody),
    Deed("remove Clara's emergency contact", _contact("clara", "remove/"), KEEPING_CLARA),
    Deed("correct one's details", _settings("clara", lambda cast: "profile/"), {"clara"}, _a_name),
    Deed("correct a child's details", _settings("kit", lambda cast: "profile/"), {"grace"}, _a_name),
    Deed("name one's emergency contact", _settings("clara", lambda cast: "emergency/add/"), {"clara"}, _somebody),
    Deed(
        "change one's emergency contact",
        _settings("clara", lambda cast: f"emergency/{cast.contacts['clara'].pk}/"),
        {"clara"},
        _somebody,
    ),
    Deed(
        "change the contact of one's other profile",
        _settings("nadia", lambda cast: f"emergency/{cast.contacts['nadia_with_cole'].pk}/"),
        set(),
        _somebody,
    ),
    Deed(
        "remove one's emergency contact",
        _settings("clara", lambda cast: f"emergency/{cast.contacts['clara'].pk}/remove/"),
        {"clara"},
    ),
    Deed("end what somebody was given", _relationships("kit", _end("kit_with_joon")), {"grace"}),
    Deed("end what somebody else was given", _relationships("kit_with_joon", _end("kit")), set()),
    Deed("end one's own as if it were another's", _relationships("kit", _end("kit")), set()),
    Deed("end another client's", _relationships("clara", _end("kit_with_joon")), set()),
    Deed("leave a profile", _relationships("kit_with_joon", lambda cast: "leave/"), {"joon"}),
    Deed("leave a second profile", _relationships("nadia_with_cole", lambda cast: "leave/"), {"nadia"}),
    Deed("leave one's own profile", _relationships("clara", lambda cast: "leave/"), set()),
]


def done_by_an_empty_form(cast: Cast) -> Iterator[tuple[str, set[str]]]:
    for key, client in cast.clients.items():
        record = f"/{client.organization.slug}/clients/{client.pk}"
        yield f"{record}/portal/invite/", in_charge(key)
    yield _access("kit", "kit")(cast), in_charge("kit")
    yield _contact("nadia_with_cole", "remove/", "nadia_with_cole")(cast), {"cole"}
    for key in ("clara", "nadia_with_cole"):
        yield _around(key, "remove/", key)(cast), in_charge(key)
        address = _settings(key, lambda cast, key=key: f"emergency/{cast.contacts[key].pk}/remove/")  # type: ignore[misc]
        yield address(cast), AT_HOME[key]
    for key, login in (("kit", "grace"), ("kit_with_joon", "joon"), ("nadia_with_cole", "nadia")):
        yield _relationships(key, lambda cast: "leave/")(cast), {login}
    yield _relationships("kit", _end("kit_with_joon"))(cast), {"grace"}
