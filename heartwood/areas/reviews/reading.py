"""Reviews as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils.dateformat import format as in_words
from django.utils.timezone import localtime
from django.utils.translation import pgettext

from heartwood.areas.appointments.models import Service
from heartwood.areas.appointments.models.offer import ServiceQuerySet
from heartwood.areas.clients.models import AccessGrant, Client
from heartwood.areas.reviews.models import Overall, Review, ShowsReviews
from heartwood.areas.reviews.models import ReviewQuerySet as Reviews
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.models import Member, MemberQuerySet
from heartwood.kit.paging import Order, Page, page_of

LATEST_FIRST = Order("written_at", descending=True)
ON_A_PAGE = 20


def practitioners_for(viewer: Viewer) -> MemberQuerySet:
    """In the portal: those who work with them, and those who show reviews to all clients of the organization."""
    own = Client.objects.allowed(viewer, "see_own_profile")
    here = Member.objects.current().practitioners().filter(organization__in=own.values("organization"))
    works_with_them = Q(pk__in=AccessGrant.objects.visible_to(viewer).values("member"))
    return here.filter(works_with_them | Q(pk__in=ShowsReviews.objects.values("member")))


@dataclass(frozen=True)
class Published:
    """A review as others read it: no more of its client than they let stand there."""

    stars: int
    words: str
    name: str
    month: str
    reply: str


class PractitionerPage:
    """Name, services, and the reviews that this practitioner shows."""

    def __init__(self, viewer: Viewer, member: Member, after: str = "") -> None:
        self.viewer, self.member = viewer, member
        self._after = uuid_or_none(after)

    @property
    def name(self) -> str:
        return self.member.user.name

    @cached_property
    def services(self) -> ServiceQuerySet:
        return Service.objects.offered_to_clients().of(self.member).order_by("name", "pk")

    @cached_property
    def overall(self) -> Overall:
        return self._published.overall()

    @property
    def reviews(self) -> list[Published]:
        return [_published(review) for review in self._page.rows]

    @property
    def next_page(self) -> UUID | None:
        return self._page.next

    @cached_property
    def _page(self) -> Page[Review]:
        published = self._published.select_related("client")
        return page_of(published, LATEST_FIRST, after=self._after, size=ON_A_PAGE)

    @property
    def _published(self) -> Reviews:
        published: Reviews = Review.objects.allowed(self.viewer, "read_published")
        return published.filter(appointment__practitioner=self.member)


def month(when: datetime) -> str:
    """No day, by which somebody could be recognized who was seen to come."""
    return in_words(localtime(when), pgettext("date format", "F Y"))


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _published(review: Review) -> Published:
    return Published(review.stars, review.words, review.shown_name, month(review.written_at), review.reply)
