from heartwood.ground.accounts import sessions
from heartwood.ground.jobs.job import every, job


@job(repeats=every(hours=1))
def forget_ended_sessions() -> None:
    sessions.forget_what_has_ended()
