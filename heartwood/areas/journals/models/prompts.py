from django.db import models
from django.utils.timezone import now

from heartwood.ground.accounts.models import User


class WithoutPrompts(models.Model):
    """Somebody who would rather begin with an empty page."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.pk)
