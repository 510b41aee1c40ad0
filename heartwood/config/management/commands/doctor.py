from typing import Any

from django.core.management.base import BaseCommand, CommandError

from heartwood.config import doctor


class Command(BaseCommand):
    help = "Say what is wrong with this install, and how to mend it."
    requires_system_checks = []  # what they would refuse to start with is what it tells about

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(doctor.findings())
        if found:
            raise CommandError("\n\n".join(f"- {finding}" for finding in found))
        self.stdout.write(f"All is well: {len(doctor.EXAMINATIONS)} things were looked at.")
