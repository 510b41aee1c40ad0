import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from heartwood.ground.accounts.models import Organization
from heartwood.ground.audit import anchors, triggers
from heartwood.ground.audit.anchors import BadAnchor
from heartwood.ground.audit.models import Chain
from heartwood.ground.audit.verifying import Finding, every_chain, verify
from heartwood.ground.vault.errors import VaultError


class Command(BaseCommand):
    help = "The trail: is it still as it was written? And where does it end today?"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("verify", help="Read every chain, and name the first line that was tampered with.")
        check.add_argument("--organization", metavar="slug", help="Read the chain of this organization only.")
        verbs.add_parser("anchor", help="Write where every chain ends today into a file outside the database.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {"verify": self.verify, "anchor": self.anchor}
        try:
            verbs[verb](**options)
        except (VaultError, BadAnchor) as error:
            raise CommandError(str(error)) from None

    def verify(self, organization: str | None, **_: Any) -> None:
        if connection.vendor == "postgresql":  # without fresh statistics it may read every line for every line
            connection.cursor().execute("ANALYZE audit_line, audit_seal, audit_waiting")
        names = {pk.hex: name for pk, name in Organization.objects.values_list("pk", "name")}
        known = anchors.anchors_of()
        bad = [f"The database no longer has the trigger {name}." for name in triggers.missing(connection)]
        for chain in self.asked_for(organization) if organization else sorted(every_chain() | known.keys()):
            begun_at = time.monotonic()
            finding = verify(chain, known.get(chain, []))
            name = names.get(chain, "The install as a whole" if chain == Chain.INSTALL else chain)
            if finding.fault:
                bad.append(f"{name}: {finding.fault}")
            else:
                self.say(f"{name}: {_in_words(finding, time.monotonic() - begun_at)}")
        if bad:
            raise CommandError("\n".join(bad))

    def anchor(self, **_: Any) -> None:
        self.say(f"The chains of today are anchored in {anchors.anchor_today()}. Keep a copy of it elsewhere.")

    def asked_for(self, slug: str) -> list[str]:
        try:
            return [Chain.name_of(Organization.objects.get(slug=slug).pk)]
        except Organization.DoesNotExist:
            raise CommandError(f"There is no organization {slug}.") from None

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _in_words(finding: Finding, seconds: float) -> str:
    words = f"{finding.lines:,} lines, all as they were written ({seconds:.1f} s)."
    if finding.waits_too_long:
        return f"{words} {finding.waiting} wait for their seal, and longer than a minute: does the job worker run?"
    return f"{words} {finding.waiting} wait for their seal." if finding.waiting else words
