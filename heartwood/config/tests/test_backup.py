"""What is taken, for whom, and what does not come in. That it all comes back: tests/durability."""

import base64
import io
import json
import os
import shutil
import stat
import tarfile
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now
from pyrage.x25519 import Identity, Recipient

from heartwood.areas.clients.models import Client
from heartwood.areas.transfer.models import Import
from heartwood.config.backup import keys, restoring, taking
from heartwood.config.backup.archive import BadArchive
from heartwood.config.backup.key_archive import put_keys_back, take_keys
from heartwood.config.backup.keys import NoKey
from heartwood.config.backup.manifest import BOUND_TO
from heartwood.config.backup.restoring import NotHere
from heartwood.config.backup.tables import Digest, Table
from heartwood.ground.accounts.models import User
from heartwood.ground.audit import sealing
from heartwood.ground.jobs.models import Worker
from heartwood.ground.vault import files, masterkey
from heartwood.ground.vault.disk import Disk
from heartwood.ground.vault.masterkey import MasterKey

pytestmark = pytest.mark.skipif(
    "connection.vendor == 'postgresql'", reason="a moment of PostgreSQL is taken outside of a test's own transaction"
)


@pytest.fixture
def data(tmp_path, settings):
    """A data folder with its keys and two files, on whose backup somebody works."""
    kept = masterkey.masters(make_if_missing=True)[0]
    settings.DATA = tmp_path
    (tmp_path / "master-key").write_text(kept.as_text())
    (tmp_path / "master-key").chmod(0o600)
    (tmp_path / "secret-key").write_text("signs cookies")
    settings.SEALED_FILES = str(tmp_path / "files")
    lay(ONE, os.urandom(200_000))
    lay(TWO, b"")
    return tmp_path


ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32  # names of sealed files


def lay(name: str, content: bytes) -> None:
    with files.place().writing(name) as target:
        target.write(content)


def lying() -> dict[str, int]:
    """The names of the files that are there, and how large each is."""
    return {name: _size(name) for name, _ in files.place().names()}


def _size(name: str) -> int:
    with files.place().reading(name) as file:
        return len(file.read())


@pytest.fixture
def safe(data, tmp_path_factory) -> Path:
    """Where the private half of the backup's key lies."""
    path = tmp_path_factory.mktemp("safe") / "identity"
    path.write_text(keys.make_key()[0])
    return path


@pytest.fixture
def taken(everyone, data, safe) -> Path:
    """A backup of the whole cast."""
    sealing.seal_what_waits()
    return taking.take(data / "backups").path


def restore(archive: Path, safe: Path, *, replace: bool = True) -> list[str]:
    said: list[str] = []
    restoring.restore(archive, safe, replace=replace, say=said.append)
    return said


def digest_of(model) -> dict:
    digest = Digest()
    for line in Table(model).lines():
        digest.add(line)
    return digest.as_facts()


def test_it_comes_back_whatever_was_there(taken, safe, data, cast):
    clients, imports = digest_of(Client), digest_of(Import)
    User.objects.filter(email="thea@willow.example").update(name="Somebody Else")
    files.remove(ONE)
    lay(THREE, b"something else")

    said = restore(taken, safe)

    assert User.objects.get(email="thea@willow.example").name == "Thea Lindqvist"
    assert (digest_of(Client), digest_of(Import)) == (clients, imports)
    assert lying() == {ONE: 200_000, TWO: 0, THREE: 14}, "what no record names is swept up in time"
    assert "on SQLite" in said[0]
    assert "2 files are the same." in said
    with pytest.raises(Exception, match="only ever added to"):
        connection.cursor().execute("DELETE FROM audit_line")


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        *(lambda content, n=n: flipped(content, len(content) * n // 7) for n in range(7)),
        lambda content: flipped(content, len(content) - 1),
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: content[:70],
        lambda content: b"",
        lambda content: content + b"x",
    ],
)
def test_a_damaged_archive_is_refused_and_nothing_changes(taken, safe, data, damage):
    before, bad = digest_of(User), data / "bad.age"
    bad.write_bytes(damage(taken.read_bytes()))
    files.remove(ONE)

    with pytest.raises(BadArchive, match="is damaged"):
        restore(bad, safe)

    assert digest_of(User) == before
    assert lying() == {TWO: 0}
    assert not (data / "restoring").exists()
    assert not list(data.glob("*-before-*"))


def test_whoever_holds_another_key_opens_nothing(taken, data):
    (data / "strange").write_text(str(Identity.generate()))
    with pytest.raises(BadArchive, match="sealed for another key"):
        restore(taken, data / "strange")

    (data / "strange").write_text("no key at all")
    with pytest.raises(NoKey, match="holds no private key"):
        restore(taken, data / "strange")


def packed(data: Path, pieces: dict[str, bytes]) -> Path:
    """By somebody who knows for whom to seal, which is no secret."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as parcel:
        for name, content in pieces.items():
            piece = tarfile.TarInfo(name)
            piece.size = len(content)
            parcel.addfile(piece, io.BytesIO(content))
    recipient = Recipient.from_str(keys.recipients_file().read_text().strip())
    path = data / "packed.age"
    path.write_bytes(pyrage.encrypt(tar.getvalue(), [recipient]))
    return path


def opened(archive: Path, safe: Path) -> dict[str, bytes]:
    content = pyrage.decrypt(archive.read_bytes(), keys.identities(safe))
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return {piece.name: tar.extractfile(piece).read() for piece in tar}


def test_what_others_have_packed_or_changed_is_refused(taken, safe, data):
    """An archive is sealed for a public key: anybody can make one. Ours bear the sign of the master key."""
    before, sound = digest_of(User), opened(taken, safe)
    users = "rows/accounts.User/000001.jsonl"
    other = json.dumps({
        "master": masterkey.masters()[0].name,
        "wrapped": base64.b64encode(MasterKey(bytes(32)).wrap(b"x" * 32, BOUND_TO)).decode(),
    }).encode()  # fmt: skip
    wrong = {
        "another hand": (sound | {"signature.json": other}, "Somebody else has put this archive together"),
        "a changed row": (sound | {users: sound[users].replace(b"Thea", b"Theo")}, "not those that were backed up"),
        "a row too few": ({name: it for name, it in sound.items() if name != users}, "not those that were backed up"),
        "another file": (sound | {f"files/{TWO}": b"malware"}, "not those that its manifest names"),
        "a way out": (sound | {"files/../../evil": b"x"}, "no file of a backup"),
        "something else": (sound | {"evil": b"x"}, "belongs to no backup"),
        "no end": ({name: it for name, it in sound.items() if name != "manifest.json"}, "is no backup"),
        "other tables": (
            sound | {"about.json": sound["about.json"].replace(b'"format": 1', b'"format": 2')},
            "another version of Heartwood",
        ),
    }
    for case, (pieces, sentence) in wrong.items():
        with pytest.raises(Exception, match=sentence):
            restore(packed(data, pieces), safe)
        assert digest_of(User) == before, case
        assert not (data.parent / "evil").exists()

    assert restore(packed(data, sound), safe)


def test_a_backup_of_another_master_key_says_which_it_needs(taken, safe, data):
    name = masterkey.masters()[0].name
    (data / "master-key").write_text(base64.b64encode(bytes(32)).decode())

    with pytest.raises(BadArchive, match=f"belongs to the master key {name}"):
        restore(taken, safe)


def test_a_place_that_is_taken_is_not_overwritten_unasked(taken, safe, data):
    with pytest.raises(NotHere, match="People live here already"):
        restore(taken, safe, replace=False)

    Worker.objects.create(id="somebody", alive_at=now())
    with pytest.raises(NotHere, match="Stop it first"):
        restore(taken, safe)


def test_who_was_signed_in_is_not_signed_in_by_a_restore(taken, safe, everyone):
    assert everyone["thea"].get("/willow/clients/").status_code == 200

    restore(taken, safe)

    assert everyone["thea"].get("/willow/clients/").status_code == 302


def test_the_keys_of_the_install_are_not_in_its_backup_but_in_an_archive_of_their_own(taken, safe, data):
    secret = (data / "master-key").read_bytes().strip()
    inside = b"".join(opened(taken, safe).values())
    assert secret not in inside
    assert base64.b64decode(secret) not in inside
    assert b"signs cookies" not in inside

    archive = shutil.move(take_keys(data / "backups"), data / "keys.age")
    with pytest.raises(NoKey, match="There is a master key already"):
        put_keys_back(archive, safe)
    (data / "master-key").unlink()
    put_keys_back(archive, safe)

    assert (data / "master-key").read_bytes().strip() == secret
    assert stat.S_IMODE((data / "master-key").stat().st_mode) == 0o600
    (data / "master-key").unlink()
    with pytest.raises(BadArchive, match="holds no master key"):
        put_keys_back(taken, safe)


def test_backups_are_for_their_owner_only_and_old_ones_go(db, data, safe, time_machine, capsys):
    for day in range(1, 5):
        time_machine.move_to(f"2026-11-0{day}T03:00:00Z")
        call_command("backup", "--keep", "2")
    (data / "backups" / "mine.txt").touch()

    kept = sorted(path.name for path in (data / "backups").glob("*.age"))
    assert kept == ["heartwood-20261103T030000Z.age", "heartwood-20261104T030000Z.age"]
    assert stat.S_IMODE((data / "backups" / kept[0]).stat().st_mode) == 0o600
    assert stat.S_IMODE((data / "backups").stat().st_mode) == 0o700
    assert "heartwood-20261102T030000Z.age was thrown away." in capsys.readouterr().out
    with pytest.raises(CommandError, match="1 or more"):
        call_command("backup", "--keep", "0")


def test_without_a_key_to_seal_for_there_is_no_backup(db, data, settings):
    with pytest.raises(CommandError, match=r"Make a key with `manage.py backup --make-key`"):
        call_command("backup")

    settings.BACKUP_RECIPIENTS = ["age1nonsense"]
    with pytest.raises(CommandError, match="public half of an age key"):
        call_command("backup")
    assert not list(data.glob("backups/*"))


def test_the_private_half_is_shown_once_and_kept_nowhere(db, data, capsys):
    call_command("backup", "--make-key")

    private = capsys.readouterr().out.splitlines()[-1]
    assert private.startswith("AGE-SECRET-KEY-1")
    assert private not in "".join(path.read_text(errors="replace") for path in data.rglob("*") if path.is_file())
    with pytest.raises(CommandError, match="There is a key already"):
        call_command("backup", "--make-key")


def test_a_backup_that_cannot_be_finished_leaves_nothing(db, data, safe, monkeypatch):
    def full(source, target, recipients):
        source.read(100)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pyrage, "encrypt_io", full)

    with pytest.raises(CommandError, match="was not finished, and nothing is left of it: No space left on device"):
        call_command("backup")
    assert not list((data / "backups").iterdir())
    assert not taking.note_file().exists()


def test_a_file_that_goes_while_a_backup_is_taken_does_no_harm(db, data, safe, monkeypatch):
    names = Disk.names

    def name_and_sweep(disk):
        found = list(names(disk))
        disk.remove(TWO)
        return iter(found)

    monkeypatch.setattr(Disk, "names", name_and_sweep)

    assert taking.take(data / "backups").files == 1


def test_files_come_after_the_records_that_refer_to_them(db, data, safe, monkeypatch):
    """What is uploaded while the rows are read may lie in the archive without its record, never the other way."""
    pieces = []
    put = taking.archive.Parcel.put_stream
    monkeypatch.setattr(
        taking.archive.Parcel, "put_stream", lambda self, name, *rest: (pieces.append(name), put(self, name, *rest))
    )
    taking.take(data / "backups")

    kinds = [name.partition("/")[0] for name in pieces]
    assert max(n for n, kind in enumerate(kinds) if kind == "rows") < kinds.index("files")
