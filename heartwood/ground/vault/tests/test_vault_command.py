import base64

import pytest
from django.core.management import CommandError, call_command

from heartwood.ground.vault.keys import shred
from heartwood.ground.vault.masterkey import MasterKey, masters, put_a_new_one_in_front
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.tests.paper.models import Page


@pytest.fixture
def vault_says(capsys):
    def said(*words):
        call_command("vault", *words)
        return capsys.readouterr().out

    return said


def test_status_tells_how_things_are_and_no_secret(vault_says, vault, clara, thea):
    Page.objects.create(person=clara, body="Slept better")
    Page.objects.create(person=thea, body="Slept worse")
    shred(thea.holder)
    (master,) = masters()

    said = vault_says("status")

    assert f"The master key is {master.name}, from the file {vault}." in said
    assert "by its owner only (mode 0600)" in said
    assert f"Master key {master.name} wraps 1 data keys." in said
    assert "1 data keys were shredded." in said
    assert vault.read_text().strip() not in said
    assert "rotation" not in said


def test_status_of_an_empty_house(vault_says, vault):
    assert "Nothing is sealed yet" in vault_says("status")
    assert not vault.exists()


def test_status_tells_of_a_rotation_that_did_not_end(vault_says, clara):
    DataKey.for_holder(clara.holder)
    put_a_new_one_in_front()

    assert "A rotation was begun and not ended" in vault_says("status")


def test_status_tells_what_is_wrong(vault_says, vault, clara):
    DataKey.for_holder(clara.holder)

    vault.chmod(0o644)
    with pytest.raises(CommandError, match="chmod 600"):
        vault_says("status")
    vault.chmod(0o600)
    vault.write_text(base64.b64encode(bytes(32)).decode())
    assert "IT IS NOT HERE" in vault_says("status")
    vault.unlink()
    with pytest.raises(CommandError, match="There is no master key"):
        vault_says("status")


def test_status_finds_a_key_with_the_right_name_that_is_another(vault_says, vault, clara, monkeypatch):
    DataKey.for_holder(clara.holder)
    monkeypatch.setattr(MasterKey, "name", masters()[0].name)
    vault.write_text(base64.b64encode(bytes(32)).decode())

    with pytest.raises(CommandError):
        vault_says("status")


def test_shred_asks_first(vault_says, clara, monkeypatch):
    DataKey.for_holder(clara.holder)
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    with pytest.raises(CommandError, match="Nothing was shredded"):
        vault_says("shred", clara.holder)
    assert not DataKey.objects.get(holder=clara.holder).is_shredded

    monkeypatch.setattr("builtins.input", lambda question: "shred")
    assert "is gone" in vault_says("shred", clara.holder)

    assert DataKey.objects.get(holder=clara.holder).is_shredded


def test_shred_does_not_ask_who_said_yes(vault_says, clara):
    DataKey.for_holder(clara.holder)

    assert "is gone" in vault_says("shred", clara.holder, "--yes")

    assert DataKey.objects.get(holder=clara.holder).is_shredded
    for nobody in (clara.holder, "paper.Person:nobody"):
        with pytest.raises(CommandError, match="has no key, or it was shredded before"):
            vault_says("shred", nobody, "--yes")
