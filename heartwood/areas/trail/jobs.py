from heartwood.areas.trail.models import Alarm
from heartwood.ground.jobs.job import every, job


@job(repeats=every(minutes=10))
def look_for_many_records() -> None:
    Alarm.objects.sound_where_many_records_were_opened()
