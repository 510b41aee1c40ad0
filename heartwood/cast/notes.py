"""What the cast has written about its sessions, in words that occur nowhere else."""

from typing import TYPE_CHECKING

from heartwood.areas.notes.formats import FORMATS
from heartwood.areas.notes.models import ChartNote, PrivateNote, SessionNote, Template
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act

if TYPE_CHECKING:
    from heartwood.cast.building import Cast

# Clara's hours with Thea, the oldest first: what she said, what Thea made of it, and what comes next.
CLARAS_HOURS = (
    ("She wakes at four and lies awake until it is light.", "Sleep is the way in.", "Keep a sleep diary."),
    ("The diary shows five short nights.", "Worry about work, mostly on Sundays.", "One quiet hour before bed."),
    ("The quiet hour helps, but not on Sundays.", "Steadier than before.", "Speak about Sundays."),
    ("Sundays were her father's day.", "Grief, for the first time in words.", "Bring the photograph."),
    ("She brought the photograph.", "She cried and was glad of it.", "Nothing new. Rest."),
    ("A calm week.", "Holding.", "The train, one stop."),
    ("One stop by train, with her sister.", "Proud.", "Two stops."),
    ("Two stops, alone.", "Avoidance is going down.", "The whole way, when she wants to."),
    ("She went the whole way.", "A turning point.", "Write down how it was."),
    ("She read it to me.", "Her own words carry her.", "Less often from next month?"),
    ("She would like to come every other week.", "Ready for it.", "Every other week from January."),
)
A_SHARED_HOUR = -2


def write_it_down(cast: "Cast") -> None:
    """After the sessions were held: approving a note is what completes one."""
    _clara(cast)
    _drafts(cast)
    _supervised(cast)
    Template.objects.make(
        Viewer.in_office(cast.workers["olive"]),
        name="First conversation",
        sections=[
            {"key": "reason", "label": "What brings them here", "help": "In their own words.", "is_required": True},
            {"key": "agreed", "label": "What we agreed", "help": "", "is_required": False},
        ],
    )


def _clara(cast: "Cast") -> None:
    thea, clara = Viewer.in_office(cast.workers["thea"]), cast.clients["clara"]
    for number, (said, made_of_it, plan) in enumerate(CLARAS_HOURS):
        note = _begin(cast, "thea", f"clara {number - len(CLARAS_HOURS)}")
        objective = "Velvetmoor: calm, on time." if number == 0 else ""
        texts = {"subjective": said, "objective": objective, "assessment": made_of_it, "plan": plan}
        note.write(thea, texts, note.revision)
        note.approve(thea)
        cast.notes[f"clara {number - len(CLARAS_HOURS)}"] = note
    shared = cast.notes[f"clara {A_SHARED_HOUR}"]
    shared.share(thea)
    first = ChartNote.objects.write(thea, clara, "Saltgrove: her sister called; all is well.")
    second = ChartNote.objects.write(thea, clara, "Fernhollow: prefers letters to the office address.")
    second.share(thea)
    cast.chart_notes.update(first=first, shared=second)
    private = PrivateNote.objects.begin(thea, clara)
    private.write(thea, "Duskwillow: I think of my own father when she speaks of hers.", private.revision)
    cast.private_notes["clara"] = private


def _drafts(cast: "Cast") -> None:
    thea = Viewer.in_office(cast.workers["thea"])
    draft = _begin(cast, "thea", "nadia -1")
    draft.write(thea, {"subjective": "Harebellrun: she has not decided yet.", "plan": ""}, draft.revision)
    cast.notes["draft"] = draft
    complete = _begin(cast, "thea", "ana_ruiz -1")
    texts = {"subjective": "They speak more at home.", "assessment": "A good month.", "plan": "Go on."}
    complete.write(thea, texts, complete.revision)
    cast.notes["complete"] = complete


def _supervised(cast: "Cast") -> None:
    """Sol signs what Cole writes. One note waits for that."""
    cole, sol = cast.workers["cole"], cast.workers["sol"]
    cole.supervisor = sol
    with act(Viewer.in_office(cast.workers["olive"]), "team.choose_supervisor", cole):
        cole.save(update_fields=["supervisor"])
    note = _begin(cast, "cole", "noor_haidari -1")
    texts = {"subjective": "Mossbarrow: he sleeps on the sofa.", "objective": "", "assessment": "Wants quiet."}
    note.write(Viewer.in_office(cole), {**texts, "plan": "Ask at home."}, note.revision)
    note.approve(Viewer.in_office(cole))
    cast.notes["awaiting"] = note


def _begin(cast: "Cast", author: str, session: str) -> SessionNote:
    viewer, client = Viewer.in_office(cast.workers[author]), cast.clients[session.split(" ")[0]]
    return SessionNote.objects.begin(viewer, cast.sessions[session], client, FORMATS["soap"])
