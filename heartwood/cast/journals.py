"""What the cast writes about its sessions. Each text holds a word that occurs nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from heartwood.areas.journals.models import Draft, Entry, Words
from heartwood.cast.ids import same_id
from heartwood.cast.papers import river
from heartwood.ground.access.viewer import Viewer

if TYPE_CHECKING:
    from heartwood.cast.building import Cast


@dataclass(frozen=True)
class Written:
    key: str
    profile: str
    session: str  # as in cast.sessions
    title: str
    body: str
    days_later: int = 0
    shared: bool = False


ENTRIES = (
    Written(
        *(
            "first",
            "clara",
            "clara -10",
            "",
            "I did not say much. Wrote “Mossgarth” on my hand so I would not forget it.",
        ),
    ),
    Written(
        *("storm", "clara", "clara -7", "After the storm"),
        "I walked home in the rain and did not mind.\n\n## What helped\n\n- counting the steps\n"
        "- the smell of wet *elder*\n- knowing that it ends\n\nNothing of this is for anybody but me: Wispwater.",
        days_later=1,
    ),
    Written(
        *("sleep", "clara", "clara -4", "Five nights"),
        "Slept **five nights** in a row. I had forgotten what that is like. Thornquay, as my grandmother used to say.",
        days_later=2,
        shared=True,
    ),
    Written(
        *("river", "clara", "clara -2", "By the river"),
        "I sat by the river for an hour afterwards. I had forgotten that he used to whistle. It did not hurt as much"
        " as I thought it would.\n\n> Everything flows, said the sign at Larchmere.\n\nI took two pictures.",
        days_later=1,
        shared=True,
    ),
    Written(
        *("letter", "clara", "clara -1", "A letter I will not send"),
        "Dear you. I am still angry, and I would like you to know that I am also well. Yarrowick.",
    ),
    Written(
        *("morning", "nadia", "nadia -1", "Early morning"),
        "Up before the birds. Kestrelford keeps coming back to me.",
        shared=True,
    ),
    Written(
        *("doubt", "nadia_with_cole", "nadia_with_cole -1", "Doubts"),
        "I am not sure this is the right thing for me. Sandlewick would laugh.",
    ),
    Written(*("mother", "kit", "kit -1", "As a mother"), "Kit must not read this, nor anybody: Bramblecote."),
)
CAPTIONS = ("The bend at Larchmere, towards evening", "Where I sat: Fernholt")
DRAFT = Words("For next time", "I would like to begin with the dream about Cloverstead")


def write_journals(cast: "Cast") -> None:
    for written in ENTRIES:
        cast.entries[written.key] = _write(cast, written)
    clara = Viewer.through_portal(cast.profiles["clara"])
    cast.entries["sleep"].acknowledge(
        Viewer.in_office(cast.workers["thea"]), "Five nights. Thank you for letting me know. Oakhanger."
    )
    cast.draft = Draft.objects.about_session(clara, cast.sessions["clara 0"])
    cast.draft.keep(clara, DRAFT, "")


def _write(cast: "Cast", written: Written) -> Entry:
    viewer = Viewer.through_portal(cast.profiles[written.profile])
    session = cast.sessions[written.session]
    at = session.ends_at + timedelta(days=written.days_later, hours=2)
    words = Words(written.title, written.body)
    entry: Entry = Entry.objects.write(viewer, session, words, id=same_id("entry", written.key), written_at=at)
    if written.key == "river":
        _add_images(cast, viewer, entry, words)
    if written.shared:
        entry.share(viewer)
    return entry


def _add_images(cast: "Cast", viewer: Viewer, entry: Entry, words: Words) -> None:
    """Prepared at once, so that nobody who comes to the demo has to wait."""
    draft = Draft.objects.of_entry(viewer, entry)
    draft.add_images(viewer, [SimpleUploadedFile(f"Larchmere-{number}.jpg", river()) for number in (1, 2)])
    images = list(draft.images(viewer))
    captions = {str(image.pk): caption for image, caption in zip(images, CAPTIONS, strict=True)}
    draft.finish(viewer, Words(words.title, words.body, captions=captions), draft.version)
    for image in entry.images.visible_to(viewer):
        image.make_safe()
        cast.images.append(image)
