import secrets
from collections.abc import Iterable
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import now

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import Shredded, WrongKey
from heartwood.ground.vault.masterkey import KeyService
from heartwood.ground.vault.sealing import OpenKey, unreadable

PROOF = b"Whoever reads this has the right master key."


class Master(models.Model):
    """A master key that wraps keys of this database: not the key, but a proof by which to know it again.

    Data keys refer to it by foreign key, so the database itself refuses to lose sight of one still in use: a
    rotation cannot end, in whatever order things happen, while a data key is left under the old one.
    """

    name = models.CharField(primary_key=True, max_length=100)
    proof = models.BinaryField()
    made_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def for_new_keys(cls) -> KeyService:
        """The current master key, once it is sure that it belongs to this database.

        The first key of an empty database is taken at its word; after that a new one must come together with one
        that is known. Raises `MissingKey`, `WrongKey` or `KeyOpenToOthers`.
        """
        known = cls.objects.in_bulk()
        masters = masterkey.masters(make_if_missing=not known)
        if known and not [master for master in masters if master.name in known and known[master.name].knows(master)]:
            raise WrongKey(
                f"This database was sealed with the master key {' or '.join(known)};"
                f" here is {' and '.join(master.name for master in masters)}. Nothing was written."
            )
        current = masters[0]
        if current.name not in known:
            proof = current.wrap(PROOF, cls._bound_to(current.name))
            Master.objects.bulk_create([Master(name=current.name, proof=proof)], ignore_conflicts=True)
        return current

    def knows(self, master: KeyService) -> bool:
        """True. Raises `WrongKey` where a key bears this name and is another."""
        if master.unwrap(bytes(self.proof), self._bound_to(self.name)) != PROOF:
            raise WrongKey(f"The key called {master.name} is not the one that sealed this database.")
        return True

    @staticmethod
    def _bound_to(name: str) -> bytes:
        return f"Heartwood proof|{name}".encode()


class DataKey(models.Model):
    """The key under which everything of one holder is sealed: a client, an author, an import.

    The holder is written `clients.Client:<id>`. A shredded key stays as an empty row, so that nothing is ever sealed
    for that holder again and everyone can see why the text is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    holder = models.CharField(max_length=200, unique=True)
    wrapped = models.BinaryField(null=True)
    master = models.ForeignKey(Master, models.PROTECT, null=True, related_name="data_keys")
    created_at = models.DateTimeField(default=now)
    shredded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vault_shredded_keys_hold_nothing",
                condition=Q(shredded_at=None, wrapped__isnull=False, master__isnull=False)
                | Q(shredded_at__isnull=False, wrapped=None, master=None),
                violation_error_message="A key is either wrapped or shredded.",
            )
        ]

    def __str__(self) -> str:
        return self.holder

    @property
    def is_shredded(self) -> bool:
        return self.shredded_at is not None

    @classmethod
    def for_holder(cls, holder: str) -> "DataKey":
        """The key of this holder, made where there is none. Who comes second gets the first one's."""
        return cls.for_holders([holder])[holder]

    @staticmethod
    def for_holders(holders: Iterable[str]) -> dict[str, "DataKey"]:
        """The same for many, in one query where all of them have keys."""
        wanted = sorted(set(holders))
        found = {key.holder: key for key in DataKey.objects.filter(holder__in=wanted)}
        if missing := [holder for holder in wanted if holder not in found]:
            with transaction.atomic():
                master = Master.for_new_keys()
                DataKey.objects.bulk_create(
                    [DataKey._made(holder, master) for holder in missing], ignore_conflicts=True
                )
            found |= {key.holder: key for key in DataKey.objects.filter(holder__in=missing)}
        return found

    @classmethod
    def opened(cls, holders: Iterable[str]) -> dict[str, OpenKey]:
        """The keys of these holders, made where there are none, ready for use."""
        keys = cls.for_holders(holders)
        masters = masterkey.by_name() if keys else {}
        return {
            holder: key.opened_by(masters) if key.master_id in masters else key.open() for holder, key in keys.items()
        }

    def open(self) -> OpenKey:
        """Raises `Shredded`; `WrongKey` where we lack its master key; `Unreadable` where it was tampered with."""
        masters = masterkey.by_name()
        if self.master_id not in masters:
            self.refresh_from_db()  # a rotation may have ended since this was fetched
            masters |= masterkey.by_name()
        return self.opened_by(masters)

    def opened_by(self, masters: dict[str, KeyService]) -> OpenKey:
        if self.wrapped is None or self.master_id is None:
            raise Shredded(f"The key of {self.holder} was shredded; nothing under it can be read or written again.")
        if self.master_id not in masters:
            raise WrongKey(
                f"The key of {self.holder} needs the master key {self.master_id};"
                f" here is {' and '.join(masters)}. A rotation may have left it in"
                f" {masterkey.kept_file()}.old-{self.master_id}: add its line to the current file."
            )
        try:
            return OpenKey(self.pk, self.holder, masters[self.master_id].unwrap(bytes(self.wrapped), self.bound_to))
        except WrongKey:
            raise unreadable(("key", self.holder), "its wrapping was changed, or is another key's.") from None

    @property
    def bound_to(self) -> bytes:
        return f"Heartwood data key|{self.pk}|{self.holder}".encode()

    @classmethod
    def _made(cls, holder: str, master: KeyService) -> "DataKey":
        key = cls(holder=holder, master_id=master.name)
        key.wrapped = master.wrap(secrets.token_bytes(masterkey.LENGTH), key.bound_to)
        return key
