import copy
import pickle
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Value
from django.db.models.functions import Lower
from django.test.utils import isolate_apps

from heartwood.ground.vault.errors import CannotSeal, Unreadable
from heartwood.ground.vault.fields import SealedJSONField, SealedTextField
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.tests.paper.models import Copy, Page, Person, drawer_of


@pytest.fixture
def page(clara):
    """As the next request fetches it."""
    return Page.objects.get(pk=Page.objects.create(person=clara, body="Slept better", title="Monday").pk)


def test_what_clara_writes_she_reads_and_the_database_does_not(clara, stored):
    page = Page.objects.create(person=clara, body="Slept better, Zoë 🌲\x00")

    assert page.body == "Slept better, Zoë 🌲\x00"
    assert Page.objects.get(pk=page.pk).body == "Slept better, Zoë 🌲\x00"
    assert b"Slept" not in stored(page)


@pytest.mark.parametrize("text", [None, "", " ", "x" * 1_000_000])
def test_nothing_empty_and_much_come_back_as_they_were(clara, text, stored):
    page = Page.objects.create(person=clara, margin=text)

    assert Page.objects.get(pk=page.pk).margin == text
    assert (stored(page, "margin") is None) == (text is None)


def test_a_field_that_was_never_set_is_empty(clara):
    page = Page.objects.get(pk=Page.objects.create(person=clara).pk)

    assert (page.body, page.margin, page.answers) == ("", None, None)


def test_each_field_is_sealed_for_whom_it_says(clara, thea):
    """Clara's page, Thea's diary on it, answers in a drawer, and a person who is their own holder."""
    Page.objects.create(person=clara, author=thea, body="a", diary="b", answers={"c": 1}, drawer="lower")
    holders = set(DataKey.objects.values_list("holder", flat=True))
    assert holders == {clara.holder, thea.holder, "paper.Drawer:lower"}

    otto = Person.objects.create(about="Owns another practice")

    assert DataKey.objects.filter(holder=otto.holder).exists()
    assert Person.objects.get(pk=otto.pk).about == "Owns another practice"


def test_a_holder_is_the_same_whether_its_id_is_text_or_not(clara):
    page = Page.objects.create(pk=str(uuid4()).upper(), person_id=str(clara.pk).upper(), body="Slept better")

    assert Page.objects.get(person=clara).body == "Slept better"
    assert DataKey.objects.get().holder == clara.holder
    assert page.body == "Slept better"


def test_changed_text_is_sealed_anew(page, stored):
    before = stored(page)

    page.body = "Slept worse"
    page.save(update_fields=["body"])

    assert stored(page) != before
    assert Page.objects.get(pk=page.pk).body == "Slept worse"


def test_saving_a_row_that_nobody_has_read_leaves_its_text_as_it_was(page, stored):
    before = stored(page)

    page.title = "Tuesday"
    page.save()

    assert stored(page) == before
    assert Page.objects.get(pk=page.pk).body == "Slept better"


# Moved, changed, foreign


def assert_unreadable(row, field="body", broken=None):
    with pytest.raises(Unreadable) as error:
        getattr(type(row).objects.get(pk=row.pk), field)
    assert "Slept" not in str(error.value)
    if broken is not None:
        assert broken.pop().place[:3] == (row._meta.db_table, field, str(row.pk))


def test_text_moved_to_another_row_does_not_open(page, clara, stored, store, broken):
    other = Page.objects.create(person=clara, body="Slept worse")

    store(other, stored(page))

    assert_unreadable(other, broken=broken)


def test_text_moved_to_another_column_does_not_open(page, stored, store, broken):
    store(page, stored(page), "margin")

    assert_unreadable(page, "margin", broken)


def test_text_moved_to_another_table_does_not_open(page, clara, stored, store, broken):
    twin = Copy.objects.create(pk=page.pk, person=clara, body="Slept worse")

    store(twin, stored(page))

    assert_unreadable(twin, broken=broken)


def test_a_row_given_to_another_holder_in_the_database_does_not_open(page, thea, store, broken):
    store(page, page._meta.get_field("person").get_db_prep_value(thea.pk, connection), "person_id")

    assert_unreadable(page, broken=broken)


@pytest.mark.parametrize("content", [b"", b"\x01", b"Slept better", b"\x01" + b"\x00" * 100])
def test_bytes_that_were_never_sealed_are_not_read_as_text(page, store, broken, content):
    store(page, content)

    assert_unreadable(page, broken=broken)


def test_a_broken_text_does_not_hide_the_rest_of_its_row(page, store):
    store(page, b"nonsense")

    assert Page.objects.get(pk=page.pk).title == "Monday"


def test_a_renamed_column_still_opens_under_its_old_name(page, monkeypatch):
    field = Page._meta.get_field("body")
    monkeypatch.setattr(Page._meta, "db_table", "paper_leaf")
    assert field.place_of(page)[:2] == ("paper_leaf", "body")

    monkeypatch.setattr(field, "sealed_as", "paper_page|body")

    assert field.place_of(page)[:2] == ("paper_page", "body")


# What would be sealed so that it cannot be opened again is refused


def test_a_row_moves_to_another_holder_with_its_text(page, thea):
    assert page.body == "Slept better"

    page.person = thea
    page.save()

    assert Page.objects.get(pk=page.pk).body == "Slept better"
    key = DataKey.objects.get(holder=thea.holder)
    assert bytes(Page.objects.get(pk=page.pk).__dict__["body"].sealed)[1:17] == key.pk.bytes


def test_a_row_does_not_move_without_its_text(page, thea):
    page.person = thea

    with pytest.raises(CannotSeal, match="update_fields"), transaction.atomic():
        page.save(update_fields=["person"])
    deferred = Page.objects.defer("body").get(pk=page.pk)
    deferred.person = thea
    with pytest.raises(CannotSeal, match="update_fields"), transaction.atomic():
        deferred.save()
    with pytest.raises(Unreadable), transaction.atomic():
        page.save()
    with pytest.raises(CannotSeal, match="would no longer open"):
        Page.objects.update(person=thea)
    assert Page.objects.get(pk=page.pk).body == "Slept better"


def test_a_row_is_copied_once_it_was_read(page):
    unread = Page.objects.get(pk=page.pk)
    unread.pk = uuid4()
    with pytest.raises(Unreadable), transaction.atomic():
        unread.save(force_insert=True)

    assert page.body == "Slept better"
    page.pk = uuid4()
    page.save(force_insert=True)

    assert [page.body for page in Page.objects.all()] == ["Slept better"] * 2


@isolate_apps("heartwood.ground.vault.tests.paper")
def test_a_row_without_an_id_or_a_holder_is_refused():
    class Numbered(models.Model):
        body = SealedTextField(holder="self")

        class Meta:
            app_label = "paper"

        def __str__(self):
            return "a row that is numbered by the database"

    with pytest.raises(CannotSeal, match="needs one before it is saved"), transaction.atomic():
        Numbered(body="Slept better").save()
    with pytest.raises(CannotSeal, match="this row has none"), transaction.atomic():
        Page.objects.create(body="Whose?")


def test_update_and_bulk_update_cannot_seal(page):
    page.body = "Slept worse"

    with pytest.raises(CannotSeal, match="row by row"):
        Page.objects.update(body="Slept worse")
    with pytest.raises(CannotSeal, match="row by row"):
        Page.objects.update(body=F("margin"))
    with pytest.raises(CannotSeal, match="row by row"), transaction.atomic():
        Page.objects.bulk_update([page], ["body"])
    with pytest.raises(CannotSeal, match="cannot be sealed without its row"), transaction.atomic():
        models.QuerySet(Page).update(body="past our own queryset")
    page.body = F("margin")
    with pytest.raises(CannotSeal, match="not an expression"), transaction.atomic():
        page.save()
    assert Page.objects.get(pk=page.pk).body == "Slept better"


def test_update_may_empty_and_may_change_what_is_not_sealed(page):
    page.margin = "?"
    page.save()

    Page.objects.update(margin=None, title="Tuesday")

    again = Page.objects.get(pk=page.pk)
    assert (again.margin, again.title, again.body) == (None, "Tuesday", "Slept better")
    again.title = "Wednesday"
    Page.objects.bulk_update([again], ["title"])
    assert Page.objects.get(pk=page.pk).title == "Wednesday"


def test_bulk_create_seals_and_does_not_take_over_another_row(clara, thea, stored):
    pages = Page.objects.bulk_create([Page(person=who, body=f"Day {day}") for day in range(3) for who in (clara, thea)])

    assert [Page.objects.get(pk=page.pk).body for page in pages] == [page.body for page in pages]
    assert b"Day" not in stored(pages[0])
    with pytest.raises(CannotSeal):
        Page.objects.bulk_create(pages, update_conflicts=True, update_fields=["body"], unique_fields=["title"])


def test_what_the_database_cannot_do_it_says(page):
    for question in [
        lambda: Page.objects.filter(body="Slept better"),
        lambda: Page.objects.filter(body__icontains="better"),
        lambda: Page.objects.exclude(body__in=["Slept better"]),
        lambda: Person.objects.filter(pages__body="Slept better"),
    ]:
        with pytest.raises(FieldError, match="is sealed"):
            question()
    for question in [
        lambda: Page.objects.order_by("body"),
        lambda: Page.objects.order_by("title", "-body"),
        lambda: Page.objects.order_by(F("body").desc()),
        lambda: Page.objects.order_by(Lower("body")),
    ]:
        with pytest.raises(FieldError, match="sort the rows after"):
            question()
    for question in [
        lambda: Page.objects.values("title", "body"),
        lambda: Page.objects.values(),
        lambda: Page.objects.values_list("body", flat=True),
        lambda: Page.objects.values_list(F("body")),
        lambda: Page.objects.values(text=F("body")),
    ]:
        with pytest.raises(FieldError, match="cannot open"):
            question()


def test_what_the_database_can_do_it_does(page):
    assert Page.objects.filter(margin__isnull=True, body__isnull=False).count() == 1
    assert list(Page.objects.order_by("title").values("title")) == [{"title": "Monday"}]
    assert list(Page.objects.values_list("title", flat=True)) == ["Monday"]


def test_sealed_bytes_across_a_relation_are_never_taken_for_text(page):
    (row,) = Person.objects.filter(pk=page.person_id).values("pages__body")

    assert str(row["pages__body"]) == repr(row["pages__body"]) == f"{row['pages__body']}" == "<sealed>"


# Django's own ways with rows


def test_deferred_text_is_fetched_when_it_is_read(page):
    for rows in (Page.objects.only("title", "person"), Page.objects.defer("body")):
        row = rows.get(pk=page.pk)
        assert "body" not in row.__dict__
        row.title = "Tuesday"
        row.save()
        assert row.body == "Slept better"


def test_only_the_text_may_be_fetched(page):
    """The holder is fetched when it is needed."""
    assert Page.objects.only("body").get(pk=page.pk).body == "Slept better"


def test_a_row_that_is_refreshed_holds_what_the_database_holds(page):
    assert page.body == "Slept better"
    another = Page.objects.get(pk=page.pk)
    another.body = "Slept worse"
    another.save()

    page.refresh_from_db()

    assert page.body == "Slept worse"


def test_a_copy_of_a_row_is_a_row(page):
    for opened in (False, True):
        for twin in (copy.copy(page), copy.deepcopy(page), pickle.loads(pickle.dumps(page))):  # noqa: S301
            assert twin.body == "Slept better"
            twin.body = "Slept worse"
            assert page.body == "Slept better", opened


def test_a_deep_copy_shares_no_answers(clara):
    page = Page(person=clara, answers={"sleep": [1]})

    copy.deepcopy(page).answers["sleep"].append(2)

    assert page.answers == {"sleep": [1]}


def test_a_pickle_carries_neither_text_nor_keys(page, clara):
    assert page.body == "Slept better"
    key = DataKey.for_holder(clara.holder).open()

    pickled = pickle.dumps(page)

    assert b"Slept" not in pickled
    assert key.secret not in pickled
    page.body = "Slept worse"
    with pytest.raises(CannotSeal, match="in clear"):
        pickle.dumps(page)
    page.save()
    assert b"Slept" not in pickle.dumps(page)


def test_a_dump_is_refused(page):
    with pytest.raises(CannotSeal, match="A dump would write"):
        serializers.serialize("json", [page])


def test_a_row_with_sealed_text_can_be_validated(page):
    page.full_clean(exclude=["author", "answers", "diary", "margin"])
    assert page.body == "Slept better"
    page.body = "Slept worse"
    page.full_clean(exclude=["author", "answers", "diary", "margin"])
    page.save()
    assert Page.objects.get(pk=page.pk).body == "Slept worse"


def test_a_form_offers_a_text_area():
    assert type(Page._meta.get_field("body").formfield().widget).__name__ == "Textarea"
    assert type(Page._meta.get_field("answers").formfield()).__name__ == "JSONField"


# Answers


@pytest.mark.parametrize("answers", [{"sleep": 3, "why": "Zoë"}, [1, 2.5, None, True], "text", 0, {}, []])
def test_answers_come_back_as_they_were(clara, answers, stored):
    page = Page.objects.create(person=clara, answers=answers)

    assert Page.objects.get(pk=page.pk).answers == answers
    assert b"sleep" not in stored(page, "answers")


def test_answers_changed_in_place_are_saved(clara):
    page = Page.objects.get(pk=Page.objects.create(person=clara, answers={"sleep": 3}).pk)

    page.answers["sleep"] = 4
    page.save()

    assert Page.objects.get(pk=page.pk).answers == {"sleep": 4}


# Migrations


def test_a_migration_says_what_the_field_says():
    for field, imports in [
        (SealedTextField(holder="person"), set()),
        (SealedTextField(holder="self", sealed_as="paper_leaf|body", null=True), set()),
        (SealedJSONField(holder=drawer_of), {"import heartwood.ground.vault.tests.paper.models"}),
    ]:
        text, needed = MigrationWriter.serialize(field)
        assert imports <= needed
        scope = {}
        exec("\n".join(needed), scope)  # noqa: S102
        again = eval(text, scope)  # noqa: S307
        assert again.deconstruct()[1:] == field.deconstruct()[1:]
        assert (again.holder, again.sealed_as, again.null) == (field.holder, field.sealed_as, field.null)


def test_a_sealed_column_is_added_to_a_full_table_as_null_only(page):
    later = SealedTextField(holder="person", default="A default would be the same for all")
    later.set_attributes_from_name("later")
    later.model = Page
    with pytest.raises(CannotSeal, match="added as null"):
        connection.schema_editor().effective_default(later)


@pytest.mark.parametrize("option", ["unique", "db_index", "primary_key", "db_default"])
def test_a_sealed_field_takes_no_option_that_needs_to_look_inside(option):
    with pytest.raises(TypeError, match="cannot look inside"):
        SealedTextField(holder="person", **{option: Value("x") if option == "db_default" else True})
