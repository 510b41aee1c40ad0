"""Lists of sealed rows: their keys in one query, and a search that opens and looks."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, Self, TypeVar

from django.core.exceptions import FieldError
from django.db.models import F, Model, QuerySet
from django.db.models.query import ModelIterable

from heartwood.ground.vault.errors import CannotSeal, Shredded, Unreadable
from heartwood.ground.vault.fields import ITSELF, keys_at_hand, open_keys, sealed_fields

Row = TypeVar("Row", bound=Model)
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # Unicode's blocks of them


class SealedQuerySet(QuerySet[Row]):
    """For every model with sealed fields; stands before other querysets: `class EntryQuerySet(SealedQuerySet, …)`.

    A list opens its keys in one query and `bulk_create` fetches them in one. What would read sealed bytes as if they
    were text, or leave some behind that no longer open, is refused.
    """

    def _fetch_all(self) -> None:
        is_fresh = self._result_cache is None
        super()._fetch_all()
        if is_fresh and issubclass(self._iterable_class, ModelIterable):
            open_keys(self._result_cache or [])

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        rows = super().iterator(chunk_size)
        return self._in_portions(rows) if issubclass(self._iterable_class, ModelIterable) else rows

    @staticmethod
    def _in_portions(rows: Iterator[Row], size: int = 500) -> Iterator[Row]:
        while portion := list(islice(rows, size)):
            open_keys(portion)
            yield from portion

    def bulk_create(
        self,
        objs: Iterable[Row],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Row]:
        if update_conflicts and not set(unique_fields or []) <= {"pk", self.model._meta.pk.name}:
            raise CannotSeal("A row that meets its like under another id cannot take over its sealed text.")
        rows = list(objs)
        with keys_at_hand(rows):
            return super().bulk_create(
                rows, batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields
            )

    def update(self, **kwargs: Any) -> int:
        """Sealed text may be set to None here. Text, the holder or the id must go through each row's `save`."""
        for field in sealed_fields(self.model):
            if kwargs.get(field.name) is not None:
                raise CannotSeal(f"{field} is sealed row by row: set it on each row and save that.")
            if self._binding(field.holder) & set(kwargs):
                raise CannotSeal(f"{field} would no longer open: read it, change the row, and save the row.")
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def _binding(self, holder: Any) -> set[str]:
        """Names of what sealed text is bound to and an update could change."""
        names = {"pk", self.model._meta.pk.name}
        if isinstance(holder, str) and holder != ITSELF:
            relation: Any = self.model._meta.get_field(holder)
            names |= {relation.name, relation.attname}
        return names

    def values(self, *fields: Any, **expressions: Any) -> Any:
        self._refuse_sealed(fields, "values")
        return super().values(*fields, **expressions)

    def values_list(self, *fields: Any, flat: bool = False, named: bool = False) -> Any:
        self._refuse_sealed(fields, "values_list")
        return super().values_list(*fields, flat=flat, named=named)

    def order_by(self, *field_names: Any) -> Self:
        named = [leaf for name in field_names for leaf in _leaves(name)]
        sealed = {field.name for field in sealed_fields(self.model)} & set(named)
        if sealed:
            raise FieldError(f"{', '.join(sealed)} is sealed: sort the rows after they were read.")
        return super().order_by(*field_names)

    def _refuse_sealed(self, names: Iterable[Any], method: str) -> None:
        sealed = {field.name for field in sealed_fields(self.model)}
        named = {leaf for name in names for leaf in _leaves(name)} or sealed
        if both := sealed & named:
            raise FieldError(f"{method}() cannot open {', '.join(both)}: name other fields, or fetch the rows.")


def _leaves(name: Any) -> list[str]:
    """The fields named in `"body"`, `"-body"`, `F("body")` or `Lower("body").desc()`."""
    if isinstance(name, str):
        return [name.removeprefix("-")]
    leaves: Iterable[Any] = name.flatten() if hasattr(name, "flatten") else [name]
    return [str(getattr(leaf, "name", "")) for leaf in leaves if isinstance(leaf, F)]


def search(rows: Iterable[Row], field: str, words: str) -> list[Row]:
    """The rows, in their order, whose sealed field holds each of the words, or a part of one.

    Capitals and accents make no difference. Nothing of it is kept: each search opens what the reader may see anyway,
    ten notes of 2 KB in a millisecond. What was shredded or cannot be read is not found; the latter is told to
    whoever listens (`sealing.on_broken`).
    """
    wanted = plain(words).split()
    return [row for row in rows if wanted and all(word in _plain_text(row, field) for word in wanted)]


def plain(text: str) -> str:
    """“Zoë, Straße” as “zoe, strasse”."""
    if text.isascii():
        return text.casefold()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _plain_text(row: Model, field: str) -> str:
    try:
        return plain(str(getattr(row, field) or ""))
    except (Shredded, Unreadable):
        return ""
