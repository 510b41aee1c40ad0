"""What a file is: its content tells, never its name. What is not on this page is not taken."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD = 64  # bytes that are enough to tell


class Kind(NamedTuple):
    content_type: str
    suffixes: tuple[str, ...]  # the first is the one we write
    label: str | Promise

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


KINDS = {
    kind.content_type: kind
    for kind in (
        Kind("application/pdf", (".pdf",), "PDF"),
        Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), _("Picture")),
        Kind("image/png", (".png",), _("Picture")),
        Kind("image/webp", (".webp",), _("Picture")),
        Kind("image/heic", (".heic", ".heif"), _("Picture")),
    )
}
ACCEPT = ",".join([*KINDS, *(suffix for kind in KINDS.values() for suffix in kind.suffixes)])  # for a file field
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1")


def kind_of(head: bytes) -> Kind | None:
    """By the first bytes of a file."""
    if head.startswith(b"%PDF-"):
        return KINDS["application/pdf"]
    if head.startswith(b"\xff\xd8\xff"):
        return KINDS["image/jpeg"]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["image/png"]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return KINDS["image/webp"]
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return KINDS["image/heic"]
    return None
