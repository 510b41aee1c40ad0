# ruff: noqa: S608  (what a database holds is asked in SQL)
"""What people do in the house while it is killed: each deed one function, through the real doors.

Each carries a word of its own, by which it is found again. Above it stand questions to the database; each counts one
part of the deed's effect (the record, its line in the trail, what somebody is told). A deed that was answered has
happened once, in all its parts; one that was not, once or not at all, but never in half.

To add a deed, write its function, with its questions, into this file.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from heartwood.cast.papers import river
from tests.harness.caller import Answer, Caller

COLE = "(SELECT id FROM accounts_user WHERE email = 'cole@willow.example')"
THEIRS = "(SELECT id FROM clients_client WHERE first_name = '{word}')"
LISTED = "(SELECT id FROM clients_client WHERE last_name = '{word}')"
ROWS = 3
PICTURE = river(80, 60)


class NotAnswered(Exception):
    """The house said something else than that it is done."""


@dataclass(frozen=True)
class Deed:
    do: Callable[[Caller, str], None]
    questions: tuple[str, ...]


MIX: dict[str, Deed] = {}


def leaves(*questions: str) -> Callable[[Callable[[Caller, str], None]], Callable[[Caller, str], None]]:
    def note(do: Callable[[Caller, str], None]) -> Callable[[Caller, str], None]:
        MIX[do.__name__] = Deed(do, questions)
        return do

    return note


@leaves(
    "SELECT count(*) FROM clients_client WHERE first_name = '{word}'",
    f"SELECT count(*) FROM clients_accessgrant WHERE client_id IN {THEIRS}",
    f"SELECT count(*) FROM audit_line WHERE verb = 'clients.add' AND client IN {THEIRS}",
)
def add_a_client(thea: Caller, word: str) -> None:
    done(thea.post("/willow/clients/add/", first_name=word, state="active"))


@leaves(
    f"SELECT count(*) FROM clients_client WHERE pronouns = 'corrected' AND id IN {THEIRS}",
    f"SELECT count(*) FROM audit_line WHERE verb = 'clients.change' AND client IN {THEIRS}",
)
def correct_a_profile(thea: Caller, word: str) -> None:
    record = a_new_record(thea, word)
    done(thea.post(f"{record}edit/", first_name=word, pronouns="corrected", state="active", agreement="agreed"))


@leaves(
    f"SELECT count(*) FROM audit_line WHERE verb = 'clients.manage_access' AND client IN {THEIRS}",
    f"SELECT count(*) FROM audit_line WHERE verb = 'clients.grant_access' AND whom_id = {COLE} AND client IN {THEIRS}",
    f"SELECT count(*) FROM notifications_notice WHERE person_id = {COLE} AND record IN {THEIRS}",
    f"SELECT count(sent_at) FROM notifications_notice WHERE person_id = {COLE} AND record IN {THEIRS}",  # by a job
)
def give_cole_access(thea: Caller, word: str) -> None:
    record = a_new_record(thea, word)
    page = done(thea.get(f"{record}access/"), status=200)
    team = re.findall(r'name="practitioners"\s+value="([^"]+)"', page.text)
    done(thea.post(f"{record}access/", practitioners=team, primary=team[0]))


@leaves(
    f"SELECT count(*) / {ROWS}.0 FROM clients_client WHERE last_name = '{{word}}'",  # by a job
    f"SELECT count(*) / {ROWS}.0 FROM clients_accessgrant WHERE client_id IN {LISTED}",
    f"SELECT count(*) / {ROWS}.0 FROM audit_line WHERE verb = 'clients.add' AND client IN {LISTED}",
)
def bring_a_list(thea: Caller, word: str) -> None:
    rows = "".join(f"Row{number},{word}\n" for number in range(ROWS))
    columns = done(
        thea.send_file("/willow/clients/import/", "file", "list.csv", f"First name,Last name\n{rows}".encode())
    ).location
    done(thea.post(columns, **{"field-0": "first_name", "field-1": "last_name"}))
    done(thea.post(columns.replace("columns", "run")))


@leaves(
    f"SELECT count(*) FROM documents_document WHERE client_id IN {THEIRS}",
    f"SELECT count(*) FROM documents_document WHERE state = 'ready' AND client_id IN {THEIRS}",  # by a job
    f"SELECT count(*) FROM audit_line WHERE verb = 'documents.upload' AND client IN {THEIRS}",
)
def lay_down_a_picture(thea: Caller, word: str) -> None:
    record = a_new_record(thea, word)
    done(thea.send_file(f"{record}documents/add/", "uploads", "picture.png", PICTURE))


@leaves(
    f"SELECT count(*) FROM notes_chartnote WHERE client_id IN {THEIRS}",
    f"SELECT count(*) FROM audit_line WHERE verb = 'notes.write_chart' AND client IN {THEIRS}",
)
def write_on_the_record(thea: Caller, word: str) -> None:
    record = a_new_record(thea, word)
    done(thea.post(f"{record}notes/write/", body=f"{word} called."))


@leaves(
    f"SELECT count(*) FROM notes_privatenote WHERE revision = 1 AND client_id IN {THEIRS}",
)
def write_for_oneself(thea: Caller, word: str) -> None:
    """A draft that is kept as it is typed."""
    record = a_new_record(thea, word)
    note = done(thea.post(f"{record}private-notes/begin/")).location
    done(thea.post(f"{note}draft/", body=f"{word} is on my mind.", revision=0))


def a_new_record(thea: Caller, word: str) -> str:
    """Its address."""
    return done(thea.post("/willow/clients/add/", first_name=word, state="active")).location


def done(answer: Answer, status: int = 302) -> Answer:
    if answer.status != status:
        raise NotAnswered(f"{answer.status} {answer.text[:300]}")
    return answer
