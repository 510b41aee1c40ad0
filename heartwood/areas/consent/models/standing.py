"""How it stands with a client's consent: derived from the last word, and from the clock."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from heartwood.areas.clients.models import Client
from heartwood.areas.consent.models.event import ConsentEvent
from heartwood.areas.consent.models.wording import Purpose, Wording
from heartwood.ground.access.viewer import Viewer


class State(TextChoices):
    NOT_MARKED = "not_marked", _("Not marked")
    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")

    @classmethod
    def after(cls, last_word: str | None, runs_out_at: datetime | None) -> "State":
        if last_word == cls.GIVEN and runs_out_at and runs_out_at <= now():
            return cls.EXPIRED
        return cls(last_word or cls.NOT_MARKED)

    @property
    def tone(self) -> str:
        return {self.GIVEN: "leaf", self.NOT_MARKED: "clay", self.EXPIRED: "clay", self.WITHDRAWN: "alarm"}.get(
            self, ""
        )

    @property
    def icon(self) -> str:
        return {
            self.NOT_MARKED: "circle-dashed",
            self.GIVEN: "check",
            self.DECLINED: "x",
            self.WITHDRAWN: "undo-2",
            self.EXPIRED: "hourglass",
        }[self]


@dataclass(frozen=True)
class Standing:
    """For one purpose."""

    purpose: Purpose
    event: ConsentEvent | None

    @property
    def state(self) -> State:
        if self.event is None:
            return State.NOT_MARKED
        return State.after(self.event.what, self.event.runs_out_at)

    @property
    def is_given(self) -> bool:
        return self.state == State.GIVEN

    @property
    def awaits_an_answer(self) -> bool:
        return self.state in (State.NOT_MARKED, State.EXPIRED)

    def wording_for(self, what: str, moment: datetime) -> Wording:
        """What an answer of then is about: the words in force at that moment; and what is taken back is what was
        given."""
        if what == ConsentEvent.What.WITHDRAWN and self.event:
            return self.event.wording
        return self.purpose.wording_at(moment) or self.purpose.wording

    @property
    def is_on_an_earlier_wording(self) -> bool:
        return self.is_given and self.event is not None and self.event.wording_id != self.purpose.wording.pk


def standings_of(viewer: Viewer, client: Client) -> list[Standing]:
    """For everything that the practice asks for."""
    last_words = client.consent_events.visible_to(viewer).last_words()
    by_purpose = {event.wording.purpose_id: event for event in last_words.select_related("wording", "recorded_by")}
    return [Standing(purpose, by_purpose.get(purpose.pk)) for purpose in Purpose.objects.of(client.organization)]


def standing_of(viewer: Viewer, client: Client, purpose: Purpose) -> Standing:
    said = client.consent_events.visible_to(viewer).about(purpose)
    return Standing(purpose, said.latest_first().select_related("wording", "recorded_by").first())
