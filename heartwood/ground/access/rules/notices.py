"""What people are told."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from heartwood.ground.access.rules.rule import NONE, rows, rule

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer


# The kinds of record that people are told of. A notice about any other is seen by nobody.
TOLD_OF = (
    "clients.Client",
    "appointments.Appointment",
    "appointments.Waiting",
    "notes.SessionNote",
    "notes.ChartNote",
    "summary.Summary",
    "documents.Document",
    "homework.Homework",
    "consent.ConsentEvent",
    "journals.Entry",
    "reviews.Review",
    "entrance.Device",
    "trail.Alarm",
)


@rule("notifications.Notice", "see")
def see_notice(viewer: "Viewer") -> Q:
    """A person's own, at the organization or in the profile where they were told, for as long as they may see what it
    is about. What concerns their login they see wherever they are."""
    theirs = Q(member=None, profile=None)
    if viewer.member:
        theirs |= Q(member=viewer.member)
    elif viewer.profile:
        theirs |= Q(profile=viewer.profile.pk)
    of_what_they_see = (Q(Exists(rows(label, viewer).filter(pk=OuterRef("record"))), label=label) for label in TOLD_OF)
    return theirs & Q(person=viewer.user, died_at=None) & reduce(or_, of_what_they_see)


@rule("notifications.Notice", "find")
def find_notice(viewer: "Viewer") -> Q:
    """Whoever follows the link of a mail is shown to the place where they were told; there, seeing it is asked for.
    Where it is theirs no more, they alone may hear that it once was."""
    return Q(person=viewer.user) if viewer.user else NONE


@rule("entrance.Device", "see", "disown")
def see_device(viewer: "Viewer") -> Q:
    """The devices that somebody has signed in from are seen by themselves alone."""
    return Q(user=viewer.user) if viewer.user else NONE


@rule("trail.Alarm", "see")
def see_alarm(viewer: "Viewer") -> Q:
    """That an account has opened unusually many records is seen by the administrators of the organization."""
    return Q(organization=viewer.organization) if viewer.may("read_log") else NONE
