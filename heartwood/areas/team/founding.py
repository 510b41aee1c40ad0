"""The first organization of an install, founded by whoever reads the code on its terminal."""

import secrets

from django.utils.translation import get_language

from heartwood.areas.team.models import FirstRun
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.accounts.invitations import fingerprint
from heartwood.ground.accounts.models import Member, Organization, User, normal_email
from heartwood.ground.audit.acting import act

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_GROUPS, _PER_GROUP = 4, 4  # about 79 bits


class CannotBeFounded(Exception):
    """The code is wrong, or somebody has founded the first organization meanwhile."""


def is_waiting() -> bool:
    """Is this an install without any organization?"""
    return not Organization.objects.exists()


def welcome_code() -> str:
    """A new code for the page /welcome/, in place of any older one. Only its fingerprint is kept."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_PER_GROUP)) for _ in range(_GROUPS))
    FirstRun.objects.update_or_create(pk=1, defaults={"code_hash": fingerprint(_as_typed(code))})
    return code


def is_the_code(code: str) -> bool:
    first_run = FirstRun.objects.first()
    return first_run is not None and first_run.is_opened_by(_as_typed(code))


def found(
    code: str, organization: Organization, *, name: str, email: str, password: str, is_practitioner: bool
) -> Member:
    """The organization and its administrator, in one act. The code's row is locked and goes away with it, so that two
    who hold it cannot found two. Raises CannotBeFounded."""
    user = User(email=normal_email(email), name=name, time_zone=organization.time_zone, language=get_language() or "en")
    user.set_password(password)
    member = Member(organization=organization, user=user, is_administrator=True, is_practitioner=is_practitioner)
    with act(Viewer.in_office(member), "team.found", organization):
        first_run = FirstRun.objects.select_for_update().first()
        if first_run is None or not first_run.is_opened_by(_as_typed(code)) or not is_waiting():
            raise CannotBeFounded
        first_run.delete()
        for record in (organization, user, member):
            record.save(force_insert=True)
    return member


def _as_typed(code: str) -> str:
    """People type capitals and forget hyphens."""
    return "".join(letter for letter in code.lower() if letter in _LETTERS)
