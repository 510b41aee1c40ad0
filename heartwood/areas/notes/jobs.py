from heartwood.areas.notes.nudging import nudge_everybody
from heartwood.ground.jobs.job import daily, job


@job(repeats=daily("15:00"))
def nudge() -> None:
    nudge_everybody()
