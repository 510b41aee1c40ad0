"""What the cast was asked to agree to, and what it said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import now

from heartwood.areas.consent.models import ConsentEvent, Purpose
from heartwood.cast.ids import same_id
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.cast.building import Cast

Kind, What, SaidBy, Method = Purpose.Kind, ConsentEvent.What, ConsentEvent.SaidBy, ConsentEvent.Method

NOTES = """I agree that notes about my sessions at Willow may be drafted automatically.

- **What happens**: the sound of a session is recorded on a computer of the practice, written down there, and made into the draft of a note. My practitioner says so out loud each time before it begins.
- **Where**: in our own rooms. Nothing is sent to anybody else, and it trains no model.
- **How long**: the recording is deleted as soon as it is written down, what was written down after seven days. Only the note stays, in my record.
- **Who decides**: my practitioner reads, corrects and approves every note. No program decides anything about me, or judges my feelings.
- **What can go wrong**: drafts can leave out or invent something.
- **My choice**: a no changes nothing about how I am treated. I can take this back at any time, here or by a word. Then it stops at once.
- Everybody else who is in the room must agree as well. A sign at the door of the Foxglovend room says when it is on.
"""  # noqa: E501
TREATMENT = """I wish to work with Willow Practice.

- I was told how we work, what it can do for me and what it cannot, what it costs, and which other ways there are.
- What I say stays between us, except where the law asks for more: when somebody is in danger.
- I can stop at any time, without giving a reason.
"""
TREATMENT_NOW = TREATMENT + "- My record is kept for seven years. I may read it and have it corrected.\n"
EMAIL = """Willow Practice may write to me by e-mail about my sessions.

- It writes nothing about my health in it; for that there is the portal.
- E-mail is not read at all hours. In an emergency I call 911 or 988.
"""
QUOTES = "I may be quoted, without my name, in talks at the Marlpit evenings."


@dataclass(frozen=True)
class Said:
    """On somebody's word, written down by their practitioner; or in the portal, where a login answered."""

    key: str
    client: str
    purpose: str
    what: str
    days_ago: int
    method: str = Method.PORTAL
    said_by: str = SaidBy.CLIENT
    remark: str | None = None


ON_THE_FIRST_WORDING = (
    Said("clara treatment", "clara", "treatment", What.GIVEN, 280),
    Said("dev treatment", "dev", "treatment", What.GIVEN, 212, Method.IN_WRITING),
)
SAID = (
    Said(
        "clara email", "clara", "email", What.GIVEN, 277, Method.PHONE, remark="Heathermoor: not to the work address."
    ),
    Said("nadia treatment", "nadia", "treatment", What.GIVEN, 139),
    Said("nadia notes", "nadia", "notes", What.GIVEN, 30),
    Said("nadia notes no more", "nadia", "notes", What.WITHDRAWN, 9),
    Said("kit treatment", "kit", "treatment", What.GIVEN, 74, Method.IN_PERSON, SaidBy.REPRESENTATIVE),
    Said(
        *("kit notes", "kit", "notes", What.DECLINED, 73, Method.PHONE, SaidBy.REPRESENTATIVE),
        remark="Brackenford: Kit would rather not, and Grace leaves it to them.",
    ),
    Said("ana notes", "ana_ruiz", "notes", What.GIVEN, 20, Method.IN_PERSON),  # and Benjamin was not asked yet
    Said("dev notes", "dev", "notes", What.GIVEN, 400, Method.IN_PERSON),  # run out
    Said("hugo notes", "hugo_lefevre", "notes", What.GIVEN, 6, Method.VIDEO),
    Said("petra", "petra", "otter", What.GIVEN, 100, Method.IN_WRITING, remark="Sedgewater: she keeps a copy."),
)


def ask_for_consent(cast: "Cast") -> None:
    olive, otto = (Viewer.in_office(cast.workers[key]) for key in ("olive", "otto"))
    begin = Purpose.objects.begin
    published: dict[str, Any] = {"published_at": now() - timedelta(days=420)}
    cast.purposes["notes"] = begin(olive, kind=Kind.AUTOMATIC_NOTES, text=NOTES, months=12, **published)
    cast.purposes["treatment"] = begin(olive, kind=Kind.TREATMENT, text=TREATMENT, months=None, **published)
    cast.purposes["email"] = begin(olive, kind=Kind.EMAIL, text=EMAIL, months=None, **published)
    cast.purposes["otter"] = begin(otto, kind=Kind.OWN, name="Quotes", text=QUOTES, months=None, **published)
    for said in ON_THE_FIRST_WORDING:
        _say(cast, said)
    cast.purposes["treatment"].publish(olive, text=TREATMENT_NOW, months=None, published_at=now() - timedelta(days=200))
    for said in SAID:
        _say(cast, said)


def _at_ten(days_ago: int) -> datetime:
    """In Portland."""
    return now().replace(hour=18, minute=4) - timedelta(days=days_ago)


def _say(cast: "Cast", said: Said) -> None:
    client, when = cast.clients[said.client], _at_ten(said.days_ago)
    facts: dict[str, Any] = {"id": same_id("consent", said.key), "happened_at": when, "recorded_at": when}
    facts |= {"wording": cast.purposes[said.purpose].wording, "what": said.what}
    if said.method == Method.PORTAL:
        viewer = Viewer.through_portal(cast.profiles[said.client])
        cast.consents[said.key] = ConsentEvent.objects.answer(viewer, client, **facts)
    else:
        viewer = Viewer.in_office(cast.workers[cast.practitioner_of[said.client]])
        facts |= {"said_by": said.said_by, "method": said.method, "remark": said.remark}
        cast.consents[said.key] = ConsentEvent.objects.record(viewer, client, **facts)
