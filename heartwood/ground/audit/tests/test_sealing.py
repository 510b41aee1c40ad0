# ruff: noqa: S608  (tampering is done in SQL)
"""The chain: every line gets its place, and whatever is done to the trail afterwards is noticed and named."""

import json
import threading
import time
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from heartwood.config import databases
from heartwood.ground.audit import anchors, jobs, sealing, triggers
from heartwood.ground.audit.acting import write
from heartwood.ground.audit.models import Chain, Line, Seal, Waiting


@pytest.fixture(autouse=True)
def anchors_of_their_own(monkeypatch, tmp_path):
    monkeypatch.setattr(anchors, "folder", lambda: tmp_path / "anchors")


@pytest.fixture
def chain(cast, thea):
    """Willow's chain, sealed."""
    clara = cast.clients["clara"]
    for number in range(5):
        clara.change(thea.viewer, pronouns=f"they {number}")
    sealing.seal_what_waits()
    connection.check_constraints()
    return Chain.objects.get(name=clara.organization_id.hex)


def verified(*more: str) -> str:
    said = StringIO()
    call_command("audit", "verify", *more, stdout=said)
    return said.getvalue()


def tamper(*statements: str) -> None:
    """As somebody would who has the database in their hands."""
    triggers.lift(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.check_constraints()
    triggers.install(connection)


def at(chain: Chain, place: int) -> str:
    seal = Seal.objects.get(chain=chain, place=place)
    return f"'{seal.line_id.hex if connection.vendor == 'sqlite' else seal.line_id}'"


def cut(chain: Chain, place: int) -> list[str]:
    line = at(chain, place)
    return [f"DELETE FROM audit_seal WHERE line_id = {line}", f"DELETE FROM audit_line WHERE id = {line}"]


def copy_of(line: str, **changes: str) -> tuple[str, str]:
    """SQL that puts a line in which is like that one but for its id, and the new id."""
    pk = uuid.uuid4()
    new = f"'{pk.hex if connection.vendor == 'sqlite' else pk}'"
    columns = [field.column for field in Line._meta.concrete_fields]
    values = ", ".join({"id": new, **changes}.get(column, column) for column in columns)
    return f"INSERT INTO audit_line ({', '.join(columns)}) SELECT {values} FROM audit_line WHERE id = {line}", new


def test_every_line_gets_its_place_and_nothing_waits(chain) -> None:
    assert not Waiting.objects.exists()
    assert chain.length == Line.objects.as_system("test").filter(organization=chain.name).count()
    assert Seal.objects.count() == Line.objects.as_system("test").count()
    assert "Willow Practice: " in verified()
    assert "all as they were written" in verified("--organization", "willow")


def test_each_organization_has_a_chain_of_its_own(chain) -> None:
    assert Chain.objects.exclude(length=0).count() == 4  # Willow, Otter, Lantern; drafts are nobody's


TAMPERINGS = {
    "a verb is changed": (lambda c: [f"UPDATE audit_line SET verb = 'x' WHERE id = {at(c, 4)}"], "Line 4 (", "changed"),
    "somebody else did it": (lambda c: [f"UPDATE audit_line SET who_id = NULL WHERE id = {at(c, 4)}"], "Line 4 (", ""),
    "its time is changed": (
        lambda c: [
            f"UPDATE audit_line SET at = (SELECT at FROM audit_line WHERE id = {at(c, 1)}) WHERE id = {at(c, 4)}"
        ],
        "Line 4 (",
        "changed",
    ),
    "a line is deleted": (lambda c: cut(c, 4), "Line 4 is missing", ""),
    "the first line is deleted": (lambda c: cut(c, 1), "Line 1 is missing", ""),
    "a line is put in between": (
        lambda c: [
            (new := copy_of(at(c, 4)))[0],
            f"DELETE FROM audit_waiting WHERE line_id = {new[1]}",
            f"UPDATE audit_seal SET place = place + 100000 WHERE place >= 4 AND chain_id = '{c.name}'",
            f"UPDATE audit_seal SET place = place - 99999 WHERE place >= 100000 AND chain_id = '{c.name}'",
            f"INSERT INTO audit_seal (line_id, place, mac, chain_id)"
            f" SELECT {new[1]}, 4, mac, chain_id FROM audit_seal WHERE line_id = {at(c, 4)}",
        ],
        "Line 4 (",
        "put in",
    ),
    "a line is put in past the queue": (lambda c: [copy_of(at(c, 4))[0]], "past the queue", ""),
    "two lines change places": (
        lambda c: [
            f"UPDATE audit_seal SET place = 100000 WHERE line_id = {at(c, 4)}",
            f"UPDATE audit_seal SET place = 4 WHERE line_id = {at(c, 5)}",
            f"UPDATE audit_seal SET place = 5 WHERE line_id = {at(c, 4)}",
        ],
        "Line 4 (",
        "moved",
    ),
    "the end is cut off": (lambda c: [*cut(c, c.length), *cut(c, c.length - 1)], "was cut off", "is missing"),
    "the head is taken back": (
        lambda c: [f"UPDATE audit_chain SET length = length - 1 WHERE name = '{c.name}'"],
        "the head of the chain was changed",
        "",
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_whatever_is_done_to_the_trail_is_noticed_and_named(chain, tampering) -> None:
    statements, named, why = tampering

    tamper(*statements(chain))

    with pytest.raises(CommandError) as found:
        verified()
    assert named in str(found.value)
    assert why in str(found.value)
    assert str(found.value).startswith("Willow Practice: ")


def cut_with_head(chain: Chain) -> None:
    last = bytes(Seal.objects.get(chain=chain, place=chain.length - 1).mac)
    literal = f"X'{last.hex()}'" if connection.vendor == "sqlite" else f"'\\x{last.hex()}'"
    tamper(
        *cut(chain, chain.length),
        f"UPDATE audit_chain SET length = length - 1, mac = {literal} WHERE name = '{chain.name}'",
    )


def test_an_end_that_is_cut_off_together_with_the_head_is_known_to_the_anchor(chain, thea, cast) -> None:
    anchors.anchor_today()
    cut_with_head(chain)

    with pytest.raises(CommandError, match=f"Line {chain.length} is missing: the chain was cut off"):
        verified()

    cast.clients["clara"].change(thea.viewer, pronouns="she")  # and another line grows in its place
    sealing.seal_what_waits()
    with pytest.raises(CommandError, match=r"is not the one that the anchor .*\.json knows"):
        verified()


def test_a_line_that_came_through_the_queue_but_claims_to_be_old_is_named(chain) -> None:
    write([Line(kind="act", verb="clients.open", record="x", organization_id=chain.name, at=now().replace(year=2020))])
    sealing.seal_what_waits()

    with pytest.raises(CommandError, match=rf"Line {chain.length + 1} .* claims to be older"):
        verified()


def test_missing_triggers_are_told(chain) -> None:
    triggers.lift(connection)

    with pytest.raises(CommandError, match="no longer has the trigger audit_line_no_update"):
        verified()


def test_an_anchor_is_written_once_a_day_for_its_owner_only_and_never_again(chain, cast, thea) -> None:
    path = anchors.anchor_today()
    before = path.read_bytes()
    cast.clients["clara"].change(thea.viewer, pronouns="she")
    jobs.seal.call()

    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(before)["heads"][chain.name]["length"] == chain.length
    assert list(path.parent.iterdir()) == [path]

    path.write_text("{}")
    with pytest.raises(CommandError, match=r"The anchor .* was changed"):
        verified()


def test_sealing_is_asked_for_once_until_it_begins(chain, cast, thea) -> None:
    DBTaskResult.objects.all().delete()

    for pronouns in ("she", "they", "he"):
        cast.clients["clara"].change(thea.viewer, pronouns=pronouns)

    (job,) = DBTaskResult.objects.all()
    assert job.task_path == jobs.seal.module_path
    assert "3 wait for their seal" in verified()
    job.task.call()
    assert not Waiting.objects.exists()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="on SQLite in memory, threads cannot wait for each other")
def test_sealers_that_meet_give_each_line_one_place(cast_for_real) -> None:

    def seal() -> None:
        sealing.seal_what_waits()
        connection.close()

    sealers = [threading.Thread(target=seal) for _ in range(3)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()

    assert not Waiting.objects.exists()
    assert "all as they were written" in verified()


MANY = {
    "sqlite": """
        INSERT INTO audit_line (id, at, kind, capacity, organization_id, verb, record, client, request, network, who_id)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
        SELECT lower(hex(randomblob(16))), '2026-11-01 10:00:00.123456', 'visit', 'practitioner', '{organization}',
            'clients.open', 'clients.Client:' || i, '{client}', '{client}', '203.0.113.0/24', '{who}' FROM n
    """,
    "postgresql": """
        INSERT INTO audit_line (id, at, kind, capacity, organization_id, verb, record, client, request, network, who_id)
        SELECT gen_random_uuid(), '2026-11-01 10:00:00.123456Z', 'visit', 'practitioner', '{organization}',
            'clients.open', 'clients.Client:' || i, '{client}', '{client}', '203.0.113.0/24', '{who}'
        FROM generate_series(1, {many}) i
    """,
}


@pytest.mark.torture
@pytest.mark.timeout(1200)
def test_a_million_lines_are_verified_in_well_under_a_minute(cast, thea, capsys, in_full) -> None:
    """20,000 in the ordinary run."""
    many = 1_000_000 if in_full else 20_000
    birch, who = cast.firms["birch"], thea.user
    facts = {"organization": birch.pk.hex, "client": uuid.uuid4().hex, "who": who.pk.hex, "many": many}
    databases.lift_time_limits()
    with connection.cursor() as cursor:
        cursor.execute(MANY[connection.vendor].format(**facts))
    databases.set_time_limits_after_migrating("default")
    begun_at = time.monotonic()
    sealing.seal_what_waits()
    sealed_at = time.monotonic()

    assert f"{many:,} lines, all as they were written" in verified("--organization", "birch")

    seconds = time.monotonic() - sealed_at
    with capsys.disabled():
        print(f"\n{many:,} lines: sealed in {sealed_at - begun_at:.1f} s, verified in {seconds:.1f} s")
    assert seconds < 60
