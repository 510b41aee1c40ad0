"""What the cast says of its sessions, in every state of a review. Each text holds a word that occurs nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from heartwood.areas.reviews.models import Opinion, Review, ShownAs, ShowsReviews
from heartwood.cast.ids import same_id
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.cast.building import Cast


@dataclass(frozen=True)
class Said:
    key: str
    profile: str
    session: str  # as in cast.sessions
    stars: int
    words: str
    shown_as: str = ""
    published: bool = False
    reply: str = ""


REVIEWS = (
    Said(
        *("first", "clara", "clara -11", 5),
        "I came in with my shoulders up at my ears and left with them where they belong. Nobody had ever let me be"
        " quiet for so long. Brackenby.",
        ShownAs.FIRST_NAME,
        published=True,
        reply="Thank you for trusting the quiet. Foxholt.",
    ),
    Said(
        *("rain", "clara", "clara -7", 4),
        "Hard, and worth it. I wish there had been ten more minutes at the end. Hazelwick.",
        ShownAs.INITIALS,
        published=True,
    ),
    Said(
        *("sleep", "clara", "clara -4", 5),
        "The plan for the nights works. I would have liked it on paper at once. Linnetstone.",
        ShownAs.FIRST_NAME,
    ),
    Said(
        *("river", "clara", "clara -2", 3),
        "It was a lot this time, and I was not sure that you saw it. Amberlough.",
        reply="I did not, and I am glad that you tell me. Let us begin there next time. Whinfold.",
    ),
    Said(
        *("plain", "clara", "clara -9", 5),
        "She remembers what I said months ago. Rushmere.",
        ShownAs.ANONYMOUS,
        published=True,
    ),
    Said(*("doubt", "nadia_with_cole", "nadia_with_cole -1", 2), "We talked past each other. Tarnbeck."),
    Said(
        *("mother", "kit", "kit -1", 4),
        "Kit comes home hungry, which they never did before. Coldharrow.",
        ShownAs.ANONYMOUS,
        published=True,  # but Cole's page shows no reviews
    ),
    Said(
        *("elif", "elif", "elif -1", 5),
        "Clear, warm, and never in a hurry. Sedgecombe.",
        ShownAs.INITIALS,
        published=True,
    ),
)
SHOWING = ("thea", "felix")


def leave_reviews(cast: "Cast") -> None:
    for said in REVIEWS:
        cast.reviews[said.key] = _leave(cast, said)
    for key in SHOWING:
        member = cast.workers[key]
        ShowsReviews.objects.begin(Viewer.in_office(member), member)


def _leave(cast: "Cast", said: Said) -> Review:
    session = cast.sessions[said.session]
    review = Review.objects.leave(
        Viewer.through_portal(cast.profiles[said.profile]),
        session,
        Opinion(said.stars, said.words, said.shown_as),
        id=same_id("review", said.key),
        written_at=session.ends_at + timedelta(hours=20),
    )
    practitioner = Viewer.in_office(session.practitioner)
    if said.reply:
        review.answer(practitioner, said.reply)
    if said.published:
        review.publish(practitioner)
    return review
