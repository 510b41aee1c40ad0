"""The database of the tests: the cast moves in once, every test sees it fresh, and rolls back what it did."""

import io
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.transaction import Atomic, get_connection
from django.test import override_settings

from heartwood.ground.vault.fields import Envelope

CAST = pytest.StashKey[bytes]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses a database uses both: records, and counters."""
    for item in items:
        wish = item.get_closest_marker("django_db")
        if wish or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            kwargs = {**(wish.kwargs if wish else {}), "databases": "__all__"}
            item.add_marker(pytest.mark.django_db(**kwargs), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config) -> None:
    with django_db_blocker.unblock():
        pytestconfig.stash[CAST] = packed(move_in())


@pytest.fixture
def cast(db: None, pytestconfig: pytest.Config) -> Any:
    """Everybody, as `heartwood.cast.building.build` left them. What a test does to them ends with the test."""
    return pickle.loads(pytestconfig.stash[CAST])


@pytest.fixture
def cast_for_real(transactional_db: None, pytestconfig: pytest.Config) -> Any:
    """Everybody, for the rare test that must commit, such as one of two threads that meet. Afterwards the tables are
    empty; so these tests come last, and the cast moves in anew for each."""
    if not get_user_model().objects.exists():
        pytestconfig.stash[CAST] = packed(move_in())
    return pickle.loads(pytestconfig.stash[CAST])


def move_in() -> Any:
    from django_tasks_db.models import DBTaskResult

    from heartwood.cast.building import build

    cast = build()
    DBTaskResult.objects.all().delete()  # what the cast asked for while moving in is done
    return cast


class Packer(pickle.Pickler):
    """Packs also what somebody wrote under seal, which no pickle outside of the tests may carry."""

    def reducer_override(self, packed: Any) -> Any:
        if isinstance(packed, Envelope):
            return Envelope, (packed.sealed, packed.value) if packed.is_open else (packed.sealed,)
        return NotImplemented


def packed(cast: Any) -> bytes:
    """To be unpacked for every test, in a fraction of the time that a copy takes."""
    Packer(file := io.BytesIO()).dump(cast)
    return file.getvalue()


@pytest.fixture(autouse=True, scope="session")
def the_trail_is_emptied_too() -> Iterator[None]:
    """After a test that commits every table is emptied. The triggers that refuse it come back with `post_migrate`."""
    from heartwood.ground.audit import triggers

    flush = BaseDatabaseOperations.execute_sql_flush

    def lift_and_flush(operations: BaseDatabaseOperations, statements: Any) -> None:
        if operations.connection.alias == "default":
            triggers.lift(operations.connection)
        flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lift_and_flush)
        yield


# In the tests -----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def damage_ends_with_its_test() -> Iterator[None]:
    """What a test damaged waits to be written down until a request is over, and the next one may be another test's."""
    from heartwood.ground.audit import damage

    yield
    damage.forget()


@pytest.fixture(autouse=True, scope="session")
def passwords_are_hashed_quickly() -> Iterator[None]:
    """Argon2 is slow on purpose. What it has hashed before still opens."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[quick, *settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(autouse=True, scope="session")
def commits_act() -> Iterator[None]:
    """`transaction.on_commit` fires when the last transaction but the test's own ends, as it does outside of tests."""
    leave, wait = Atomic.__exit__, BaseDatabaseWrapper.on_commit

    def leave_and_act(atomic: Atomic, *how: Any) -> None:
        leave(atomic, *how)
        act_on_commit(get_connection(atomic.using))

    def wait_and_act(connection: BaseDatabaseWrapper, *what: Any, **how: Any) -> None:
        wait(connection, *what, **how)
        act_on_commit(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Atomic, "__exit__", leave_and_act)
        patch.setattr(BaseDatabaseWrapper, "on_commit", wait_and_act)
        yield


def act_on_commit(connection: BaseDatabaseWrapper) -> None:
    blocks: list[Any] = connection.atomic_blocks
    if not blocks or connection.needs_rollback or not all(block._from_testcase for block in blocks):
        return
    while connection.run_on_commit:
        act = connection.run_on_commit.pop(0)[1]
        act()
