from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heartwood.config.backup import verifying
from heartwood.config.backup.archive import BadArchive
from heartwood.config.backup.key_archive import put_keys_back
from heartwood.config.backup.keys import NoKey
from heartwood.config.backup.restoring import NotHere, restore
from heartwood.config.preparing import bring_databases_up_to_date
from heartwood.ground.vault import masterkey
from heartwood.ground.vault.errors import VaultError

AT_LAST = (
    "Everybody has to sign in again. What was done after the backup is not here; mails that were waiting then leave"
    " once more; whoever's writing was shredded since then is readable again until you shred it once more."
)


class Command(BaseCommand):
    help = "Put a backup onto an empty install: all of it, or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--identity", type=Path, required=True, metavar="FILE", help="with the private key")
        parser.add_argument("--replace", action="store_true", help="give up the records that are here, put files aside")
        parser.add_argument("--keys", action="store_true", help="it is an archive of keys: put them back")

    def handle(self, *args: Any, archive: Path, **options: Any) -> None:
        try:
            self.do(archive, **options)
        except (NotHere, BadArchive, NoKey, VaultError) as refusal:
            raise CommandError(f"{refusal}\nNothing was restored.") from None
        except OSError as error:
            raise CommandError(f"{error.filename or archive}: {error.strerror}. Nothing was restored.") from None

    def do(self, archive: Path, *, identity: Path, replace: bool, keys: bool, **_: Any) -> None:
        if keys:
            for path in put_keys_back(archive, identity):
                self.say(f"{path} is back.")
            return
        masterkey.masters()  # raises MissingKey with a sentence
        bring_databases_up_to_date()
        restore(archive, identity, replace=replace, say=self.say)
        self.verify()

    def verify(self) -> None:
        keys, closed = verifying.data_keys_that_open()
        texts, unreadable = verifying.sealed_texts_that_open()
        self.say(f"The master key opens {keys:,} data keys, and these a sample of {texts:,} sealed texts.")
        lines, fault = verifying.trail_as_it_was_written()
        self.say(f"The trail:\n{lines}".rstrip())
        self.say(AT_LAST)
        if wrong := [*closed, *unreadable, *filter(None, [fault])]:
            raise CommandError("All is back as it was backed up. But even then it was damaged:\n" + "\n".join(wrong))

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
