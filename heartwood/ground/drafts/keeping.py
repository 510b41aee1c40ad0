"""Texts that are kept as somebody types them, perhaps in two tabs at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.utils.timezone import now

from heartwood.ground.access.guard import Private


class WrittenMeanwhile(Exception):
    """Somebody, perhaps the same person in another tab, has saved another text since this one was opened. Neither is
    lost: `theirs` is what stands there now."""

    def __init__(self, theirs: Any, revision: int) -> None:
        super().__init__("The draft was changed meanwhile.")
        self.theirs = theirs
        self.revision = revision


class Kept(Private):
    """What has a sealed `body`, and counts how often it was saved: by that, two texts of one draft are told apart."""

    body: Any
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True

    @contextmanager
    def _locked(self, deed: Any) -> Iterator[None]:
        """Inside the deed, with everything as it stands now."""
        with deed:
            current = type(self)._base_manager.select_for_update().get(pk=self.pk)
            for field in self._meta.concrete_fields:
                setattr(self, field.attname, getattr(current, field.attname))
            yield

    def _keep(self, body: Any, revision: int, *facts: str) -> None:
        """Locked. `revision` is that of the text they began with. Raises WrittenMeanwhile."""
        if revision != self.revision and body != self.body:
            raise WrittenMeanwhile(self.body, self.revision)
        self.body, self.revision, self.saved_at = body, self.revision + 1, now()
        self.save(update_fields=["body", "revision", "saved_at", *facts])  # type: ignore[misc]
