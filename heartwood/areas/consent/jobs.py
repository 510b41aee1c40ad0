from heartwood.areas.consent.models import ConsentEvent
from heartwood.ground.jobs.job import daily, job


@job(repeats=daily("04:10"))
def note_what_has_run_out() -> None:
    """What counts follows the clock by itself; this is for the history."""
    run_out = ConsentEvent.objects.as_system("consents run out with nobody looking").run_out()
    for event in run_out.select_related("client__organization", "wording"):
        event.note_that_it_ran_out()
