"""What does not open any more is written down, whatever becomes of the work that stumbled over it."""

import uuid

import pytest
from django.db import transaction

from heartwood.ground.audit import damage
from heartwood.ground.audit.models import Line
from heartwood.ground.vault.errors import Unreadable
from heartwood.ground.vault.sealing import unreadable


def test_damage_is_written_down_although_the_work_is_taken_back(cast) -> None:
    clara = cast.clients["clara"]
    place = ("notes_note", "body", str(uuid.uuid4()), f"clients.Client:{clara.pk}")

    def stumble() -> None:
        with transaction.atomic():
            for _ in range(2):
                with pytest.raises(Unreadable):
                    raise unreadable(place, "it was changed.")
            raise RuntimeError("and the work fails")

    with pytest.raises(RuntimeError):
        stumble()
    damage.write_down()  # as at the end of every request and job

    line = Line.objects.as_system("test").get(kind=Line.Kind.DAMAGE)
    assert (line.client, line.organization) == (clara.pk, clara.organization)
    assert line.record == " ".join(place)


def test_damage_of_what_is_no_clients_stands_in_the_log_of_the_install(cast) -> None:
    unreadable(("secret", "accounts.second-factor", ""), "it is not a sealed secret.")
    damage.write_down()  # as at the end of every request and job

    line = Line.objects.as_system("test").get(kind=Line.Kind.DAMAGE)
    assert (line.client, line.organization) == (None, None)
