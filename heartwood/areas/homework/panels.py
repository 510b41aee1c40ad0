"""What this room shows on other pages. Each comes with a template, which needs nothing but what is returned here."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import ngettext

from heartwood.areas.clients.models import Client
from heartwood.areas.homework.listing import Row, rows_of, with_its_steps
from heartwood.areas.homework.models import Homework
from heartwood.ground.access.viewer import Viewer

FEW = 5
MOST = 200


@dataclass(frozen=True)
class OfAClient:
    """How a client's homework stands, and the few that ask for something: `homework/office/panel.html`."""

    rows: list[Row]
    words: str  # 2 open, 1 overdue, 1 to review


def for_client(viewer: Viewer, client: Client) -> OfAClient:
    visible = Homework.objects.visible_to(viewer).of(client)
    waiting = with_its_steps((visible.to_review() | visible.open()).by_due_day()[:MOST], viewer)
    rows = sorted(rows_of(waiting, viewer), key=lambda row: not row.homework.waits_for_review)
    return OfAClient(rows[:FEW], in_figures([row.homework for row in rows]))


def to_do(viewer: Viewer, client: Client) -> list[Row]:
    """What a client has to do, and what is due first: `homework/portal/panel.html`, with `homework`."""
    visible = Homework.objects.visible_to(viewer).of(client)
    return rows_of(with_its_steps(visible.open().by_due_day()[:FEW], viewer), viewer)


def given_in(viewer: Viewer, sessions: list[UUID]) -> list[Row]:
    """What was given in these sessions."""
    given = Homework.objects.visible_to(viewer).filter(appointment__in=sessions)
    return rows_of(with_its_steps(given.by_due_day(), viewer), viewer)


def in_figures(homework: list[Homework]) -> str:
    open_ones = sum(each.is_open for each in homework)
    overdue = sum(each.is_overdue for each in homework)
    to_review = sum(each.waits_for_review for each in homework)
    said = []
    if open_ones:
        said.append(ngettext("%(n)d open", "%(n)d open", open_ones) % {"n": open_ones})
    if overdue:
        said.append(ngettext("%(n)d overdue", "%(n)d overdue", overdue) % {"n": overdue})
    if to_review:
        said.append(ngettext("%(n)d to review", "%(n)d to review", to_review) % {"n": to_review})
    return ", ".join(said)
