"""Homework as pages show it: prepared words and addresses, which the templates only put in their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartwood.areas.clients.models import Client
from heartwood.areas.homework.models import Answer, Homework, Step
from heartwood.areas.homework.models.homework import HomeworkQuerySet
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.files.models import SealedFile
from heartwood.ground.vault.fields import open_keys
from heartwood.kit import dates
from heartwood.kit.paging import Order, Page, page_of

LATEST_FIRST = Order("assigned_at", descending=True)
ON_A_PAGE = 20

State = Homework.State


class Badge(NamedTuple):
    words: Any
    tone: str
    icon: str


FOR_STAFF = {
    State.ASSIGNED: Badge(gettext_lazy("Assigned"), "", "send"),
    State.SEEN: Badge(gettext_lazy("Seen"), "", "eye"),
    State.IN_PROGRESS: Badge(gettext_lazy("In progress"), "", "pencil"),
    State.DONE: Badge(gettext_lazy("Done, to review"), "clay", "mail-open"),
    State.REVIEWED: Badge(gettext_lazy("Reviewed"), "leaf", "check-check"),
}
FOR_CLIENTS = {
    State.ASSIGNED: Badge(gettext_lazy("New"), "clay", "sparkles"),
    State.SEEN: Badge(gettext_lazy("To do"), "clay", "circle"),
    State.IN_PROGRESS: Badge(gettext_lazy("Begun"), "clay", "pencil"),
    State.DONE: Badge(gettext_lazy("Handed in"), "", "check"),
    State.REVIEWED: Badge(gettext_lazy("Answered"), "leaf", "message-circle-heart"),
}
WITHDRAWN = Badge(gettext_lazy("Withdrawn"), "", "undo-2")


@dataclass(frozen=True)
class Row:
    """*A walk by the river*, begun, two of three steps, due tomorrow."""

    homework: Homework
    badge: Badge
    due: str
    progress: str
    address: str

    @property
    def title(self) -> str:
        return self.homework.title


@dataclass(frozen=True)
class File:
    """Its addresses for whoever looks; empty while it is being prepared."""

    file: SealedFile
    address: str
    thumb: str


def rows_of(homework: Iterable[Homework], viewer: Viewer) -> list[Row]:
    return [row_of(each, viewer) for each in homework]


def row_of(homework: Homework, viewer: Viewer) -> Row:
    return Row(
        homework,
        badge=badge_of(homework, viewer),
        due=due_in_words(homework),
        progress=progress_in_words(homework.steps.all()),
        address=viewer.address(page_for(viewer, "homework"), homework.pk),
    )


def page_for(viewer: Viewer, page: str) -> str:
    """In the office the pages of homework are called as those of a client are."""
    return page if viewer.profile else f"client-{page}"


def badge_of(homework: Homework, viewer: Viewer) -> Badge:
    if homework.is_withdrawn:
        return WITHDRAWN
    return (FOR_CLIENTS if viewer.profile else FOR_STAFF)[homework.state]


def due_in_words(homework: Homework) -> str:
    """Nothing, once it is handed in."""
    if homework.due_on is None or not homework.is_open:
        return ""
    days = (homework.due_on - localdate()).days
    if days in (0, 1):
        return _("due tomorrow") if days else _("due today")
    words = _("was due %(day)s") if days < 0 else _("due %(day)s")
    return words % {"day": dates.day(homework.due_on)}


def progress_in_words(steps: Iterable[Step]) -> str:
    ticks = [step.is_ticked for step in steps]
    return _("%(done)s of %(all)s steps") % {"done": sum(ticks), "all": len(ticks)} if ticks else ""


def with_its_steps(homework: HomeworkQuerySet, viewer: Viewer) -> HomeworkQuerySet:
    return homework.prefetch_related(Prefetch("steps", Step.objects.visible_to(viewer)))


class WithIt(NamedTuple):
    materials: list[File]
    answer_files: list[File]


def what_goes_with(homework: Homework, answer: Answer | None, viewer: Viewer) -> WithIt:
    """The files around it; and all of it, opened with one look for keys."""
    materials = list(homework.materials.visible_to(viewer))
    answer_files = list(answer.files.visible_to(viewer)) if answer else []
    open_keys([homework, *homework.steps.all(), *([answer] if answer else []), *materials, *answer_files])
    return WithIt(
        files_of(materials, viewer, page_for(viewer, "homework-material")),
        files_of(answer_files, viewer, page_for(viewer, "homework-answer")),
    )


def files_of(files: Iterable[SealedFile], viewer: Viewer, page: str) -> list[File]:
    """`page` is the first word of the names of their addresses."""
    return [
        File(
            file,
            viewer.address(f"{page}-file", file.pk) if file.is_ready else "",
            viewer.address(f"{page}-thumb", file.pk) if "thumb" in file.parts else "",
        )
        for file in files
    ]


class HomeworkList:
    """A client's, as far as the viewer sees it: the latest first, narrowed as the address asks."""

    KINDS = ("", "open", "to-review", "reviewed")

    def __init__(self, viewer: Viewer, client: Client, asked: Mapping[str, str]) -> None:
        self.viewer, self.client, self._asked = viewer, client, asked
        self.which = asked.get("which", "") if asked.get("which") in self.KINDS else ""
        self.base = viewer.address("client-homework-list", client.pk)

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self._page.rows, self.viewer)

    @property
    def chips(self) -> list[dict[str, Any]]:
        labels = (_("All"), _("Open"), _("To review"), _("Reviewed"))
        return [
            {"label": label, "url": self._address(which=kind), "is_current": kind == self.which}
            for kind, label in zip(self.KINDS, labels, strict=True)
        ]

    @property
    def previous_page(self) -> str:
        return self._address(before=self._page.previous) if self._page.previous else ""

    @property
    def next_page(self) -> str:
        return self._address(after=self._page.next) if self._page.next else ""

    @cached_property
    def _page(self) -> Page[Homework]:
        visible: HomeworkQuerySet = Homework.objects.visible_to(self.viewer).of(self.client)
        narrowed = {"open": visible.open, "to-review": visible.to_review, "reviewed": visible.reviewed}
        chosen = narrowed[self.which]() if self.which else visible
        return page_of(
            with_its_steps(chosen, self.viewer),
            LATEST_FIRST,
            after=uuid_of(self._asked.get("after", "")),
            before=uuid_of(self._asked.get("before", "")),
            size=ON_A_PAGE,
            edges=visible,
        )

    def _address(self, **changes: object) -> str:
        asked = {key: str(value) for key, value in ({"which": self.which} | changes).items() if value}
        return f"{self.base}?{urlencode(asked)}" if asked else self.base


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
