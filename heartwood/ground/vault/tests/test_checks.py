# ruff: noqa: DJ008  (nobody looks at the names of these records)

import base64
from uuid import uuid4

import pytest
from django.db import models
from django.test.utils import isolate_apps

from heartwood.ground.vault.checks import (
    errors_in,
    sealed_fields_can_be_opened_again,
    the_key_is_safe,
    the_key_opens_this_database,
)
from heartwood.ground.vault.fields import SealedTextField
from heartwood.ground.vault.masterkey import put_a_new_one_in_front
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.reading import SealedQuerySet
from heartwood.ground.vault.tests.paper.models import Copy, Page, Person


def everything():
    return [*the_key_is_safe(), *the_key_opens_this_database(databases=["default"])]


def test_a_house_that_has_not_begun_is_in_order(vault):
    assert everything() == []
    assert not vault.exists(), "looking makes no key"


def test_a_house_in_order_is_in_order(clara):
    DataKey.for_holder(clara.holder)

    assert everything() == []


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda vault: vault.chmod(0o644), "chmod 600"),
        (lambda vault: vault.write_text("nonsense"), "holds no master key"),
        (lambda vault: vault.unlink(), "There is no master key"),
        (lambda vault: vault.write_text(base64.b64encode(bytes(32)).decode()), "was sealed with the master key"),
    ],
    ids=["open to others", "no key at all", "gone", "another"],
)
def test_what_is_wrong_with_the_key_is_found_before_the_house_opens(clara, vault, harm, sentence):
    DataKey.for_holder(clara.holder)

    harm(vault)

    assert sentence in everything()[0].msg


def test_a_key_that_was_taken_away_in_the_midst_of_a_rotation_is_missed(clara, thea, vault):
    DataKey.for_holder(clara.holder)
    put_a_new_one_in_front()
    DataKey.for_holder(thea.holder)
    assert everything() == []

    vault.write_text(vault.read_text().splitlines()[0])

    assert "Some data keys need the master key" in everything()[0].msg


def test_a_given_key_file_that_is_not_there_is_found_without_a_database(monkeypatch, tmp_path):
    monkeypatch.setenv("HEARTWOOD_MASTER_KEY_FILE", str(tmp_path / "credential"))

    (error,) = the_key_is_safe()

    assert "credential does not exist" in error.msg


def test_a_wrong_key_stops_a_real_house(small_house, tmp_path):
    small_house.python("from heartwood.ground.vault.models import DataKey; DataKey.for_holder('paper.Person:clara')")
    (tmp_path / "master-key").write_text(base64.b64encode(bytes(32)).decode())

    assert "was sealed with the master key" in small_house.run("migrate", fails=True)


def test_fields_in_order_are_in_order():
    assert [errors_in(model) for model in (Person, Page, Copy)] == [[], [], []]
    assert sealed_fields_can_be_opened_again() == []


@isolate_apps("heartwood.ground.vault.tests.paper")
def test_a_sealed_field_that_could_not_work_is_found():
    class Numbered(models.Model):
        body = SealedTextField(holder="self")
        objects = SealedQuerySet.as_manager()

        class Meta:
            app_label = "paper"

    class Plain(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4)
        body = SealedTextField(holder="self")

        class Meta:
            app_label = "paper"

    class Sorted(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4)
        body = SealedTextField(holder="self")
        objects = SealedQuerySet.as_manager()

        class Meta:
            app_label = "paper"
            ordering = ["-body"]

    class Nobodys(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4)
        title = models.TextField()
        body = SealedTextField(holder="titel")
        other = SealedTextField(holder="title")
        objects = SealedQuerySet.as_manager()

        class Meta:
            app_label = "paper"

    found = [[error.id for error in errors_in(model)] for model in (Numbered, Plain, Sorted, Nobodys)]

    assert found == [["vault.E003"], ["vault.E004"], ["vault.E005"], ["vault.E006", "vault.E006"]]
