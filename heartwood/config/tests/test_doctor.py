"""Each thing that can be wrong is told; and a sound install is told to be sound."""

import base64
import json
import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult

from heartwood.config import doctor
from heartwood.config.backup import keys, taking
from heartwood.config.doctor import data as data_room
from heartwood.config.doctor import database, surroundings, work
from heartwood.config.preparing import insist_on_the_right_keys
from heartwood.ground.audit import anchors, sealing, triggers
from heartwood.ground.audit.models import Chain, Line
from heartwood.ground.jobs.models import Worker
from heartwood.ground.vault import masterkey

postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="about PostgreSQL")


@pytest.fixture
def sound(cast, settings, tmp_path, monkeypatch):
    """An install with which nothing is wrong."""
    sealing.seal_what_waits()
    kept = masterkey.masters()[0].as_text()
    settings.DATA = tmp_path
    settings.DEMO, settings.HTTPS = False, True
    settings.BASE_URL, settings.HOST = "https://care.example", "care.example"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.all().delete()
    for name, content in {"master-key": kept, "secret-key": "signs cookies"}.items():
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o600)
    tmp_path.chmod(0o700)
    keys.make_key()
    note_backup(age=timedelta(hours=1))
    Worker.objects.note("somebody")
    return tmp_path


def note_backup(age: timedelta) -> None:
    taking.note_file().write_text(json.dumps({"at": (now() - age).isoformat()}))


def told(look) -> str:
    return "\n".join(look())


# Each of these breaks something; the examination before it must tell of it, and must have been silent before.
BREAKAGES = []


def told_by(look, sentence):
    def note(breaks):
        BREAKAGES.append(pytest.param(breaks, look, sentence, id=breaks.__name__))
        return breaks

    return note


@told_by(data_room.data_folder, "chmod 700")
def folder_is_open(folder, settings, monkeypatch):
    folder.chmod(0o755)


@told_by(data_room.data_folder, "cannot be written by this account")
def folder_is_anothers(folder, settings, monkeypatch):
    monkeypatch.setattr(data_room.os, "access", lambda path, how: False)


@told_by(data_room.secret_files, "secret-key (mode 0644). Close it: chmod 600")
def secret_is_open(folder, settings, monkeypatch):
    (folder / "secret-key").chmod(0o644)


@told_by(data_room.secret_files, "master-key.old-1234 (mode 0640)")
def old_master_key_is_open(folder, settings, monkeypatch):
    (folder / "master-key.old-1234").touch(0o640)


@told_by(data_room.master_key, "There is no master key")
def master_key_is_gone(folder, settings, monkeypatch):
    (folder / "master-key").unlink()


@told_by(data_room.keys_beside_backups, "lies beside the backups that it opens")
def keys_lie_beside_backups(folder, settings, monkeypatch):
    (folder / "backups").mkdir()
    (folder / "backups" / "heartwood-keys-20261101T030000Z.age").touch()


@told_by(data_room.disk_space, "Only 12 MB are free")
def disk_is_full(folder, settings, monkeypatch):
    monkeypatch.setattr(data_room.shutil, "disk_usage", lambda path: SimpleNamespace(free=12_000_000))


@told_by(data_room.backup_key, "--make-key")
def nobody_opens_backups(folder, settings, monkeypatch):
    keys.recipients_file().unlink()


@told_by(data_room.last_backup, "No backup was ever taken here")
def never_backed_up(folder, settings, monkeypatch):
    taking.note_file().unlink()


@told_by(data_room.last_backup, "The last backup is 2.0 days old")
def backup_is_old(folder, settings, monkeypatch):
    note_backup(age=timedelta(days=2))


@told_by(database.reachable, "The database “counters” does not answer (OperationalError)")
def counters_are_down(folder, settings, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(connections["counters"], "ensure_connection", refuse)


@told_by(database.the_right_key, "This database was sealed with the master key")
def master_key_is_anothers(folder, settings, monkeypatch):
    (folder / "master-key").write_text(base64.b64encode(bytes(32)).decode())


@told_by(database.trail_is_guarded, "The trigger audit_line_no_update is gone")
def trail_is_open(folder, settings, monkeypatch):
    triggers.lift(connection)


@told_by(database.search_finds_everybody, " is gone, by which clients are found")
def search_is_gone(folder, settings, monkeypatch):
    gone = "TRIGGER clients_findable_index_added" if connection.vendor == "sqlite" else "INDEX clients_findable_pieces"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP {gone}")


@told_by(database.trail_has_its_end, "was longer once")
def trail_is_cut(folder, settings, monkeypatch):
    anchors.anchor_today()
    Chain.objects.update(length=0)


@told_by(database.clock_goes_forward, "lines from the future")
def clock_was_wrong(folder, settings, monkeypatch):
    with connection.cursor() as cursor:
        triggers.lift(connection)
        cursor.execute(
            "UPDATE audit_line SET at = %s", [connection.ops.adapt_datetimefield_value(now() + timedelta(1))]
        )


@told_by(work.worker, "No worker is alive")
def worker_died(folder, settings, monkeypatch):
    Worker.objects.update(alive_at=now() - timedelta(minutes=3))


@told_by(work.backlog, "1 jobs have been due")
def jobs_pile_up(folder, settings, monkeypatch):
    enqueue().update(run_after=now() - timedelta(hours=1))


@told_by(work.given_up, "1 jobs were given up")
def job_was_given_up(folder, settings, monkeypatch):
    enqueue().update(status="FAILED", finished_at=now())


def enqueue():
    from heartwood.ground.jobs.jobs import tidy

    tidy.enqueue()
    return DBTaskResult.objects.filter(task_path=tidy.module_path)


@told_by(work.seals, "wait for their seal")
def seals_wait(folder, settings, monkeypatch):
    from heartwood.ground.audit.acting import write

    write([Line(kind="act", verb="clients.open", record="x", at=now() - timedelta(hours=1))])


@told_by(work.mail, "The mail server does not let us in (ConnectionRefusedError)")
def mail_server_is_down(folder, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@told_by(work.mail, "SMTPAuthenticationError")
def mail_server_refuses(folder, settings, monkeypatch):
    def refuse(self):
        raise smtplib.SMTPAuthenticationError(535, b"no")

    monkeypatch.setattr(mail.backends.locmem.EmailBackend, "open", refuse)


@told_by(work.mail, "Mails reach nobody")
def mails_go_into_files(folder, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@told_by(surroundings.demo, "its passwords are known to all")
def demo_is_public(folder, settings, monkeypatch):
    settings.DEMO = True


@told_by(surroundings.https, "passwords travel in clear")
def address_is_not_sealed(folder, settings, monkeypatch):
    settings.HTTPS, settings.BASE_URL = False, "http://care.example"


@told_by(surroundings.listening, "HOST=0.0.0.0 lets whoever reaches this machine past the proxy")
def port_is_open(folder, settings, monkeypatch):
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104


@told_by(surroundings.hosts, "HEARTWOOD_HOSTS holds *")
def any_name_will_do(folder, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["*"]


@told_by(surroundings.proxies, "all visitors look like one")
def proxy_is_not_counted(folder, settings, monkeypatch):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0


@told_by(surroundings.language, "HEARTWOOD_LANGUAGE=tlh is not known here")
def language_is_none_of_ours(folder, settings, monkeypatch):
    settings.LANGUAGE_CODE = "tlh"


@told_by(surroundings.debugging, "HEARTWOOD_DEBUG")
def errors_show_all(folder, settings, monkeypatch):
    settings.DEBUG = True


@pytest.mark.parametrize(("breaks", "look", "sentence"), BREAKAGES)
def test_what_is_wrong_is_told(sound, settings, monkeypatch, breaks, look, sentence):
    assert not told(look)

    breaks(sound, settings, monkeypatch)

    assert sentence in told(look)


# PostgreSQL


@postgresql_only
@pytest.mark.parametrize(
    ("look", "setting", "value", "sentence"),
    [
        (database.postgresql_listens, "listen_addresses", "*", "listens on every address"),
        (database.postgresql_limits, "statement_timeout", "0", "statements run for ever"),
    ],
)
def test_postgresql_says_of_itself(sound, monkeypatch, look, setting, value, sentence):
    assert not told(look)

    ask = database._one
    monkeypatch.setattr(database, "_one", lambda sql: value if sql == f"SHOW {setting}" else ask(sql))

    assert sentence in told(look)


@postgresql_only
def test_a_statement_that_may_run_for_ever_is_told(sound):
    connection.cursor().execute("SET LOCAL statement_timeout = 0")
    assert "statements run for ever" in told(database.postgresql_limits)


@postgresql_only
def test_clocks_that_disagree_are_told(sound, time_machine):
    assert not told(database.clocks)
    time_machine.move_to(now() + timedelta(minutes=3))
    assert "seconds apart" in told(database.clocks)


@postgresql_only
@pytest.mark.parametrize(
    ("look", "facts", "sentence"),
    [
        (database.postgresql_password, {"PASSWORD": "postgres"}, "everybody tries"),
        (database.postgresql_password, {"PASSWORD": "ward", "USER": "ward"}, "everybody tries"),
        (database.postgresql_without_password, {"PASSWORD": "", "HOST": "10.0.0.5"}, "without a password"),
    ],
)
def test_weak_ways_into_postgresql_are_told(sound, monkeypatch, look, facts, sentence):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "long and random")
    assert not told(look)
    for name, value in facts.items():
        monkeypatch.setitem(connection.settings_dict, name, value)
    assert sentence in told(look)


# SQLite


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")
def test_pragmas_that_lose_work_and_a_damaged_file_are_told(sound, monkeypatch):
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False)
    answers = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "quick_check(1)": "ok"}
    monkeypatch.setattr(database, "_one", lambda sql: answers[sql.removeprefix("PRAGMA ")])
    assert not told(database.sqlite_settings) + told(database.sqlite_is_sound)

    answers |= {"synchronous": 1, "quick_check(1)": "row 5 missing from index"}

    assert "synchronous is 1, not 2: work could be lost" in told(database.sqlite_settings)
    assert "The database is damaged (row 5 missing from index)" in told(database.sqlite_is_sound)


# The command


def test_a_sound_install_is_told_to_be_sound(sound, capsys):
    call_command("doctor")

    assert "All is well" in capsys.readouterr().out


def test_migrations_that_have_not_run_are_told(db, monkeypatch):
    assert not told(database.migrated)

    monkeypatch.setattr(database.MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])

    assert "2 migrations have not run" in told(database.migrated)


def test_all_findings_are_told_at_once_and_the_command_fails(sound, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    (sound / "secret-key").chmod(0o644)

    with pytest.raises(CommandError) as found:
        call_command("doctor")

    assert "chmod 600" in str(found.value)
    assert "HEARTWOOD_PROXIES" in str(found.value)
    assert found.value.returncode == 1


def test_what_cannot_be_looked_at_is_a_finding_too_and_the_others_are_looked_at(sound, monkeypatch):
    def breaks():
        """The weather."""
        raise RuntimeError("content")

    monkeypatch.setattr(doctor, "EXAMINATIONS", [breaks, lambda: iter(["rain"])])

    assert list(doctor.findings()) == ["“The weather.” could not be looked at (builtins.RuntimeError).", "rain"]


def test_a_house_with_the_wrong_master_key_does_not_open(sound):
    insist_on_the_right_keys()
    (sound / "master-key").write_text(base64.b64encode(bytes(32)).decode())

    with pytest.raises(CommandError, match="This database was sealed with the master key"):
        insist_on_the_right_keys()
