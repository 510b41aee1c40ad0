from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import MissingKey, VaultError
from heartwood.ground.vault.keys import clear_traces, shred
from heartwood.ground.vault.models import DataKey, Master
from heartwood.ground.vault.rotation import is_unfinished, rotate


class Command(BaseCommand):
    help = "The keys under which everything private is sealed: look at them, renew the master key, destroy one."
    requires_system_checks = []  # a wrong key is what it tells about

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("status", help="Which master key there is and what it opens; shows no secret.")
        renew = verbs.add_parser("rotate", help="Make a new master key and wrap all data keys with it.")
        renew.add_argument(
            "--forget-old", action="store_true", help="Keep no old key. Backups made before will never open again."
        )
        renew.add_argument("--batch", type=int, default=200, help="How many data keys in one transaction.")
        destroy = verbs.add_parser("shred", help="Destroy the key of a holder, and so all that was sealed under it.")
        destroy.add_argument("holder", help="Such as clients.Client:0b6c1f0e-…")
        destroy.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {"status": self.status, "rotate": self.rotate, "shred": self.shred}
        try:
            verbs[verb](**options)
        except VaultError as error:
            raise CommandError(str(error)) from None

    def status(self, **_: Any) -> None:
        known = Master.objects.annotate(keys=Count("data_keys")).order_by("made_at")
        try:
            current, *others = masterkey.masters()
        except MissingKey:
            if known:
                raise
            self.say("Nothing is sealed yet. The master key is made with the first text.")
            return
        self.say(f"The master key is {current.name}, from {masterkey.where()}.")
        if (file := masterkey.key_file()) and file.exists():
            self.say(f"Its file can be read by its owner only (mode {file.stat().st_mode & 0o777:04o}).")
        self.say("Keep a copy of it elsewhere, never beside a backup of the database: without it nothing opens.")
        here = {current.name, *(other.name for other in others)}
        for master in known:
            state = "" if master.name in here else " IT IS NOT HERE, so what they sealed cannot be read."
            self.say(f"Master key {master.name} wraps {master.keys} data keys.{state}")
            if master.name in here:
                master.knows(masterkey.by_name()[master.name])
        self.say(f"{DataKey.objects.exclude(shredded_at=None).count()} data keys were shredded.")
        if is_unfinished():
            self.say("A rotation was begun and not ended: call `manage.py vault rotate` again.")

    def rotate(self, forget_old: bool, batch: int, **_: Any) -> None:
        rotation = rotate(forget_old, batch, self.say)
        if rotation.broken:
            raise CommandError(
                f"{rotation.rewrapped} data keys were wrapped anew, but not those of {', '.join(rotation.broken)}: they"
                " were damaged. The old master key stays until they are mended from a backup or shredded."
            )
        self.say(f"Done: {rotation.current} wraps everything. Keep a copy of it elsewhere.")
        for path in rotation.put_away:
            self.say(f"The old key is in {path}, for backups made before now.")

    def shred(self, holder: str, yes: bool, **_: Any) -> None:
        if not DataKey.objects.filter(holder=holder, shredded_at=None).exists():
            raise CommandError(f"{holder} has no key, or it was shredded before.")
        question = f"All that was sealed for {holder} will be gone for ever, in backups too. Type “shred”: "
        if not yes and input(question) != "shred":
            raise CommandError("Nothing was shredded.")
        shred(holder)
        if clear_traces():
            self.say(f"The key of {holder} is gone.")
        else:
            self.say(f"The key of {holder} is gone; the log of the database may hold a copy until it is next emptied.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
