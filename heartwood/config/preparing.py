"""What an install needs before anybody comes in: databases that are up to date, and somebody to begin with."""

from collections.abc import Callable
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from heartwood.areas.team import founding
from heartwood.config.databases import COUNTERS
from heartwood.ground.accounts.models import Organization, User


def bring_databases_up_to_date() -> None:
    """Nothing of the counters ever migrates: they are one table, of the cache."""
    migrations = MigrationExecutor(connection)
    if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", database=COUNTERS, verbosity=0)


def insist_on_the_right_keys() -> None:
    """A master key of another database is noticed now, not when somebody writes."""
    call_command("check", tags=["database"], databases=["default"], stdout=StringIO())


def keep_demo_and_practice_apart() -> None:
    """Everybody can read the passwords of the cast, and the demo asks them for no second factor."""
    holds_the_cast = User.objects.filter(email__endswith=".example").exists()
    if holds_the_cast and not settings.DEMO:
        raise CommandError(
            "This install holds the demo, whose passwords everybody knows. Start it with HEARTWOOD_DEMO=1. For a"
            " practice of your own, set HEARTWOOD_DATA to an empty folder."
        )
    if settings.DEMO and not holds_the_cast and User.objects.exists():
        raise CommandError(
            "This install holds a real practice, and no demo is built into it. Start it with HEARTWOOD_DEMO=0. For the"
            " demo, set HEARTWOOD_DATA to an empty folder."
        )


def let_somebody_begin(say: Callable[[str], None]) -> str | None:
    """The demo gets its cast. An empty install gets a code, by which its first organization can be founded."""
    if settings.DEMO:
        if not User.objects.exists():
            say("The people of the demo are moving in. This happens once, and takes a few seconds.")
            call_command("cast", verbosity=0)
        return None
    return None if Organization.objects.exists() else founding.welcome_code()
