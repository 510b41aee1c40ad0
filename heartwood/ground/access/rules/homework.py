"""What clients try between two sessions."""

from typing import TYPE_CHECKING

from django.db.models import Q

from heartwood.ground.access.rules.clients import given_to, managed_through_portal, of_clients_given_to
from heartwood.ground.access.rules.rule import NONE, of_clients, rows, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer

OPEN = Q(done_at=None, withdrawn_at=None)
WAITS_FOR_REVIEW = Q(done_at__isnull=False, reviewed_at=None)


@rule("clients.Client", "see_homework")
def see_homework_of_client(viewer: "Viewer") -> Q:
    """The page with a client's homework: practitioners with access. In the portal: the client, and whoever manages the
    profile."""
    return managed_through_portal(viewer) if viewer.profile else given_to(viewer)


@rule("clients.Client", "give_homework")
def give_homework_to_client(viewer: "Viewer") -> Q:
    """Given by practitioners with access."""
    return NONE if viewer.profile else given_to(viewer)


@rule("homework.Homework", "see")
def see_homework(viewer: "Viewer") -> Q:
    """Practitioners with access to the client. In the portal the client, and whoever manages the profile, unless it was
    withdrawn. Nobody else: no administrator, no scheduler, no biller, no supervisor, no center."""
    if viewer.profile:
        return of_clients(viewer, "see_homework") & Q(withdrawn_at=None)
    return of_clients_given_to(viewer)


@rule("homework.Homework", "change_due_day", "withdraw")
def change_homework(viewer: "Viewer") -> Q:
    """By practitioners with access, until it is handed in."""
    return NONE if viewer.profile else of_clients_given_to(viewer) & OPEN


@rule("homework.Homework", "review")
def review_homework(viewer: "Viewer") -> Q:
    """What was handed in is reviewed, once, by a practitioner with access."""
    return NONE if viewer.profile else of_clients_given_to(viewer) & WAITS_FOR_REVIEW


@rule("homework.Homework", "answer")
def answer_homework(viewer: "Viewer") -> Q:
    """In the portal, steps are ticked and an answer is written by whoever sees it there, until it is handed in."""
    return see_homework(viewer) & OPEN if viewer.profile else NONE


@rule("homework.Step", "see")
@rule("homework.Material", "see")
def see_part_of_homework(viewer: "Viewer") -> Q:
    """With the homework."""
    return Q(homework__in=rows("homework.Homework", viewer))


@rule("homework.Step", "tick")
def tick_step_of_homework(viewer: "Viewer") -> Q:
    """By whoever may answer."""
    return Q(homework__in=rows("homework.Homework", viewer, "answer"))


@rule("homework.Answer", "see")
def see_answer_to_homework(viewer: "Viewer") -> Q:
    """While it is unfinished, whoever writes it, alone. Once it is handed in, whoever sees the homework."""
    of_homework = Q(homework__in=rows("homework.Homework", viewer))
    handed_in = of_homework & ~Q(handed_in_at=None)
    return handed_in | of_homework & Q(author=viewer.user) if viewer.profile else handed_in


@rule("homework.Answer", "take_back")
def take_answer_to_homework_back(viewer: "Viewer") -> Q:
    """By whoever has handed it in, until it is reviewed."""
    if viewer.profile is None:
        return NONE
    own = Q(author=viewer.user, handed_in_at__isnull=False, homework__in=rows("homework.Homework", viewer))
    return own & Q(homework__reviewed_at=None)


@rule("homework.AnswerFile", "see")
def see_file_of_answer(viewer: "Viewer") -> Q:
    """With its answer."""
    return Q(answer__in=rows("homework.Answer", viewer))


@rule("homework.AnswerFile", "remove")
def remove_file_of_answer(viewer: "Viewer") -> Q:
    """By its author, until it is handed in."""
    if viewer.profile is None:
        return NONE
    return Q(answer__author=viewer.user, answer__homework__in=rows("homework.Homework", viewer, "answer"))


@rule("homework.Template", "see", "change", "remove")
@rule("homework.TemplateFile", "see", "remove")
def see_own_library(viewer: "Viewer") -> Q:
    """A library is its author's alone."""
    return Q(author=viewer.practitioner) if viewer.practitioner else NONE
