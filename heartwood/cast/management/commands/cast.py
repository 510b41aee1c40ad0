from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from heartwood.cast.building import NotEmpty, build


class Command(BaseCommand):
    help = "Build Willow Practice and its neighbours on an empty install."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                cast = build()
        except NotEmpty as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"The cast is here: {len(cast.workers)} staff, {len(cast.clients)} client records.")
