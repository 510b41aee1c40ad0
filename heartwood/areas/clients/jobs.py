from heartwood.areas.clients.coming_of_age import end_childhoods, tell_of_coming_of_age
from heartwood.ground.jobs.job import daily, job


@job(repeats=daily("14:00"))
def tell_of_age() -> None:
    tell_of_coming_of_age()


@job(repeats=daily("03:40"))
def come_of_age() -> None:
    end_childhoods()
