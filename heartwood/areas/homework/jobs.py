from heartwood.areas.homework.reminding import remind_everybody
from heartwood.ground.jobs.job import every, job


@job(repeats=every(hours=1))
def remind() -> None:
    """Every hour, as it is morning somewhere."""
    remind_everybody()
