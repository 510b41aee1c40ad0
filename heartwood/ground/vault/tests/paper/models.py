"""Models with sealed fields, for the tests of this room only: their tables exist nowhere else."""
# ruff: noqa: DJ008  (nobody looks at their names)

from uuid import uuid4

from django.db import models
from django.db.models import QuerySet

from heartwood.ground.vault.fields import SealedJSONField, SealedTextField
from heartwood.ground.vault.reading import SealedQuerySet


class ShyQuerySet(QuerySet):
    """Stands for the guard of a room above: it, too, has something to do at every fetch."""

    fetches = 0

    def _fetch_all(self):
        type(self).fetches += self._result_cache is None
        super()._fetch_all()


class PageQuerySet(SealedQuerySet, ShyQuerySet):
    pass


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    about = SealedTextField(holder="self", null=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        app_label = "paper"

    @property
    def holder(self):
        return f"paper.Person:{self.pk}"


def drawer_of(page):
    return f"paper.Drawer:{page.drawer}"


class Page(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="pages")
    author = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=100, default="")
    drawer = models.CharField(max_length=100, default="top")
    body = SealedTextField(holder="person", blank=True)
    margin = SealedTextField(holder="person_id", null=True)
    diary = SealedTextField(holder="author", null=True)
    answers = SealedJSONField(holder=drawer_of, null=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        app_label = "paper"


class Copy(models.Model):
    """Another table with the same columns."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    person = models.ForeignKey(Person, models.CASCADE)
    body = SealedTextField(holder="person")

    objects = SealedQuerySet.as_manager()

    class Meta:
        app_label = "paper"
