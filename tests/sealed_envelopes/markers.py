"""What is in the envelopes, and who may open which: written by hand from the words of the domain, not from the rules.

A marker is a text that occurs in one place of the house only. Whoever gets to read one and does not stand in its list
has seen something of somebody that they may not.
"""

from heartwood.areas.clients.words import plain
from heartwood.cast.building import Cast
from heartwood.cast.people import CLIENTS, LOGINS, MORE, WORKERS

WILLOW_OFFICE = {"olive", "thea", "cole", "sol", "fran", "bo", "moved", "double"}
PRACTITIONERS = {served.key: served.practitioner for served in CLIENTS} | {
    plain(name).replace(" ", "_"): practitioner for name, practitioner, _ in MORE
}

# Who stands behind a client record in the portal and manages it.
AT_HOME = {
    "clara": {"clara"},
    "nadia": {"nadia"},
    "nadia_with_cole": {"nadia"},
    "kit": {"grace"},
    "elif": {"elif"},
    "petra": {"petra"},
}
# Who only sees there what is shared: they know of whom it is. Of them know who manages the profile and who keeps the
# record.
STANDING_AROUND = {"kit": {"joon"}}
# Whose each profile is.
ENTERING = AT_HOME | {"kit_with_joon": {"joon"}}


# Documents by the words in their names and in what they hold. The table “Who sees what”: the practitioners with access,
# and the client what is shared with them, or what they uploaded.
READERS_OF_DOCUMENTS = {
    "Larkmoor": {"thea", "double", "clara"},
    "Fennelbrook": {"thea", "double", "clara"},
    "Harrowgill": {"thea", "double"},
    "Cloudberrow": {"thea", "double"},
    "Osierdale": {"thea", "double", "clara"},
    "Wintermead": {"thea", "double"},  # an older version of what Clara sees
    "Elmhollow": {"thea", "double"},
    "Alderfen": {"thea", "double"},  # the name of a folder, in which nothing lies that the client sees
    "Ferrisholt": {"thea", "double"},
    "Pennymoss": {"felix"},
    "Thistlewade": {"felix"},
    "Quarrelow": {"cole", "nadia"},
    "Gorsemead": {"cole", "nadia"},
}


# Journals by a word in each entry. A private one is its author's alone; a shared one is read by the practitioner of its
# session too, and by nobody else who has access to the client.
READERS_OF_JOURNALS = {
    "Mossgarth": {"clara"},
    "Wispwater": {"clara"},
    "Yarrowick": {"clara"},
    "Cloverstead": {"clara"},  # a draft
    "Thornquay": {"clara", "thea"},
    "Larchmere": {"clara", "thea"},  # in the text, below an image, and the name of a file
    "Fernholt": {"clara", "thea"},
    "Oakhanger": {"clara", "thea"},  # the practitioner's answer
    "Kestrelford": {"nadia", "thea"},
    "Sandlewick": {"nadia"},
    "Bramblecote": {"grace"},
}


# Homework by a word in each text. Practitioners with access, and whoever manages the profile; an unfinished answer is
# its writer's alone, a library its author's.
READERS_OF_HOMEWORK = {
    "Ravelstone": {"thea", "double", "clara"},
    "Hartshay": {"thea", "double", "clara"},  # an answer that was handed in
    "Wychwood": {"thea", "double", "clara"},  # the word back
    "Penhallow": {"thea", "double", "clara"},
    "Merrowdown": {"thea", "double", "clara"},  # in the answer, and the name of its file
    "Tanglefoot": {"thea", "double", "clara"},
    "Bellwether": {"clara"},  # an unfinished answer
    "Nettlebed": {"thea", "double", "clara"},  # the name of a worksheet
    "Lintwhite": {"thea", "nadia"},
    "Gallowglass": {"thea", "nadia"},
    "Foxmere": {"thea"},  # to somebody without a login
    "Harkaway": {"cole", "nadia"},
    "Skerryvore": {"cole", "grace"},
    "Ampleforth": {"grace"},  # an unfinished answer
    "Wolfscastle": {"felix", "elif"},
    "Tintinhull": {"felix", "elif"},
    "Ottermouth": {"felix", "elif"},
    "Windlestraw": {"thea"},  # in her library
    "Coltsfoot": {"thea"},
    "Tormentil": {"thea"},
}


# Consents: what a client said is read by the practitioners with access, the client and whoever acts for them; the words
# that they were asked in, by everybody who works at the practice or is its client.
READERS_OF_CONSENTS = {
    "Heathermoor": {"thea", "double", "clara"},
    "Brackenford": {"cole", "grace"},
    "Sedgewater": {"otto", "petra"},
    "Foxglovend": WILLOW_OFFICE | {"clara", "nadia", "grace"},
    "Marlpit": {"otto", "double", "petra"},
}


# Emergency contacts by a word in each name. The table “Who sees what”: practitioners with access, administrators, and
# whoever manages the profile; no scheduler, no biller, no supervisor.
EMERGENCY_CONTACTS = {
    "clara": ("Rosalind Quenby", "971-555-0161", "9715550161", "rosalind@quenby.example"),
    "nadia_with_cole": ("Samir Ousel", "971-555-0163"),
    "kit": ("Halvard Wintergreen", "971-555-0164", "halvard@wintergreen.example"),
    "elif": ("Orhan Melissande", "971-555-0165"),
    "petra": ("Ylva Sundew", "971-555-0166"),
    "dev": ("Anjali Thornapple", "971-555-0162"),
}


# Reviews by a word in each. The client and the practitioner of that session; a published one, where the practitioner
# shows them, is read by every client of the organization as well, and by nobody else who works there.
CLIENTS_OF_WILLOW = {"clara", "nadia", "grace"}
READERS_OF_REVIEWS = {
    "Brackenby": {"thea"} | CLIENTS_OF_WILLOW,
    "Foxholt": {"thea"} | CLIENTS_OF_WILLOW,  # the reply to it
    "Hazelwick": {"thea"} | CLIENTS_OF_WILLOW,
    "Rushmere": {"thea"} | CLIENTS_OF_WILLOW,
    "Linnetstone": {"thea", "clara"},  # might be published, and is not
    "Amberlough": {"thea", "clara"},
    "Whinfold": {"thea", "clara"},  # the reply to it
    "Tarnbeck": {"cole", "nadia"},
    "Coldharrow": {"cole", "grace"},  # published, but Cole shows none
    "Sedgecombe": {"felix", "elif"},
}
# Whoever shows reviews is known to all clients of the organization.
KNOWN_TO_CLIENTS = {"thea": CLIENTS_OF_WILLOW, "felix": {"elif"}}


# Summaries by a word in what Thea wrote into them: the practitioners with access, and the client the version that was
# shared. That nothing of “Duskwillow”, “Harebellrun” and “Oxlipmere” (a private note, a draft, an addendum that is not
# signed, all about these clients) ever comes into one shows by their own readers, who are fewer.
READERS_OF_SUMMARIES = {
    "Brackenmire": {"thea", "double", "clara"},
    "Grief had its first words": {"thea", "double", "clara"},
    "Tarnwick": {"thea", "double"},
    "Swallowfield": {"thea", "nadia"},
}


def readers_of_client(key: str) -> dict[str, set[str]]:
    """The table “Who sees what”, line 1: name, e-mail and phone, postal address."""
    theirs = in_charge(key) | AT_HOME.get(key, set())
    schedulers, billers = (
        (set(), set()) if is_owner_only(key) or _firm(key) != "willow" else ({"fran"}, {"bo", "moved"})
    )
    return {
        "name": theirs | schedulers | billers | STANDING_AROUND.get(key, set()),
        "contact": theirs | schedulers,
        "address": theirs | billers,
    }


def in_charge(key: str) -> set[str]:
    """Who sees the whole profile, and may change it: practitioners with access, and administrators."""
    return leading(key) | ({"double"} if key == "clara" else set()) | administering(key)


def leading(key: str) -> set[str]:
    return {PRACTITIONERS[key]}


def administering(key: str) -> set[str]:
    if is_owner_only(key):
        return set()
    return {"willow": {"olive"}, "otter": {"otto", "double"}}[_firm(key)]


def is_owner_only(key: str) -> bool:
    return key == "emeka_obi" or PRACTITIONERS[key] == "felix"


def _firm(key: str) -> str:
    return {"felix": "lantern", "otto": "otter"}.get(PRACTITIONERS[key], "willow")


def envelopes(cast: Cast) -> dict[str, set[str]]:
    """Each marker with everybody who may read it."""
    found: dict[str, set[str]] = {}

    def seal(marker: str, readers: set[str]) -> None:
        if marker:
            found[marker] = found.get(marker, set()) | readers

    for key in PRACTITIONERS:
        client = cast.clients[key]
        readers = readers_of_client(key)
        seal(client.name, readers["name"])
        seal(client.email, readers["contact"])
        seal(client.phone, readers["contact"])
        seal(client.phone_digits, readers["contact"])
        seal(client.address.split(" ", 1)[1].split("\n")[0], readers["address"])
    for login in LOGINS:
        seal(login.email, {login.key})
        acting_for = {key for key, people in AT_HOME.items() if login.key in people}
        seal(login.name, {login.key}.union(*(in_charge(key) for key in acting_for)))
        standing_around = {key for key, people in STANDING_AROUND.items() if login.key in people}
        seal(login.name, set().union(*(in_charge(key) | AT_HOME[key] for key in standing_around)))
        seal(login.email, set().union(*(in_charge(key) for key in standing_around)))  # they keep how to reach them
        for _, code in login.profiles:
            seal(code, {login.key})
    for worker in WORKERS:
        themselves = {worker.key, "passwordonly"} if worker.key == "thea" else {worker.key}
        seal(worker.email, themselves | _administrators(worker.firm))
        known = _clients_seen_by(worker.key) | KNOWN_TO_CLIENTS.get(worker.key, set())
        seal(worker.name, _colleagues(worker.firm) | themselves | known)
    # What Nadia wrote to Cole: he has access to that record, and it is hers; the desk and the office see only the hour.
    seal("Could we speak about brindlewort first?", AT_HOME["nadia_with_cole"] | leading("nadia_with_cole"))
    written = READERS_OF_DOCUMENTS | READERS_OF_JOURNALS | READERS_OF_HOMEWORK | READERS_OF_CONSENTS
    for marker, readers in (written | READERS_OF_REVIEWS).items():
        seal(marker, readers)
    for key, words in EMERGENCY_CONTACTS.items():
        for marker in words:
            seal(marker, in_charge(key) | AT_HOME.get(key, set()))
    seal("karl@mail.example", {"ex_guardian"})
    seal("Ren Brandywine", {"olive"})
    seal("ren@mail.example", {"olive"})
    seal("Pigeonbrowser on Slate", {"clara"})
    seal("Wrenfield", {"thea"})
    seal("wrenfield@list.example", {"thea"})
    with_clara = {"thea", "double"}
    seal("Velvetmoor", with_clara)  # an approved note, not shared
    seal("She read it to me.", with_clara | {"clara"})  # an approved note that was shared
    seal("Harebellrun", {"thea"})  # a draft
    seal("Mossbarrow", {"cole", "sol"})  # handed in to the supervisor
    seal("Oxlipmere", {"thea"})  # an addendum that is not signed
    seal("Duskwillow", {"thea"})  # a private note
    seal("Saltgrove", with_clara)  # a note on the record
    seal("Fernhollow", with_clara | {"clara"})  # one that was shared
    for marker, readers in READERS_OF_SUMMARIES.items():
        seal(marker, readers)
    return found


def clients_and_readers() -> list[tuple[str, dict[str, set[str]]]]:
    return [(key, readers_of_client(key)) for key in PRACTITIONERS]


def _colleagues(firm: str) -> set[str]:
    here = {worker.key for worker in WORKERS if worker.firm == firm}
    return here | {"moved", "double"} if firm == "willow" else here | {"double"} if firm == "otter" else here


def _administrators(firm: str) -> set[str]:
    here = {worker.key for worker in WORKERS if worker.firm == firm and "administrator" in worker.roles}
    return here | {"double"} if firm == "otter" else here


def _clients_seen_by(worker: str) -> set[str]:
    """They read who works with them, and who has opened their record; in the walk, that is everybody who may."""
    return {login for key, people in AT_HOME.items() if worker in readers_of_client(key)["name"] for login in people}


def is_on_a_page_of_the_walk(marker: str, person: str) -> bool:
    """The walk opens the records of those in CLIENTS; of the others it sees what stands in the list: no addresses, and
    no phone in the form a telephone dials. And so much was done with Clara's record that Bo, who looked at it once,
    stands on a later page of those who have seen it."""
    is_on_a_later_page = (marker, person) == ("Bo Larsen", "clara")
    return not (marker.endswith("-Hollow Street") or marker.startswith("1503555") or is_on_a_later_page)
