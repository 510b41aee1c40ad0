"""A new master key for old data keys. What they sealed stays as it is, and can be read all the while.

Every step is whole or not done, and says by its outcome that it was done, so a rotation that was killed goes on when
it is started again:

1. the key file holds the new key in front of the old (one replaced file);
2. the database knows the new key; from here on new data keys are wrapped by it;
3. data keys are wrapped anew, some at a time, each batch in a transaction;
4. the database forgets the old key, which it refuses (a foreign key) while one data key still needs it;
5. the key file holds the new key only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import NothingToRotate, Unreadable
from heartwood.ground.vault.masterkey import KeyService
from heartwood.ground.vault.models import DataKey, Master


@dataclass
class Rotation:
    """Done; or, where some keys could not be opened, as far as it could go."""

    current: str
    rewrapped: int = 0
    broken: set[str] = field(default_factory=set)
    put_away: list[Path] = field(default_factory=list)


def rotate(
    forget_old: bool = False, batch: int = 200, say: Callable[[str], object] = lambda sentence: None
) -> Rotation:
    """Begin a rotation, or go on with the one that was begun. Raises `NothingToRotate` or what a key may raise."""
    current = Master.for_new_keys()
    if is_unfinished():
        say("Going on with the rotation that was begun.")
    elif masterkey.is_ours_to_rotate():
        masterkey.put_a_new_one_in_front()
        current = Master.for_new_keys()
    else:
        raise NothingToRotate(
            f"The master key comes from {masterkey.where()}, so the new one must come from there too: put it in front"
            " of the old one, start Heartwood anew, and call this again. A new key: openssl rand -base64 32"
        )
    rotation = Rotation(current.name)
    say(f"The master key {current.name} is in place.")
    while not _is_forgotten_but(current, rotation):
        while _rewrap_some(current, batch, rotation):
            say(f"{rotation.rewrapped} data keys wrapped anew.")
        if rotation.broken:
            return rotation
    rotation.put_away = masterkey.put_the_old_away(current, forget_old)
    return rotation


def is_unfinished() -> bool:
    """Whether a rotation was begun and not ended: more than one master key is about, in the file or in the database."""
    masters = masterkey.masters()
    return len(masters) > 1 or Master.objects.exclude(name=masters[0].name).exists()


def _rewrap_some(current: KeyService, batch: int, rotation: Rotation) -> bool:
    """Whether there were any left."""
    masters = masterkey.by_name()
    others = [name for name in Master.objects.values_list("name", flat=True) if name != current.name]
    with transaction.atomic():
        left = DataKey.objects.select_for_update().filter(master__in=others).exclude(holder__in=rotation.broken)
        keys, done = list(left[:batch]), 0
        for key in keys:
            try:
                wrapped = current.wrap(key.opened_by(masters).secret, key.bound_to)
            except Unreadable:
                rotation.broken.add(key.holder)
                continue
            living = DataKey.objects.filter(pk=key.pk, shredded_at=None)
            done += living.update(wrapped=wrapped, master=current.name)
    rotation.rewrapped += done
    return bool(keys)


def _is_forgotten_but(current: KeyService, rotation: Rotation) -> bool:
    old = Master.objects.exclude(name=current.name)
    if old.filter(data_keys__isnull=False).exists():
        return False
    try:
        with transaction.atomic():
            old.delete()
    except (ProtectedError, IntegrityError):  # the latter where a data key was made this very moment
        return False
    return True
