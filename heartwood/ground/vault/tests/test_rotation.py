import contextlib
import os

import pytest
from django.core.management import call_command

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import MissingKey, NothingToRotate, Unreadable, WrongKey
from heartwood.ground.vault.keys import Keys, shred
from heartwood.ground.vault.masterkey import MasterKey
from heartwood.ground.vault.models import DataKey, Master
from heartwood.ground.vault.rotation import is_unfinished, rotate
from heartwood.ground.vault.small_secrets import open_secret, seal_secret
from heartwood.ground.vault.tests.paper.models import Page, Person
from heartwood.ground.vault.tests.test_master_key import FakeService, text_of


@pytest.fixture
def pages():
    people = Person.objects.bulk_create([Person() for _ in range(7)])
    return Page.objects.bulk_create([Page(person=person, body=f"Day {day}") for day, person in enumerate(people)])


def assert_all_open(pages):
    assert {page.pk: page.body for page in Page.objects.all()} == {page.pk: page.body for page in pages}


def test_after_a_rotation_everything_opens_and_no_row_was_rewritten(pages, stored, vault):
    before, old = [stored(page) for page in pages], Master.objects.get().name
    secret = seal_secret("JBSWY3DPEHPK3PXP", "second factor")

    rotation = rotate(batch=3)

    assert [stored(page) for page in pages] == before
    assert_all_open(pages)
    assert open_secret(secret, "second factor") == "JBSWY3DPEHPK3PXP"
    assert rotation.rewrapped == 8
    assert Master.objects.get().name == rotation.current != old
    assert {key.master_id for key in DataKey.objects.all()} == {rotation.current}
    assert [master.name for master in masterkey.masters()] == [rotation.current]
    assert vault.with_name(f"master-key.old-{old}").stat().st_mode & 0o777 == 0o600
    assert not is_unfinished()


def test_the_old_key_opens_nothing_after_a_rotation(pages, vault):
    old = vault.read_text()
    rotate()

    vault.write_text(old)

    with pytest.raises(WrongKey):
        _ = Page.objects.first().body


def test_the_old_key_file_still_opens_an_old_backup(pages, vault):
    """Whoever restores a backup from before adds the old key's line to the file, and rotates."""
    backup = {key.pk: (bytes(key.wrapped), key.master_id) for key in DataKey.objects.all()}
    master = Master.objects.get()
    (old,) = rotate().put_away
    Master.objects.bulk_create([master])
    for pk, (wrapped, master_id) in backup.items():
        DataKey.objects.filter(pk=pk).update(wrapped=wrapped, master=master_id)
    with pytest.raises(WrongKey, match=f"{old}: add its line"):
        _ = Page.objects.first().body

    with vault.open("a") as file:
        file.write(old.read_text())

    assert_all_open(pages)
    assert is_unfinished()
    rotate()
    assert_all_open(pages)
    assert not is_unfinished()


def test_the_old_key_may_be_forgotten(pages, vault):
    rotate()

    rotate(forget_old=True)

    assert [path.name for path in vault.parent.iterdir()] == ["master-key"]
    assert vault.read_text().count("\n") == 1
    assert_all_open(pages)


def test_shredded_keys_stay_shredded(pages):
    shred(pages[0].person.holder)

    rotate()

    key = DataKey.objects.get(holder=pages[0].person.holder)
    assert (key.wrapped, key.master_id) == (None, None)


def test_a_key_that_is_shredded_while_it_is_wrapped_anew_stays_shredded(pages, monkeypatch):
    holder, real = pages[0].person.holder, DataKey.opened_by

    def meanwhile(key, *args):
        opened = real(key, *args)
        if key.holder == holder:
            shred(holder)
        return opened

    monkeypatch.setattr(DataKey, "opened_by", meanwhile)
    rotate()

    assert DataKey.objects.get(holder=holder).wrapped is None
    assert DataKey.objects.filter(shredded_at=None).count() == 6


def test_a_key_made_while_the_rotation_runs_is_not_lost(pages, thea):
    """Another process, which has read the old key just before, makes a data key when all others are done."""
    (old,) = masterkey.masters()
    made = []

    def meanwhile(sentence):
        if "7 data keys" in sentence and not made:
            late = DataKey(holder=thea.holder, master_id=old.name)
            late.wrapped = old.wrap(b"k" * 32, late.bound_to)
            late.save()
            made.append(late)

    rotation = rotate(say=meanwhile)

    assert made
    assert rotation.rewrapped == 8
    assert DataKey.for_holder(thea.holder).open().secret == b"k" * 32


@pytest.mark.parametrize("step", ["in place", "3 data keys", "6 data keys"])
def test_readers_do_not_notice_a_rotation(pages, thea, step):
    """At every stage a reader opens what there is, and a writer seals something new."""

    def meanwhile(sentence):
        if step in sentence:
            assert_all_open(pages)
            pages.append(Page.objects.create(person=Person.objects.create(), body="Meanwhile"))
            assert is_unfinished()

    rotate(batch=3, say=meanwhile)

    assert len(pages) == 8
    assert_all_open(pages)


def test_a_reader_who_looked_for_the_master_key_too_early_looks_again(pages, monkeypatch):
    """The keys were fetched before the rotation, the rows after it began."""
    before = masterkey.by_name()
    rotate()
    looks = iter([before])
    monkeypatch.setattr(masterkey, "by_name", lambda real=masterkey.by_name: next(looks, None) or real())
    key = DataKey.objects.get(holder=pages[0].person.holder)

    assert Keys([key.pk]).open(key.pk, ("somewhere",))


def test_a_writer_whose_data_key_is_from_before_the_rotation_asks_again(pages):
    key = DataKey.objects.get(holder=pages[0].person.holder)
    secret = key.open().secret

    rotate()

    assert key.open().secret == secret


def test_a_damaged_key_holds_up_none_of_the_others(pages, broken, vault):
    """It keeps the old master key alive, and the command says which it is."""
    damaged = DataKey.objects.order_by("pk").first()
    DataKey.objects.filter(pk=damaged.pk).update(wrapped=b"\x00" * 60)

    rotation = rotate(batch=1)

    assert rotation.broken == {damaged.holder}
    assert rotation.rewrapped == 6
    assert is_unfinished()
    assert vault.read_text().count("\n") == 2
    with pytest.raises(Unreadable):
        DataKey.for_holder(damaged.holder).open()
    shred(damaged.holder)
    assert not rotate().broken
    assert not is_unfinished()


def test_a_key_from_the_environment_is_renewed_by_who_gave_it(pages, vault, monkeypatch):
    old = MasterKey(bytes(range(32)))
    new = MasterKey(bytes(range(1, 33)))
    Page.objects.all().delete()
    DataKey.objects.all().delete()
    Master.objects.all().delete()
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY", text_of(old.secret))
    page = Page.objects.create(person=Person.objects.create(), body="Slept better")
    kept = vault.read_text()

    with pytest.raises(NothingToRotate, match="openssl rand -base64 32"):
        rotate()
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY", f"{text_of(new.secret)} {text_of(old.secret)}")
    assert rotate().current == new.name
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY", text_of(new.secret))

    assert Page.objects.get(pk=page.pk).body == "Slept better"
    assert vault.read_text() == kept, "a key that was not in use is not touched"


def test_a_house_moves_from_its_own_file_to_a_key_service(pages, vault, monkeypatch):
    monkeypatch.setenv("HEARTWOOD_KEY_SERVICE", f"{FakeService.__module__}.FakeService")
    assert_all_open(pages)

    rotation = rotate()

    assert rotation.current == FakeService.name
    assert not vault.exists()
    assert [path.exists() for path in rotation.put_away] == [True]
    assert_all_open(pages)


def test_without_a_key_there_is_no_rotation(pages, vault):
    vault.unlink()

    with pytest.raises(MissingKey):
        rotate()


# Killed


@pytest.mark.torture
def test_a_rotation_killed_at_any_moment_goes_on(small_house, tmp_path, in_full):
    """kill -9 at a random moment after a random sentence, over and over. After each, whatever stands there opens, and
    the last call brings the rotation to its end."""
    turns = 200 if in_full else 8

    said = small_house.python(
        f"from heartwood.ground.vault.tests import killing as k; k.fill(); k.kill_rotations({turns})"
    )

    assert "all open" in said
    assert "killed 0 " not in said
    assert [path.name for path in tmp_path.glob("master-key*") if ".part-" not in path.name] == ["master-key"]


@pytest.mark.parametrize("call", ["os.link", "os.replace", "os.fsync", "Path.unlink"])
def test_a_rotation_that_dies_at_any_call_on_its_files_goes_on(pages, vault, monkeypatch, call):
    """The same, without luck: the machine stops before each single thing that is done to a file."""

    class PowerCut(BaseException):
        pass

    owner, name = (os, call.split(".")[1]) if call.startswith("os") else (type(vault), "unlink")
    real = getattr(owner, name)
    for survived in range(6):
        calls = iter(range(survived))

        def dies(*args, calls=calls, **kwargs):
            if next(calls, None) is None:
                raise PowerCut
            return real(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(owner, name, dies)
            with contextlib.suppress(PowerCut):
                rotate(batch=3)
        assert_all_open(pages)
        rotate(forget_old=True)
        assert_all_open(pages)
        assert not is_unfinished()
        for rest in vault.parent.glob("master-key.part-*"):
            rest.unlink()


def test_the_command_tells_what_it_did(pages, capsys):
    call_command("vault", "rotate", "--batch", "3")

    said = capsys.readouterr().out
    assert "7 data keys wrapped anew." in said
    assert "for backups made before now" in said
