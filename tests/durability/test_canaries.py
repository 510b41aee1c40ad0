# ruff: noqa: S608  (what a database holds is asked in SQL)
"""S7. What is sealed stands nowhere in clear: not in the database, its log or its free pages, not among the files, not
in a backup, a log or a mail. And no log and no mail names a client.

The sealed texts are looked up in the models: what the cast writes into a new sealed field joins by itself.
"""

import base64
import gzip
import html
import json
import quopri
import re
import time
import urllib.parse
import zlib
from email.message import EmailMessage
from pathlib import Path

import pyrage
import pytest

from heartwood.cast.people import LOGINS, WORKERS
from heartwood.config.backup.keys import identities
from heartwood.config.management.commands.serve import DEMO
from tests.durability.canaries import LETTERS, Searched
from tests.durability.comparing import tables_of
from tests.durability.test_backup_and_restore import backed_up
from tests.harness.caller import Caller
from tests.harness.house import ROOT, House

LIST = (
    "First name,Last name,Email,Session Notes\n"
    "Quillon,Marrowfield,quillon@list.example,Dreamt of the harbour\n"
    "Brannoch,Zoë-Thistlewick,brannoch@list.example,Slept badly\n"
).encode()
# In the summaries made from a note: which one it is, its fingerprint, and when it was. These stand beside the note too.
NO_WORDS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:+]+")
NEVER_KEPT = {"Dreamt of the harbour", "Slept badly"}  # clinical content is left out before anything is kept
MARKED, ESCAPED = "Ambergris-Lovelock", "Quicksilver Tamarind"
STAFF = {word for worker in WORKERS for word in (*worker.name.split(), worker.name, worker.email)}  # mails greet them

# Runs in the house: every sealed text that it holds, opened; and what it knows of its clients.
TELL = """
import json, django; django.setup()
from django.apps import apps
from django.db.models import QuerySet
from heartwood.ground.vault.fields import sealed_fields

def texts(value):
    if isinstance(value, dict): value = [*value.values(), *value.keys()]
    if isinstance(value, list | tuple):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []

sealed = {}
for model in apps.get_models():
    for row in QuerySet(model) if sealed_fields(model) else []:
        for field in sealed_fields(model):
            sealed.setdefault(str(field), []).extend(texts(getattr(row, field.attname)))
clients = [text for client in QuerySet(apps.get_model("clients.Client"))
           for text in (client.first_name, client.last_name, client.email, client.phone, client.address)]
print(json.dumps([sealed, clients]))
"""


def told_by(house: House) -> tuple[dict[str, list[str]], list[str]]:
    sealed, clients = json.loads(house.run("-c", TELL).stdout)
    return sealed, clients


@pytest.fixture
def used_house(busy_house):
    """Thea has uploaded two lists and thrown one away, so that its pages are free; Cole was given access, of which a
    mail told him; and the house broke while she saved."""
    house = busy_house
    thea = Caller(house.port, "thea@willow.example").sign_in()
    columns = {"field-0": "first_name", "field-1": "last_name", "field-2": "email", "field-3": ""}
    for _ in range(2):
        address = thea.send_file("/willow/clients/import/", "file", "clients.csv", LIST).location
        assert thea.post(address, **columns).status == 302
    assert thea.post(address.replace("columns", "abandon")).status == 302
    record = thea.post("/willow/clients/add/", first_name=MARKED, email="amber@mail.example", state="active").location
    team = re.findall(r'name="practitioners"\s+value="([^"]+)"', thea.get(f"{record}access/").text)
    assert thea.post(f"{record}access/", practitioners=team, primary=team[0]).status == 302
    house.ask("ALTER TABLE clients_accessgrant RENAME TO elsewhere")
    assert thea.post(f"{record}edit/", first_name=f"{MARKED} Again", state="active", agreement="agreed").status == 500
    house.ask("ALTER TABLE elsewhere RENAME TO clients_accessgrant")
    wait_for_a_mail(house)
    return house


def wait_for_a_mail(house: House) -> None:
    deadline = time.monotonic() + 60
    while not house.mails():
        assert time.monotonic() < deadline, house.said
        time.sleep(0.2)


def canaries_of(sealed: dict[str, list[str]], readable: list[str], most: int | None) -> set[str]:
    """Each sentence and each word that stands alone, at most so many of each column, but for words that the house
    itself uses, and what it knows of its clients in readable columns (decision 0003)."""
    own = "\n".join(path.read_text() for path in (ROOT / "heartwood").rglob("*.py") if "cast" not in path.parts)
    known = own + "\n".join(readable)
    canaries: set[str] = set()
    for texts in sealed.values():
        pieces = {piece.strip() for text in texts for piece in re.split(r"[\n.!?]+", text)}
        words = {piece for piece in pieces if len(piece) >= LETTERS and not NO_WORDS.fullmatch(piece)}
        canaries |= set(sorted(word for word in words if word not in known)[:most])
    return canaries


def search(house: House, canaries: set[str], archive: Path, key: Path) -> Searched:
    """Everywhere: the data folder holds the database with its log and free pages (SQLite), counters, files, mails and
    backups."""
    searched = Searched(canaries)
    searched.look_into_folder("data", house.data)
    searched.look("log", house.log.read_bytes())
    searched.look("opened backup", pyrage.decrypt(archive.read_bytes(), identities(key)))
    for table in tables_of(house):
        searched.look(f"table {table}", b"\n".join(_as_written(row) for row in house.ask(f"SELECT * FROM {table}")))
    return searched


def as_read_by_others(letter: EmailMessage, clients: list[str]) -> bytes:
    """A mail, but for whom it is to and how it greets them: a login, or a client who has none."""
    own = {word for login in LOGINS if login.email == letter["To"] for word in (login.email, login.name)}
    records = zip(*[iter(clients)] * 5, strict=True)
    own |= {word for first, last, email, *_ in records if email == letter["To"] for word in (first, last, email)}
    own |= {word for name in own if "@" not in name for word in name.split()}
    words = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    text = "\n".join([*(str(value) for value in letter.values()), *words])
    for word in sorted(own, key=len, reverse=True):
        text = text.replace(word, "")
    return text.encode()


def _as_written(row: tuple[object, ...]) -> bytes:
    return b"\x1f".join(bytes(value) if isinstance(value, bytes) else str(value).encode() for value in row)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_what_is_sealed_stands_nowhere_in_clear_and_no_log_or_mail_names_a_client(
    used_house, private_key, in_full, capsys
):
    house, key = used_house, private_key(used_house)
    sealed, clients = told_by(house)
    assert any("Marrowfield" in text for text in sealed["transfer.Import.people"])
    archive = backed_up(house)
    house.kill()  # so that SQLite's log stays
    readable = [*clients, *(login.email for login in LOGINS)]  # somebody around a client may have a login
    canaries = canaries_of(sealed, readable, None if in_full else 1) | NEVER_KEPT

    searched = search(house, canaries, archive, key)
    outside = Searched(client for client in clients if client not in STAFF)
    outside.look("log", house.log.read_bytes().replace(DEMO.encode(), b""))
    for number, letter in enumerate(house.mails()):
        outside.look(f"mail {number}", as_read_by_others(letter, clients))

    with capsys.disabled():
        print(f"\nsealed: {searched}; clients: {outside}")
    assert "Error" in house.said
    assert len(searched.canaries) >= 6
    assert len(searched.places) > 30
    assert not searched.found
    assert len(outside.canaries) > 100
    assert not outside.found


def test_a_canary_that_escapes_is_found(used_house, private_key):
    """In whatever place it lands."""
    house, key = used_house, private_key(used_house)
    house.ask(f"UPDATE clients_client SET pronouns = '{ESCAPED}' WHERE first_name = '{MARKED}'")
    (house.data / "files").mkdir(exist_ok=True)
    (house.data / "files" / "note").write_bytes(b"\0\1" + gzip.compress(f"a {ESCAPED} b".encode()))
    with house.log.open("a") as log:
        log.write(base64.b64encode(f"-{ESCAPED}-".encode()).decode())
    archive = backed_up(house)
    house.kill()

    found = {place for place, _ in search(house, {ESCAPED}, archive, key).found}

    assert {"data: note", "log", "opened backup", "table clients_client"} <= found
    if "DATABASE_URL" not in house.settings:
        assert {"data: heartwood.sqlite3", "data: heartwood.sqlite3-wal"} & found


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.upper().encode(),
        lambda text: text.encode().hex().encode(),
        lambda text: text.encode("utf-16-le").hex().upper().encode(),
        lambda text: base64.b64encode(text.encode()),
        lambda text: base64.b64encode(f"a{text}".encode()),
        lambda text: base64.urlsafe_b64encode(f"ab{text}?".encode()),
        lambda text: urllib.parse.quote(text).encode(),
        lambda text: urllib.parse.quote_plus(text).encode(),
        lambda text: quopri.encodestring(f"{'x' * 70} {text}".encode()),
        lambda text: json.dumps({"a": text}).encode(),
        lambda text: html.escape(text).encode(),
        lambda text: zlib.compress(text.encode()),
        lambda text: gzip.compress(json.dumps(text).encode()),
    ],
)
@pytest.mark.parametrize("text", ["Marrowfield", "Zoë & the “harbour”"])
def test_it_is_found_in_whatever_form(text, written):
    searched = Searched([text])
    noise = bytes(range(1, 256)) * 20

    searched.look("clean", noise)
    assert not searched.found

    searched.look("planted", noise + written(text) + noise)
    assert searched.found == {("planted", text)}
