"""How much may be kept, and how a person is told that theirs is too much. The figures are the operator's settings."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartwood.ground.accounts.models import Organization

if TYPE_CHECKING:
    from heartwood.ground.files.models import SealedFile

MOST_AT_ONCE = 10


class Refused(Exception):
    """This is not taken. The text is a sentence that helps whoever brought it."""


def in_megabytes(size: int) -> str:
    return _("%(number)s MB") % {"number": intcomma(size // settings.MEGABYTE)}


def too_large(name: str) -> Refused:
    return Refused(
        _("“%(name)s” is larger than %(most)s. Make it smaller, for example by scanning in a lower resolution.")
        % {"name": name, "most": in_megabytes(settings.LARGEST_FILE)}
    )


def too_large_together() -> str:
    return _("Together these files are larger than %(most)s. Upload them in several steps.") % {
        "most": in_megabytes(settings.LARGEST_UPLOAD)
    }


def too_many_at_once() -> Refused:
    return Refused(_("Choose at most %(most)s files at once.") % {"most": MOST_AT_ONCE})


def empty(name: str) -> Refused:
    return Refused(
        _("“%(name)s” is empty. Look whether it opens on your device, and choose it again.") % {"name": name}
    )


def unknown_kind(name: str) -> Refused:
    return Refused(
        _(
            "“%(name)s” is of a kind that is not taken here. PDF, JPEG, PNG, WebP and HEIC are; save other documents as"
            " PDF, other pictures as JPEG."
        )
        % {"name": name}
    )


# Why a picture was refused later, once somebody had looked into it: kept in its row as a word.
LATER = {
    "damaged": lambda: _(
        "This picture is damaged or not complete. Open it on your device, save it again, and upload that."
    ),
    "pixels": lambda: (
        _(
            "This picture has more than %(most)s million pixels, or unpacks to too much. Save it smaller, and upload"
            " that."
        )
        % {"most": settings.MOST_MEGAPIXELS}
    ),
    "slow": lambda: _("This picture takes too long to read. Save it as JPEG, and upload that."),
}


def insist_on_room(organization: Organization, beside: Any, newcomers: Iterable["SealedFile"]) -> None:
    """For these, beside the files that a record has. Inside a transaction: the organization's row is locked, so that
    two cannot share the last place. Raises Refused."""
    newcomers = list(newcomers)
    Organization.objects.select_for_update().get(pk=organization.pk)
    if beside.count() + len(newcomers) > settings.MOST_FILES_PER_RECORD:
        raise Refused(
            ngettext(
                "There is room for one file here. Remove it to make room for another.",
                "There is room for %(most)s files here. Remove what is no longer needed to make room.",
                settings.MOST_FILES_PER_RECORD,
            )
            % {"most": settings.MOST_FILES_PER_RECORD}
        )
    if kept_by(organization) + sum(newcomer.size for newcomer in newcomers) > settings.ROOM_PER_ORGANIZATION:
        raise Refused(
            _(
                "The practice has used up its room for files (%(room)s). Remove what is no longer needed, or ask"
                " whoever runs this site for more."
            )
            % {"room": in_megabytes(settings.ROOM_PER_ORGANIZATION)}
        )


def kept_by(organization: Organization) -> int:
    """Bytes, in the files of all rooms."""
    return sum(
        model._base_manager.filter(organization=organization).aggregate(total=Sum("size"))["total"] or 0
        for model in kinds_of_files()
    )


def kinds_of_files() -> list[Any]:
    """The models of all rooms that keep files: they say for whom they seal."""
    return [model for model in apps.get_models() if hasattr(model, "sealed_for")]
