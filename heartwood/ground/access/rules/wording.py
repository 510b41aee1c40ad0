"""Rules put into SQL, once for each kind of viewer.

To build a condition out of its parts for every query cost more than the rest of a page. What a rule says depends on the
kind of viewer who asks, and on their ids. So its wording is kept for each kind, with holes where the ids belong.
Nothing of anybody is kept: the rule is put to a stand-in, who is nothing but marks that are found again in the wording.
A rule that asked for more than a kind tells would fail here.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import Any, NamedTuple, Self
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import BooleanField, Expression, Model, Q

from heartwood.ground.access.viewer import Profile, Viewer
from heartwood.ground.accounts.models import Member
from heartwood.kit import prepared
from heartwood.kit.prepared import Argument, argument, sent, stand_in

Condition = Callable[[Viewer], Q]


class Terms(NamedTuple):
    """On which a profile is held."""

    can_manage: bool
    may_see: tuple[str, ...]
    is_by_relationship: bool


class Kind(NamedTuple):
    """All that a rule may know of a viewer besides their ids."""

    is_somebody: bool
    roles: tuple[bool, ...]  # of a member
    terms: Terms | None  # of a profile

    @classmethod
    def of(cls, viewer: Viewer) -> Self:
        roles = tuple(getattr(viewer.member, role) for role in Member.ROLES) if viewer.member else ()
        return cls(viewer.user is not None, roles, terms_of(viewer.profile) if viewer.profile else None)


def terms_of(profile: Profile) -> Terms:
    return Terms(profile.can_manage, tuple(sorted(profile.may_see)), profile.relationship_id is not None)


class Hole(Enum):
    USER = auto()
    ORGANIZATION = auto()
    MEMBER = auto()
    PROFILE = auto()
    CLIENT = auto()
    RELATIONSHIP = auto()
    NOW = auto()
    TODAY = auto()


MARKS: dict[Hole, Any] = {hole: uuid4() for hole in Hole}
MARKS |= {Hole.NOW: datetime(1002, 2, 2, 2, 2, 2, 2, tzinfo=UTC), Hole.TODAY: date(1002, 2, 2)}


class Marked(UUID):
    """A mark, with what a rule may ask of whoever it stands for."""

    def __init__(self, hole: Hole, **known: Any) -> None:
        super().__init__(int=MARKS[hole].int)
        vars(self).update(known)

    @property
    def pk(self) -> Any:
        return self


class StandIn(Viewer):
    now, today = MARKS[Hole.NOW], MARKS[Hole.TODAY]

    @classmethod
    def of(cls, kind: Kind) -> Self:
        user: Any = Marked(Hole.USER) if kind.is_somebody else None
        member: Any = None
        profile: Any = None
        if kind.roles:
            roles = dict(zip(Member.ROLES, kind.roles, strict=True))
            organization = Marked(Hole.ORGANIZATION)
            member = Marked(Hole.MEMBER, organization=organization, organization_id=organization.pk, **roles)
        if kind.terms:
            known = {"client_id": MARKS[Hole.CLIENT], "can_manage": kind.terms.can_manage}
            known |= {"may_see": kind.terms.may_see, "sees": kind.terms.may_see.__contains__}
            known |= {"relationship_id": MARKS[Hole.RELATIONSHIP] if kind.terms.is_by_relationship else None}
            profile = Marked(Hole.PROFILE, **known)
        return cls(user, member=member, profile=profile)


def ids_of(viewer: Viewer) -> dict[Hole, Any]:
    """What belongs into the holes."""
    ids: dict[Hole, Any] = {Hole.NOW: viewer.now, Hole.TODAY: viewer.today}
    if viewer.user:
        ids[Hole.USER] = viewer.user.pk
    if viewer.member:
        ids |= {Hole.MEMBER: viewer.member.pk, Hole.ORGANIZATION: viewer.member.organization_id}
    if viewer.profile:
        ids |= {Hole.PROFILE: viewer.profile.pk, Hole.CLIENT: viewer.profile.client_id}
        ids |= {Hole.RELATIONSHIP: viewer.profile.relationship_id}
    return ids


class Wording(NamedTuple):
    """What follows WHERE. The table of the rows in question is called ROW in it."""

    sql: str
    params: tuple[Any, ...]

    def asked_by(self, viewer: Viewer) -> "Holds":
        ids = ids_of(viewer)
        return Holds(self.sql, tuple(sent(ids[one]) if isinstance(one, Hole) else one for one in self.params))


ROW = "asked_row"
NEVER, ALWAYS = Wording("1 = 0", ()), Wording("1 = 1", ())
JOINED = Wording("it reaches over a join, which belongs to its query", ())

KEPT: dict[tuple[type[Model], Condition, Kind], Wording] = {}


def worded(model: type[Model], says: Condition, viewer: Viewer) -> Q:
    """The condition, as far as it can be kept."""
    kind = Kind.of(viewer)
    wording = KEPT.get((model, says, kind))
    if wording is None:
        with connection.execute_wrapper(_asks_nothing):
            wording = KEPT[model, says, kind] = wording_of(model, says(StandIn.of(kind)))
    if wording is NEVER:
        return Q(pk__in=[])
    return says(viewer) if wording is JOINED else Q(wording.asked_by(viewer))


def _asks_nothing(*query: Any) -> None:
    raise LookupError("A rule is a condition: what it needs from the database stands in it as a subquery.")


def wording_of(model: type[Model], condition: Q) -> Wording:
    query = model._base_manager.filter(condition).query
    if sum(map(bool, query.alias_refcount.values())) > 1:
        return JOINED
    query.change_aliases({query.get_initial_alias(): ROW})
    try:
        sql, params = query.where.as_sql(query.get_compiler(connection=connection), connection)
    except EmptyResultSet:
        return NEVER
    except FullResultSet:
        return ALWAYS
    sql = re.sub(r"\b([T-Z]\d+)\b", r"held_\1", sql)  # no other part of a query calls a table so
    holes = {sent(mark): hole for hole, mark in MARKS.items()}
    return Wording(sql, tuple(holes.get(one, one) for one in params))


YES_OR_NO = BooleanField()


@argument.register
def _viewer(viewer: Viewer) -> Argument:
    """In a query that is prepared."""
    ids = ids_of(viewer)
    return Argument(Kind.of(viewer), [ids.get(hole) for hole in Hole])


@stand_in.register
def _stand_in(kind: Kind) -> Any:
    return prepared.StandIn(StandIn.of(kind), [MARKS[hole] for hole in Hole])


class Holds(Expression):
    """Whether a rule, put into words, holds for a row."""

    conditional = True

    def __init__(self, sql: str, params: tuple[Any, ...]) -> None:
        super().__init__(output_field=YES_OR_NO)
        self.sql, self.params = sql, params
        self.row: Any = None

    @property
    def identity(self) -> tuple[Any, ...]:
        return Holds, self.sql, self.params

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Self:
        resolved = self.copy()
        resolved.row = query.model._meta.pk.get_col(query.get_initial_alias())
        return resolved

    def get_source_expressions(self) -> list[Any]:
        """The row's key, which knows what its table is called wherever the query ends up."""
        return [self.row]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        (self.row,) = expressions

    def as_sql(self, compiler: Any, connection: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        table = compiler.quote_name_unless_alias(self.row.alias)
        return f"({self.sql.replace(f'{ROW}.', f'{table}.')})", self.params
