import base64
import os
import stat

import pytest
from django.db import transaction

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import KeyOpenToOthers, MissingKey, WrongKey
from heartwood.ground.vault.masterkey import MasterKey
from heartwood.ground.vault.models import DataKey, Master
from heartwood.ground.vault.tests.paper.models import Page

SECRET = bytes(range(32))


def text_of(secret):
    return base64.b64encode(secret).decode()


def test_the_first_text_makes_the_master_key_for_its_owner_only(vault, clara):
    assert not vault.exists()

    Page.objects.create(person=clara, body="Slept better")

    assert stat.S_IMODE(vault.stat().st_mode) == 0o600
    assert len(base64.b64decode(vault.read_text())) == 32
    assert [path.name for path in vault.parent.iterdir()] == ["master-key"], "no half-written file is left"


def test_who_comes_second_takes_the_key_that_is_there(vault):
    masterkey.masters(make_if_missing=True)
    first = vault.read_text()

    masterkey._put(vault, [MasterKey(SECRET)], replace=False)

    assert vault.read_text() == first


def test_no_new_key_is_made_where_something_is_sealed_already(vault, clara):
    page = Page.objects.create(person=clara, body="Slept better")
    vault.unlink()

    with pytest.raises(MissingKey, match="Put your copy of the key back"):
        DataKey.for_holder("paper.Person:new")
    with pytest.raises(MissingKey):
        _ = Page.objects.get(pk=page.pk).body
    assert not vault.exists()


def test_another_key_opens_nothing_and_seals_nothing(vault, clara, thea):
    page = Page.objects.create(person=clara, body="Slept better")
    count = DataKey.objects.count()
    vault.write_text(text_of(SECRET))

    with pytest.raises(WrongKey):
        _ = Page.objects.get(pk=page.pk).body
    with pytest.raises(WrongKey, match="Nothing was written"), transaction.atomic():
        Page.objects.create(person=thea, body="A second truth")
    assert DataKey.objects.count() == count
    assert Page.objects.count() == 1


def test_a_key_that_only_bears_the_right_name_is_found_out(vault, clara, monkeypatch):
    """The name is eight letters of a hash; the proof is the whole key."""
    Page.objects.create(person=clara, body="Slept better")
    monkeypatch.setattr(MasterKey, "name", Master.objects.get().name)
    vault.write_text(text_of(SECRET))

    with pytest.raises(WrongKey):
        DataKey.for_holder("paper.Person:new")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_key_that_others_can_read_is_not_used(vault, clara, mode):
    page = Page.objects.create(person=clara, body="Slept better")
    os.chmod(vault, mode)

    with pytest.raises(KeyOpenToOthers, match="chmod 600"):
        _ = Page.objects.get(pk=page.pk).body
    with pytest.raises(KeyOpenToOthers), transaction.atomic():
        page.save()

    os.chmod(vault, 0o400)
    assert Page.objects.get(pk=page.pk).body == "Slept better"


@pytest.mark.parametrize("content", ["", "too short", text_of(SECRET[:31]), text_of(SECRET) + "x", "\x00\x01"])
def test_a_file_without_a_key_in_it_says_so(vault, content):
    vault.write_text(content)
    vault.chmod(0o600)

    with pytest.raises(WrongKey, match="32 bytes, written in base64"):
        DataKey.for_holder("paper.Person:new")


def test_a_file_of_raw_bytes_says_so(vault):
    vault.write_bytes(b"\xff" * 32)
    vault.chmod(0o600)

    with pytest.raises(WrongKey, match="32 bytes, written in base64"):
        masterkey.masters()


def test_the_key_may_come_from_the_environment(vault, clara, monkeypatch):
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY", text_of(SECRET))

    page = Page.objects.create(person=clara, body="Slept better")

    assert not vault.exists()
    assert Master.objects.get().name == MasterKey(SECRET).name
    assert Page.objects.get(pk=page.pk).body == "Slept better"
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY", text_of(SECRET[::-1]))
    with pytest.raises(WrongKey):
        _ = Page.objects.get(pk=page.pk).body


def test_the_key_may_come_from_a_file_elsewhere(vault, clara, monkeypatch, tmp_path):
    secret = tmp_path / "credential"
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY_FILE", str(secret))

    with pytest.raises(MissingKey, match="credential does not exist"), transaction.atomic():
        Page.objects.create(person=clara, body="It is not ours to make")
    secret.write_text(text_of(SECRET))
    secret.chmod(0o644)
    with pytest.raises(KeyOpenToOthers), transaction.atomic():
        Page.objects.create(person=clara, body="It is open to others")
    secret.chmod(0o400)

    page = Page.objects.create(person=clara, body="Slept better")

    assert Page.objects.get(pk=page.pk).body == "Slept better"
    assert not vault.exists()


class FakeService:
    """A key service as a practice might rent it: the key never leaves it."""

    name = "fake-service/heartwood"
    _inside = MasterKey(SECRET)

    def wrap(self, secret, bound_to):
        return b"fake" + self._inside.wrap(secret, bound_to)

    def unwrap(self, wrapped, bound_to):
        return self._inside.unwrap(wrapped.removeprefix(b"fake"), bound_to)


def test_a_key_service_may_wrap_instead_of_us(vault, clara, monkeypatch):
    monkeypatch.setenv("HEARTWOOD_KEY_SERVICE", f"{__name__}.FakeService")

    page = Page.objects.create(person=clara, body="Slept better")

    assert not vault.exists()
    key = DataKey.objects.get(holder=clara.holder)
    assert key.master_id == "fake-service/heartwood"
    assert bytes(key.wrapped).startswith(b"fake")
    assert Page.objects.get(pk=page.pk).body == "Slept better"


def test_a_key_service_that_unwraps_to_anything_else_is_found_out(clara, monkeypatch):
    monkeypatch.setenv("HEARTWOOD_KEY_SERVICE", f"{__name__}.FakeService")
    DataKey.for_holder(clara.holder)
    monkeypatch.setattr(FakeService, "unwrap", lambda self, wrapped, bound_to: b"something")

    with pytest.raises(WrongKey, match="is not the one"):
        DataKey.for_holder("paper.Person:new")


def test_a_secret_does_not_show_when_it_is_printed(clara):
    key = DataKey.for_holder(clara.holder).open()
    (master,) = masterkey.masters()

    assert repr(key.secret) not in repr(key)
    assert repr(master.secret) not in repr(master)
