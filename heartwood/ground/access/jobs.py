from heartwood.ground.access.models import SentForm
from heartwood.ground.jobs.job import daily, job


@job(repeats=daily("03:10"))
def forget_sent_forms() -> None:
    SentForm.objects.forget_old()
