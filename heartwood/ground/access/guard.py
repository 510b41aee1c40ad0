"""Private rows: read through a viewer, changed inside an act."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q

from heartwood.ground.access import rules
from heartwood.ground.access.viewer import Viewer

Row = TypeVar("Row", bound=models.Model)


class UnguardedRead(Exception):
    """Private rows were about to be read without saying who looks."""


class UnrecordedChange(Exception):
    """A private record was about to change with nobody named as doing it."""


_acting: ContextVar[bool] = ContextVar("acting", default=False)


@contextmanager
def private_records_may_change() -> Iterator[None]:
    """For `act` and `visit`, which write down who does it (`ground/audit/acting.py`)."""
    token = _acting.set(True)
    try:
        yield
    finally:
        _acting.reset(token)


def insist_on_an_act(model: type[models.Model]) -> None:
    if not _acting.get():
        raise UnrecordedChange(f"{model.__name__} may change only inside `with act(viewer, verb, record):`")


class GuardedQuerySet(models.QuerySet[Row]):
    _viewer_named = False
    _noted_alike: list[list[str]] = []  # of each, the first was asked, and answers the others

    def visible_to(self, viewer: Viewer) -> Self:
        return self.allowed(viewer, "see")

    def allowed(self, viewer: Viewer, verb: str) -> Self:
        return self.filter(rules.condition(self.model, verb, viewer))._opened()

    def noting_whether(self, viewer: Viewer, *verbs: str) -> Self:
        """Each row also says `may_<verb>`, so that a page with many buttons asks once; and once only for verbs whose
        conditions are the same. So a query that names them itself (`values_list`) notes them one by one."""
        questions: dict[Q, list[str]] = defaultdict(list)
        for verb in verbs:
            questions[rules.condition(self.model, verb, viewer)].append(f"may_{verb}")
        noting: Self = self.annotate(
            **{notes[0]: ExpressionWrapper(asked, output_field=BooleanField()) for asked, notes in questions.items()}
        )
        noting._noted_alike = [*self._noted_alike, *(notes for notes in questions.values() if len(notes) > 1)]
        return noting

    def as_system(self, reason: str) -> Self:
        """Every row, with nobody looking. `grep as_system` lists all such places."""
        if not reason:
            raise UnguardedRead("Say why nobody looks.")
        return self._opened()

    def in_any(self, *lists: Self) -> Self:
        """What stands in one of these lists, in one query, however they are ordered and cut. Whoever saw the list may
        see it."""
        self._insist_on_viewers_of(*lists)
        all_rows = self.model._base_manager
        keys = [all_rows.filter(pk__in=each.values("pk")).order_by().values("pk") for each in lists]
        return self.filter(pk__in=keys[0].union(*keys[1:], all=True))._opened()

    def _opened(self) -> Self:
        queryset: Self = self._chain()  # type: ignore[attr-defined]
        queryset._viewer_named = True
        return queryset

    def _clone(self) -> Self:
        queryset: Self = super()._clone()  # type: ignore[misc]
        queryset._viewer_named = self._viewer_named
        queryset._noted_alike = self._noted_alike
        return queryset

    def _insist_on_a_viewer(self) -> None:
        if not self._viewer_named and not self.query.is_empty():
            name = self.model.__name__
            raise UnguardedRead(f"{name} rows are private. Say who looks: {name}.objects.visible_to(viewer).")

    # Every way to read …

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        if is_new:
            self._insist_on_a_viewer()
        super()._fetch_all()
        if is_new:
            for row in self._result_cache or []:
                self._noting_alike(row)

    def _noting_alike(self, row: Row) -> Row:
        for first, *others in self._noted_alike:
            for note in others:
                setattr(row, note, getattr(row, first))
        return row

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Row]:
        self._insist_on_a_viewer()
        return map(self._noting_alike, super().iterator(*args, **kwargs))

    def aiterator(self, *args: Any, **kwargs: Any) -> AsyncIterator[Row]:
        self._insist_on_a_viewer()
        return super().aiterator(*args, **kwargs)

    def count(self) -> int:
        self._insist_on_a_viewer()
        return super().count()

    def exists(self) -> bool:
        self._insist_on_a_viewer()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._insist_on_a_viewer()
        return super().aggregate(*args, **kwargs)

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._insist_on_a_viewer()
        return super().explain(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Used as a subquery, rows answer a question too."""
        self._insist_on_a_viewer()
        return super().resolve_expression(*args, **kwargs)

    def union(self, *others: Any, **kwargs: Any) -> Self:
        self._insist_on_viewers_of(self, *others)
        return super().union(*others, **kwargs)

    def intersection(self, *others: Any) -> Self:
        self._insist_on_viewers_of(self, *others)
        return super().intersection(*others)

    def difference(self, *others: Any) -> Self:
        self._insist_on_viewers_of(self, *others)
        return super().difference(*others)

    def __or__(self, other: Any) -> Self:
        self._insist_on_viewers_of(self, other)
        return super().__or__(other)

    def __and__(self, other: Any) -> Self:
        self._insist_on_viewers_of(self, other)
        return super().__and__(other)

    def __xor__(self, other: Any) -> Self:
        self._insist_on_viewers_of(self, other)
        return super().__xor__(other)

    @staticmethod
    def _insist_on_viewers_of(*lists: Any) -> None:
        for each in lists:
            each._insist_on_a_viewer()

    # … and to change.

    def update(self, **kwargs: Any) -> int:
        self._insist_on_a_viewer()
        insist_on_an_act(self.model)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._insist_on_a_viewer()
        insist_on_an_act(self.model)
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        insist_on_an_act(self.model)
        return super().bulk_create(objs, *args, **kwargs)

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> int:
        insist_on_an_act(self.model)
        return super().bulk_update(objs, *args, **kwargs)

    bulk_update.alters_data = True  # type: ignore[attr-defined]


class Private(models.Model):
    """A record about a person."""

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        insist_on_an_act(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        insist_on_an_act(type(self))
        return super().delete(*args, **kwargs)
