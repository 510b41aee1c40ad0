from typing import Any

from django.core.management.base import BaseCommand

from heartwood.ground.access.law import law_in_words


class Command(BaseCommand):
    help = "Print who may see and do what, from the rules, as docs/access.md has it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(law_in_words(), ending="")
