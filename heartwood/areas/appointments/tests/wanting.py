"""Many people who want one time. As a program it is one of several processes that do:

python -m heartwood.areas.appointments.tests.wanting <when> <how many attempts>
"""

import json
import sys
import threading
from collections import Counter
from datetime import datetime

AT_ONCE = 6  # threads; each tries again and again


def want(starts_at: datetime, attempts: int) -> Counter[str]:
    """What came of so many attempts at once to book this time with Thea."""
    from heartwood.cast.ids import same_id
    from heartwood.ground.accounts.models import Member

    thea = Member.objects.select_related("user", "organization").get(pk=same_id("member", "thea"))
    outcomes: Counter[str] = Counter()
    ready, counting = threading.Barrier(AT_ONCE), threading.Lock()

    def try_again_and_again(number: int) -> None:
        from django.db import connections

        ready.wait()
        for _ in range(number, attempts, AT_ONCE):
            outcome = _book(thea, starts_at)
            with counting:
                outcomes[outcome] += 1
        connections.close_all()

    wanting = [threading.Thread(target=try_again_and_again, args=(number,)) for number in range(AT_ONCE)]
    for thread in wanting:
        thread.start()
    for thread in wanting:
        thread.join()
    return outcomes


def _book(thea, starts_at: datetime) -> str:
    from heartwood.areas.appointments.kept_times import Taken
    from heartwood.areas.appointments.models import Appointment, Service
    from heartwood.areas.clients.models import Client
    from heartwood.cast.ids import same_id
    from heartwood.ground.access.viewer import Viewer

    viewer = Viewer.in_office(thea)
    clara = Client.objects.visible_to(viewer).get(pk=same_id("client", "clara"))
    therapy = Service.objects.get(pk=same_id("service", "therapy"))
    try:
        Appointment.objects.book(viewer, service=therapy, practitioner=thea, starts_at=starts_at, clients=[clara])
    except Taken:
        return "taken"
    except Exception as error:
        return repr(error)
    return "booked"


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(want(datetime.fromisoformat(sys.argv[1]), int(sys.argv[2]))))
