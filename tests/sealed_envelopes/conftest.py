"""What the walks need besides the people: something that was told, and somebody who does the jobs."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from heartwood.areas.clients.letters import AccessGiven
from heartwood.areas.trail.models import Alarm
from heartwood.cast.building import Cast
from heartwood.faces.entrance.models import Device
from heartwood.ground.audit.acting import act
from heartwood.ground.jobs.models import Worker
from heartwood.ground.notifications.telling import tell
from tests.everyone import Person


@pytest.fixture
def everyone(everyone: dict[str, Person], cast: Cast) -> dict[str, Person]:
    Worker.objects.create(pk="at work", alive_at=now() + timedelta(hours=1))  # or /healthz complains during a long walk
    clara = cast.clients["clara"]
    with act(everyone["olive"].viewer, "clients.manage_access", clara):
        cast.notice = tell(everyone["thea"].viewer, about=clara, letter=AccessGiven)  # type: ignore[attr-defined]
        cast.alarm = Alarm.objects.create(  # type: ignore[attr-defined]
            organization=cast.firms["willow"], member=cast.workers["cole"], since=now()
        )
        cast.device = Device.objects.create(  # type: ignore[attr-defined]
            user=everyone["clara"].user, mark="m", words="Pigeonbrowser on Slate"
        )
    return everyone
