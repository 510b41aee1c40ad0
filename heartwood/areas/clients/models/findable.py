"""What a client record is found by."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.lookups import Lookup

from heartwood.areas.clients import pieces
from heartwood.ground.access.guard import GuardedQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from heartwood.areas.clients.models.client import Client


class FindableQuerySet(GuardedQuerySet["Findable"]):
    def keep(self, client: "Client") -> None:
        """In the transaction in which the record was just written, and from what stands there now: somebody else may
        have corrected another fact of it meanwhile."""
        stands = type(client)._base_manager.get(pk=client.pk)
        found_by = self.as_system("what a record is found by changes with it").filter(client=client)
        if not found_by.update(pieces=pieces_of(stands)):
            Findable(client=client, pieces=pieces_of(stands)).save(force_insert=True)

    def add(self, clients: "Iterable[Client]") -> None:
        """Of records that are new."""
        self.bulk_create(Findable(client=client, pieces=pieces_of(client)) for client in clients)


class PiecesField(models.TextField):
    """Pieces, with spaces between."""


class Findable(models.Model):
    """The pieces of a record's name, e-mail and phone, kept beside it for an index (`pieces.py`, `search_index.py`).
    A table of its own: its numbers stay what they are, which SQLite's index relies on. Nobody reads it: no rule names
    it, and the list asks the index together with the rule of the records themselves."""

    id = models.BigAutoField(primary_key=True)
    client = models.OneToOneField("clients.Client", models.CASCADE, related_name="findable")
    pieces = PiecesField(editable=False)

    objects: ClassVar[Any] = FindableQuerySet.as_manager()

    class Meta:
        verbose_name = "what a client record is found by"

    def __str__(self) -> str:
        return str(self.client_id)


class SQLiteIndex(models.Model):
    """The index of `Findable` on SQLite, which is a table to be joined; `search_index.py` makes it."""

    client = models.OneToOneField(
        "clients.Client", models.DO_NOTHING, primary_key=True, related_name="sqlite_index", db_constraint=False
    )
    pieces = PiecesField(
        editable=False, db_column="clients_findable_index"
    )  # the whole of it is called as it is itself

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "clients_findable_index"

    def __str__(self) -> str:
        return str(self.client_id)


@PiecesField.register_lookup
class Hold(Lookup):
    """For each word, all pieces of one of the ways to read it."""

    lookup_name = "hold"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """On PostgreSQL, its own search in texts, which comes with it."""
        column, params = self.process_lhs(compiler, connection)
        asked = self._joined(" & ", " | ", "'{}'", "'{}':*")
        return f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery", (*params, asked)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", (*params, self._joined(" AND ", " OR ", '"{}"', '"{}"*'))

    def _joined(self, both: str, either: str, whole: str, beginning: str) -> str:
        def said(piece: str) -> str:
            return beginning.format(piece[:-1]) if piece.endswith("*") else whole.format(piece)

        words = ([f"({both.join(map(said, way))})" for way in ways] for ways in self.rhs)
        return both.join(f"({either.join(ways)})" for ways in words)


def pieces_of(client: "Client") -> str:
    return pieces.kept(client.organization_id, client.name_plain, client.email, client.phone_digits)
