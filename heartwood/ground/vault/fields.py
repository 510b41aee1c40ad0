"""Model fields whose content is sealed on its way into the database, and opened when it is first read.

    class Entry(Private):
        id = models.UUIDField(primary_key=True, default=uuid4)
        author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
        body = SealedTextField(holder="author")

        objects = EntryQuerySet.as_manager()  # class EntryQuerySet(SealedQuerySet, GuardedQuerySet)

`holder` says whose key seals the row: the name of a foreign key (`accounts.User:<author_id>`), `"self"` for a model
that is its own holder (`clients.Client:<id>`), or a function of the row that returns such a text. It is bound in, and
so are the table, the column and the row's id, which must be a UUID made in Python.

None stays null; "" is sealed like any text. What could not be sealed, or not be opened again, is refused with
`CannotSeal` and a sentence.
"""

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Model, signals
from django.db.models.query_utils import DeferredAttribute

from heartwood.ground.vault.errors import CannotSeal, Shredded
from heartwood.ground.vault.keys import Keys
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.sealing import HEAD, OpenKey, Place, key_of, open_sealed, seal

ITSELF = "self"
KEYS = "_sealed_keys"  # where the keys of a row hang


class SealedBytes(bytes):
    """Bytes between a row and its column. Nothing else is let in; nobody reads anything into them by mistake."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class Envelope:
    """What a row keeps of a sealed field: the sealed bytes, or the value, or both once it was opened or saved."""

    def __init__(self, sealed: SealedBytes | None, *value: Any) -> None:
        self.sealed = sealed
        self.is_open = bool(value)
        self.value = value[0] if value else None

    def __deepcopy__(self, memo: dict[int, Any]) -> "Envelope":
        return Envelope(self.sealed, copy.deepcopy(self.value, memo)) if self.is_open else Envelope(self.sealed)

    def __reduce__(self) -> tuple[Any, ...]:
        """A pickle holds the sealed bytes only: what people wrote does not slip in clear into a cache or a queue."""
        if self.is_open and self.value is None:
            return Envelope, (None, None)
        if self.sealed and (isinstance(self.value, str) or not self.is_open):
            return Envelope, (self.sealed,)
        raise CannotSeal("A pickle would carry what is sealed in clear. Save the row and fetch it again.")


class OpensWhenFirstRead(DeferredAttribute):
    field: "SealedTextField"

    def __get__(self, row: Any, model: Any = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            super().__get__(row, model)  # it was deferred: Django fetches it and hands it to __set__
        envelope: Envelope = row.__dict__[self.field.attname]
        if not envelope.is_open and envelope.sealed is not None:
            envelope.value = self.field.opened(row, envelope.sealed)
            envelope.is_open = True
        return envelope.value

    def __set__(self, row: Any, value: Any) -> None:
        is_sealed = isinstance(value, SealedBytes)
        row.__dict__[self.field.attname] = Envelope(value) if is_sealed else Envelope(None, value)


class SealedTextField(models.TextField):
    """Text that the database cannot read; the head of this file says how to use it.

    `sealed_as` freezes the "table|column" that is bound in: give it the old names when either is renamed, else
    nothing opens any more. Added to a table that has rows, a sealed field must be `null=True`.
    """

    descriptor_class = OpensWhenFirstRead
    description = "Sealed text"

    def __init__(self, *args: Any, holder: str | Callable[[Any], str], sealed_as: str = "", **kwargs: Any) -> None:
        for option in ("unique", "db_index", "primary_key", "db_default", "db_collation"):
            if kwargs.get(option):
                raise TypeError(f"A sealed field takes no {option}: the database cannot look inside.")
        super().__init__(*args, **kwargs)
        self.holder = holder
        self.sealed_as = sealed_as

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["holder"] = self.holder
        if self.sealed_as:
            kwargs["sealed_as"] = self.sealed_as
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            signals.pre_save.connect(_refuse_half_a_move, sender=cls, dispatch_uid="vault")

    def get_internal_type(self) -> str:
        return "BinaryField"

    # Whose key, and for which place

    def holder_of(self, row: Model) -> str:
        """Raises `CannotSeal` while the row does not say whose it is."""
        if callable(self.holder):
            return self.holder(row)
        if self.holder == ITSELF:
            return f"{self.model._meta.label}:{self._pk_of(row)}"
        relation = cast("models.ForeignKey[Any, Any]", self.model._meta.get_field(self.holder))
        pk = relation.target_field.to_python(getattr(row, relation.attname))
        if pk is None:
            raise CannotSeal(f"{self} is sealed for its {relation.name}, and this row has none.")
        return f"{relation.related_model._meta.label}:{pk}"

    def place_of(self, row: Model) -> Place:
        table, _, column = (self.sealed_as or f"{self.model._meta.db_table}|{self.column}").partition("|")
        return table, column, self._pk_of(row), self.holder_of(row)

    def _pk_of(self, row: Model) -> str:
        pk = self.model._meta.pk.to_python(row.pk)
        if pk is None:
            raise CannotSeal(f"{self} is bound to the id of its row, so the row needs one before it is saved: a UUID.")
        return str(pk)

    # Out of the database

    def from_db_value(self, value: bytes | None, expression: Any, connection: Any) -> SealedBytes | None:
        return None if value is None else SealedBytes(value)

    def opened(self, row: Model, sealed: SealedBytes) -> Any:
        """What was sealed; else `Shredded`, `Unreadable`, or what the master key raises."""
        place = self.place_of(row)
        pk = key_of(sealed, place)
        keys: Keys | None = row.__dict__.get(KEYS)
        if keys is None or pk not in keys:
            open_keys([row])
            keys = cast(Keys, row.__dict__[KEYS])
        return self.from_text(open_sealed(sealed, keys.open(pk, place), place).decode())

    def from_text(self, text: str) -> Any:
        return text

    # Into the database

    def pre_save(self, model_instance: Model, add: bool) -> SealedBytes | None:
        """Seals anew what was read or assigned. What nobody has looked at goes back as it came, if it still opens:
        a row that got another holder or id in the meantime would lose it."""
        row = model_instance
        envelope: Envelope | None = row.__dict__.get(self.attname)
        unread = envelope.sealed if envelope and not envelope.is_open else None
        try:
            value = getattr(row, self.attname)
        except Shredded:
            if not unread:
                raise
            return unread  # nothing is left to lose, and the rest of the row may be saved
        if value is None:
            return None
        if hasattr(value, "resolve_expression"):
            raise CannotSeal(f"{self} is sealed here, not in the database: assign text, not an expression.")
        if unread:
            return unread
        place = self.place_of(row)
        sealed = SealedBytes(seal(self.to_text(value).encode(), _key_for(self.holder_of(row)), place))
        row.__dict__[self.attname].sealed = sealed
        return sealed

    def to_text(self, value: Any) -> str:
        return str(value)

    def has_news(self, row: Model) -> bool:
        """Whether saving this row would seal something."""
        envelope: Envelope | None = row.__dict__.get(self.attname)
        return envelope is not None and envelope.value is not None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None or isinstance(value, SealedBytes):
            return value if value is None else connection.Database.Binary(value)
        raise CannotSeal(
            f"{self} cannot be sealed without its row: save the row. (So update, bulk_update, fixtures and the default"
            " of a column that is added later cannot write it; such a column is added as null.)"
        )

    # What the database cannot do

    def get_lookup(self, lookup: str) -> Any:
        if lookup != "isnull":
            raise FieldError(f"{self} is sealed: the database can only tell whether it is null. Use vault's search().")
        return super().get_lookup(lookup)

    def value_to_string(self, obj: Model) -> str:
        raise CannotSeal(f"A dump would write {self} in clear. Back up the database itself.")


class SealedJSONField(SealedTextField):
    """Lists and dictionaries, sealed as one text. What is changed in place is sealed with the next save."""

    description = "Sealed JSON"

    def from_text(self, text: str) -> Any:
        return json.loads(text)

    def to_text(self, value: Any) -> str:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, "encoder": DjangoJSONEncoder} | kwargs)


def sealed_fields(model: type[Model]) -> list[SealedTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]


def open_keys(rows: Iterable[Model]) -> None:
    """Let these rows share their keys: one query for all of them, when the first text is read.

    Only needed for rows that did not come through a `SealedQuerySet`, such as those of `select_related`.
    """
    rows = list(rows)
    envelopes = [row.__dict__.get(field.attname) for row in rows for field in sealed_fields(type(row))]
    sealed = [envelope.sealed for envelope in envelopes if envelope and envelope.sealed]
    keys = Keys(UUID(bytes=bytes(some[1:HEAD])) for some in sealed if len(some) >= HEAD)
    for row in rows:
        row.__dict__[KEYS] = keys


_at_hand: ContextVar[dict[str, OpenKey]] = ContextVar("keys for a bulk_create", default={})  # noqa: B039 (never changed)


@contextmanager
def keys_at_hand(rows: Iterable[Model]) -> Iterator[None]:
    """Within this block, and no longer, these rows are sealed without asking for the key of each."""
    to_seal = [(row, field) for row in rows for field in sealed_fields(type(row)) if field.has_news(row)]
    token = _at_hand.set(DataKey.opened(field.holder_of(row) for row, field in to_seal))
    try:
        yield
    finally:
        _at_hand.reset(token)


def _key_for(holder: str) -> OpenKey:
    """The key to seal with, asked for each time: one that was made in a rolled-back transaction seals for nobody."""
    return _at_hand.get().get(holder) or DataKey.for_holder(holder).open()


def _refuse_half_a_move(
    sender: type[Model], instance: Model, using: str, update_fields: frozenset[str] | None, **_: Any
) -> None:
    """Before a save that names fields: a row that goes to another holder must take its text along."""
    for field in sealed_fields(sender) if update_fields else []:
        if callable(field.holder) or field.holder == ITSELF or field.name in (update_fields or ()):
            continue
        relation = cast("models.ForeignKey[Any, Any]", sender._meta.get_field(field.holder))
        if {relation.name, relation.attname} & (update_fields or set()):
            here = {"pk": instance.pk, relation.attname: getattr(instance, relation.attname)}
            if not sender._base_manager.using(using).filter(**here).exists():
                raise CannotSeal(
                    f"{field} is sealed for its {relation.name}: read it before you move the row, and name"
                    f" “{field.name}” in update_fields too."
                )
