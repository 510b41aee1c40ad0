"""What people are told, and in which words. Each kind of letter is a class in the `letters.py` of its room."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from heartwood.ground.access.viewer import Viewer

LETTERS: dict[str, type["Letter"]] = {}


class Letter:
    """Says that something waits, never what: no name, no content, nothing of what the practice does."""

    kind: ClassVar[str]  # "room.what_happened"
    face: ClassVar[str]  # office or portal: where it is read; none: it concerns the login itself
    subject: ClassVar[Promise]  # of the mail, and the line in the list
    sentence: ClassVar[Promise]
    button: ClassVar[Promise]
    page: ClassVar[str]  # its name within the face; it takes the record's id
    occasion: ClassVar[Promise]  # among a person's wishes: “When …”
    icon: ClassVar[str] = "bell"

    def __init_subclass__(cls, *, kept: bool = True) -> None:
        """`kept=False`: a kind of letters, and none itself."""
        if kept:
            LETTERS[cls.kind] = cls

    @classmethod
    def words(cls, record: Any, reader: "Viewer") -> str:
        """What the mail says of this record, in the reader's language and zone."""
        return str(cls.sentence)

    @classmethod
    def is_news(cls, record: Any) -> bool:
        """Whether it is still worth saying when its mail leaves, which may be hours later."""
        return True

    @classmethod
    def enclosed(cls, record: Any, reader: "Viewer") -> list[tuple[str, str, str]]:
        """Files that go with the mail: name, content, type."""
        return []
