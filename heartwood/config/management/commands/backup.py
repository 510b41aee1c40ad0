from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from heartwood.config.backup import keys, taking
from heartwood.config.backup.key_archive import take_keys
from heartwood.config.backup.keys import NoKey
from heartwood.ground.vault.errors import VaultError

FORGET_ME_NOT = (
    "The master key is not in it. Keep both, and never in one place: `manage.py backup --keys` puts the keys into an"
    " archive of their own."
)
NEW_KEY = """# The private half of the key of your backups. It is shown this once, and kept nowhere on this machine.
# Print it, or put it where you keep passwords: without it no backup opens.
# public key: {public}
{private}"""


class Command(BaseCommand):
    help = "Put the records and files of this install, as they are now, into one encrypted archive. People may work on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FOLDER", type=Path, help="where to; by default backups in the data folder")
        parser.add_argument("--keep", metavar="N", type=int, help="throw away all but the newest N archives there")
        other = parser.add_mutually_exclusive_group()
        other.add_argument("--make-key", action="store_true", help="make the key for whom backups are sealed, show it")
        other.add_argument(
            "--keys", action="store_true", help="take the keys of the install instead, to keep elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.do(**options)
        except (NoKey, VaultError) as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(
                f"The backup was not finished, and nothing is left of it: {error.strerror or error}."
            ) from None

    def do(self, *, to: Path | None, keep: int | None, make_key: bool, keys: bool, **_: Any) -> None:
        folder = to or Path(settings.DATA) / "backups"
        if keep is not None and keep < 1:
            raise CommandError("--keep needs the number of archives to keep: 1 or more.")
        if make_key:
            self.make_key()
        elif keys:
            self.stdout.write(f"The keys are in {take_keys(folder)}. Move it away from here, and from the backups.")
        else:
            self.take(folder, keep)

    def make_key(self) -> None:
        private, public = keys.make_key()
        self.stdout.write(NEW_KEY.format(private=private, public=public))
        self.stderr.write(f"From now on backups are sealed for {public}.")

    def take(self, folder: Path, newest: int | None) -> None:
        taken = taking.take(folder)
        self.stdout.write(
            f"{taken.path} holds {taken.rows:,} rows of {taken.tables} tables and {taken.files:,} files"
            f" ({taken.bytes / 1e6:.1f} MB). Only the private half of your key opens it."
        )
        self.stdout.write(FORGET_ME_NOT)
        for old in taking.keep(folder, newest) if newest else []:
            self.stdout.write(f"{old.name} was thrown away.")
