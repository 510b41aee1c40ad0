"""The summary of what was spoken of with a client, its versions, and whether a practice wants a language model."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client, PortalAccess
from heartwood.areas.summary import jobs, letters
from heartwood.areas.summary.choosing import choose
from heartwood.areas.summary.refreshing import is_in_doubt, refreshed
from heartwood.areas.summary.sentences import Sentence
from heartwood.areas.summary.sources import Source, sources_about
from heartwood.ground.access.guard import GuardedQuerySet, Private
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, Organization
from heartwood.ground.audit.acting import act
from heartwood.ground.notifications.telling import tell, withdraw
from heartwood.ground.vault.fields import SealedJSONField
from heartwood.ground.vault.reading import SealedQuerySet

PATIENCE = timedelta(minutes=5)  # with a language model; a worker that died says nothing


class SummaryQuerySet(GuardedQuerySet["Summary"]):
    def about(self, viewer: Viewer, client: Client) -> "Summary":
        """The client's; a new one, with nothing in it, where there is none yet."""
        if (found := self.visible_to(viewer).filter(client=client).first()) is not None:
            return found
        with act(viewer, "summary.begin", client):
            Client._base_manager.select_for_update().get(pk=client.pk)  # two do not begin at once
            begun: Summary
            begun, _is_new = self.visible_to(viewer).get_or_create(client=client)
        return begun


class Summary(Private):
    """One for each client. What it says stands in its versions; the newest of them is the summary."""

    class Trouble(models.TextChoices):
        """Why the language model gave us nothing."""

        UNREACHABLE = "unreachable", _("The language model did not answer.")
        REFUSED = "refused", _("The language model refused to answer.")
        UNCLEAR = "unclear", _("The language model answered, but not in a way that we understand.")
        UNPROVEN = "unproven", _("Nothing that the language model wrote could be proven from the notes.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.OneToOneField(Client, models.PROTECT, related_name="+")
    shown = models.OneToOneField("Version", models.PROTECT, null=True, related_name="+")  # to the client
    shared_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # a language model, which has not answered yet
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)

    objects: ClassVar[Any] = SummaryQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    # Questions

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @property
    def is_being_written(self) -> bool:
        return self.asked_at is not None and self.asked_at > now() - PATIENCE

    def newest(self, viewer: Viewer) -> "Version | None":
        newest: Version | None = self.versions.visible_to(viewer).newest_first().first()
        return newest

    # Verbs

    def refresh(self, viewer: Viewer) -> "Version":
        """From the approved notes as they are now, word for word."""
        sources = [source for source in sources_about(viewer, self.client) if source.is_as_it_was_signed]
        with act(viewer, "summary.refresh", self):
            before = self._locked_newest(viewer)
            standing, left_out = (before.sentences, before.left_out) if before else ([], [])
            taken = {*left_out, *(sentence.place for sentence in standing if sentence.is_a_persons)}
            chosen = [said.sentence for said in choose(sources, but_not=taken)]
            return self._add(
                viewer, Version.Way.REFRESHED, refreshed(standing, chosen, sources), left_out, read=sources
            )

    def ask_language_model(self, viewer: Viewer) -> None:
        """A worker does that. Until it has answered, and if it does not, the summary is as it was."""
        with act(viewer, "summary.ask", self):
            self.asked_at, self.trouble = now(), ""
            self.save(update_fields=["asked_at", "trouble"])
            jobs.ask.enqueue(str(self.pk), str(viewer.member.pk if viewer.member else ""))

    def take_answer(self, viewer: Viewer, worded: Sequence[Sentence], sources: Sequence[Source]) -> "Version":
        """What the language model has written, and what could be proven of it."""
        with act(viewer, "summary.refresh", self):
            before = self._locked_newest(viewer)
            standing, left_out = (before.sentences, before.left_out) if before else ([], [])
            taken = {*left_out, *(sentence.place for sentence in standing if sentence.is_a_persons)}
            chosen = [sentence for sentence in worded if sentence.place not in taken]
            self._no_longer_ask()
            return self._add(viewer, Version.Way.WORDED, refreshed(standing, chosen, sources), left_out, read=sources)

    def go_without_answer(self, viewer: Viewer, trouble: str) -> None:
        with act(viewer, "summary.go_without", self):
            self._no_longer_ask(trouble)

    def write(self, viewer: Viewer, sentences: Sequence[Sentence]) -> "Version":
        """As somebody has put it. What they took out or worded anew does not come back by itself."""
        with act(viewer, "summary.write", self):
            before = self._locked_newest(viewer)
            gone = {sentence.place for sentence in before.sentences} if before else set()
            left_out = {*(before.left_out if before else []), *gone} - {sentence.place for sentence in sentences}
            return self._add(viewer, Version.Way.WRITTEN, sentences, sorted(left_out - {""}), like=before)

    def take_up(self, viewer: Viewer, version: "Version") -> "Version":
        """An older version is the summary again; what came after it stays among the versions."""
        with act(viewer, "summary.take_up", self):
            self._locked_newest(viewer)
            return self._add(viewer, Version.Way.TAKEN_UP, version.sentences, version.left_out, like=version)

    def share(self, viewer: Viewer, version: "Version") -> None:
        """From now on the client reads this version, and no other."""
        with act(viewer, "summary.share", self):
            withdraw(about=self)
            self.shown, self.shared_at = version, now()
            self.save(update_fields=["shown", "shared_at"])
            for access in PortalAccess.objects.behind([self.client_id]):
                tell(Viewer.through_portal(access), about=self, letter=letters.SummaryShared)

    def stop_sharing(self, viewer: Viewer) -> None:
        with act(viewer, "summary.stop_sharing", self):
            self.shown, self.shared_at = None, None
            self.save(update_fields=["shown", "shared_at"])
            withdraw(about=self)

    # What verbs are made of

    def _locked_newest(self, viewer: Viewer) -> "Version | None":
        """Nobody adds another meanwhile."""
        Summary._base_manager.select_for_update().get(pk=self.pk)
        return self.newest(viewer)

    def _no_longer_ask(self, trouble: str = "") -> None:
        self.asked_at, self.trouble = None, trouble
        self.save(update_fields=["asked_at", "trouble"])

    def _add(
        self,
        viewer: Viewer,
        way: str,
        sentences: Iterable[Sentence],
        left_out: Iterable[str],
        *,
        read: Sequence[Source] = (),
        like: "Version | None" = None,
    ) -> "Version":
        """`read`: the notes it was built from just now. `like`: the version that read them."""
        body = {
            "sentences": [sentence.to_keep() for sentence in sentences],
            "left_out": list(left_out),
            "read": like.read if like else {source.pk: source.as_of for source in read},
        }
        version = Version(
            summary=self,
            client_id=self.client_id,
            number=self.versions.visible_to(viewer).count() + 1,
            way=way,
            made_by=viewer.member,
            refreshed_at=like.refreshed_at if like else now(),
            body=body,  # type: ignore[misc]
        )
        version.save(force_insert=True)
        self.trouble = ""
        self.save(update_fields=["trouble"])
        return version


class VersionQuerySet(SealedQuerySet["Version"], GuardedQuerySet["Version"]):  # type: ignore[override]
    def newest_first(self) -> Self:
        return self.order_by("-number")


class Version(Private):
    """The summary as it was left by somebody. It is never changed."""

    class Way(models.TextChoices):
        REFRESHED = "refreshed", _("Refreshed from the notes")
        WORDED = "worded", _("Worded by the language model")
        WRITTEN = "written", _("Changed by hand")
        TAKEN_UP = "taken up", _("Taken up again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    summary = models.ForeignKey(Summary, models.PROTECT, related_name="versions")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=Way.choices)
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    refreshed_at = models.DateTimeField()  # when the notes were last read
    body: Any = SealedJSONField(holder="client")

    objects: ClassVar[Any] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "number"], name="versions_are_counted")]

    def __str__(self) -> str:
        return f"{self.number}"

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [Sentence.kept_as(facts) for facts in self.body["sentences"]]

    @property
    def left_out(self) -> list[str]:
        """Places in notes, whose sentences somebody took out."""
        return list(self.body["left_out"])

    @property
    def read(self) -> dict[str, str]:
        """The notes that it was built from, each with its fingerprint."""
        return dict(self.body["read"])

    def in_doubt(self, sources: Sequence[Source]) -> list[Sentence]:
        by_pk = {source.pk: source for source in sources}
        return [sentence for sentence in self.sentences if is_in_doubt(sentence, by_pk)]

    def not_read(self, sources: Sequence[Source]) -> list[Source]:
        """Those approved, or added to, since."""
        return [source for source in sources if self.read.get(source.pk) != source.as_of]


class Wish(models.Model):
    """A practice wants summaries worded by the language model that the install names. Without one, nothing leaves."""

    organization = models.OneToOneField(Organization, models.PROTECT, primary_key=True, related_name="+")
    said_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return str(self.organization)

    @classmethod
    def say(cls, viewer: Viewer) -> None:
        assert viewer.organization  # noqa: S101  said in the office
        with act(viewer, "summary.want_language_model", viewer.organization):
            cls.objects.get_or_create(organization=viewer.organization, defaults={"said_by": viewer.member})

    @classmethod
    def take_back(cls, viewer: Viewer) -> None:
        assert viewer.organization  # noqa: S101
        with act(viewer, "summary.want_no_language_model", viewer.organization):
            cls.objects.filter(organization=viewer.organization).delete()
