import pickle

import pytest
from django.db import IntegrityError, connection, transaction

from heartwood.ground.vault.errors import Shredded, Unreadable
from heartwood.ground.vault.keys import shred
from heartwood.ground.vault.models import DataKey, Master
from heartwood.ground.vault.tests.paper.models import Page


def test_a_holder_has_one_key_for_ever(clara, thea):
    first = DataKey.for_holder(clara.holder)

    assert DataKey.for_holder(clara.holder).open().secret == first.open().secret
    assert DataKey.for_holder(thea.holder).open().secret != first.open().secret


def test_the_key_of_a_holder_is_not_in_the_database_in_clear(clara):
    key = DataKey.for_holder(clara.holder)

    assert key.open().secret not in bytes(key.wrapped)


def test_two_processes_that_meet_a_client_for_the_first_time_get_the_same_key(small_house):
    """Both start with no master key, no keys, and forty clients; each seals one text per client and says its keys."""
    script = """
from heartwood.ground.vault.models import DataKey
for number in range(40):
    key = DataKey.for_holder(f"paper.Person:{number}")
    print(number, key.pk, key.open().secret.hex())
"""
    processes = [small_house.start("shell", "--no-imports", "--command", script) for _ in range(3)]

    said = [process.communicate(timeout=120)[0] for process in processes]

    assert said[0].count("\n") == 40, said[0]
    assert said[0] == said[1] == said[2]


def test_a_key_whose_making_was_rolled_back_is_never_used_again(clara):
    page = Page(person=clara, body="Slept better")
    with transaction.atomic():
        page.save()
        transaction.set_rollback(True)
    assert not DataKey.objects.exists()

    page.save()

    assert Page.objects.get(pk=page.pk).body == "Slept better"


@pytest.mark.parametrize("column", ["wrapped", "holder"])
def test_a_wrapping_opens_only_in_its_own_row(clara, thea, broken, column):
    """Neither may a key be passed off as another holder's, nor a row be given to another holder."""
    page = Page.objects.create(person=clara, body="Slept better")
    hers, other = DataKey.for_holder(clara.holder), DataKey.for_holder(thea.holder)
    if column == "wrapped":
        DataKey.objects.filter(pk=hers.pk).update(wrapped=other.wrapped)
    else:
        other.delete()
        DataKey.objects.filter(pk=hers.pk).update(holder=thea.holder)

    with pytest.raises(Unreadable):
        _ = Page.objects.get(pk=page.pk).body
    assert broken


def test_shredded_text_reads_as_shredded_and_everything_else_as_before(clara, thea, broken):
    hers = Page.objects.create(person=clara, body="Slept better", title="Monday")
    other = Page.objects.create(person=thea, body="Slept worse")
    still_in_hand = Page.objects.get(pk=hers.pk)

    assert shred(clara.holder)

    for page in (Page.objects.get(pk=hers.pk), Page.objects.all().first(), still_in_hand):
        if page.pk == hers.pk:
            with pytest.raises(Shredded, match="was shredded"):
                _ = page.body
    assert Page.objects.get(pk=hers.pk).title == "Monday"
    assert Page.objects.get(pk=other.pk).body == "Slept worse"
    assert not broken, "shredding is no accident"


def test_shredding_leaves_nothing_of_the_key(clara):
    key = DataKey.for_holder(clara.holder)

    shred(clara.holder)

    key.refresh_from_db()
    assert (key.wrapped, key.master_id) == (None, None)
    assert key.is_shredded
    assert not shred(clara.holder), "there is nothing left to shred"


def test_nothing_is_sealed_for_a_shredded_holder_again(clara):
    Page.objects.create(person=clara, body="Slept better")
    shred(clara.holder)

    with pytest.raises(Shredded), transaction.atomic():
        Page.objects.create(person=clara, body="And again")
    with pytest.raises(Shredded), transaction.atomic():
        Page.objects.bulk_create([Page(person=clara, body="And again")])


def test_a_row_whose_text_was_shredded_may_still_be_saved(clara, stored):
    page = Page.objects.create(person=clara, body="Slept better")
    before = stored(page)
    shred(clara.holder)
    page = Page.objects.get(pk=page.pk)

    page.title = "Erased at Clara's wish"
    page.save()

    assert Page.objects.get(pk=page.pk).title == "Erased at Clara's wish"
    assert stored(page) == before


def test_a_key_cannot_be_half_shredded(clara):
    key = DataKey.for_holder(clara.holder)

    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.filter(pk=key.pk).update(wrapped=None)


def test_the_database_does_not_forget_a_master_key_in_use(clara):
    DataKey.for_holder(clara.holder)

    with transaction.atomic():
        Master.objects.all()._raw_delete("default")
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_an_opened_key_does_not_leave_the_process(clara):
    with pytest.raises(TypeError):
        pickle.dumps(DataKey.for_holder(clara.holder).open())


def test_after_shredding_not_even_the_files_of_the_database_hold_the_key(small_house, tmp_path, request):
    if request.config.getoption("postgresql"):
        pytest.skip("PostgreSQL's files are not ours to read; clear_traces says what is done there.")
    wrapped = bytes.fromhex(
        small_house.python(
            "from heartwood.ground.vault.models import DataKey\n"
            "print(bytes(DataKey.for_holder('paper.Person:clara').wrapped).hex())"
        ).strip()
    )
    assert any(wrapped in path.read_bytes() for path in tmp_path.iterdir())

    small_house.run("vault", "shred", "paper.Person:clara", "--yes")

    assert not any(wrapped in path.read_bytes() for path in tmp_path.iterdir())
