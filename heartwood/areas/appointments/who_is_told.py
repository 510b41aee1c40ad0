"""Who is told of what happens to a session. What they were told of it before is taken back."""

import uuid
from typing import TYPE_CHECKING

from heartwood.areas.appointments import letters
from heartwood.areas.appointments.models.mailing import Mailing
from heartwood.areas.clients.models import PortalAccess, Scope
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.notifications.letters import Letter
from heartwood.ground.notifications.telling import tell, withdraw

if TYPE_CHECKING:
    from heartwood.areas.appointments.models.appointment import Appointment


def tell_clients(session: "Appointment", letter: type[Letter], *, only: uuid.UUID | None = None) -> None:
    """Whoever stands behind them in the portal; also whoever does it: the mail brings it into their calendar."""
    for client_pk in [only] if only else session.clients_concerned:
        Mailing.objects.withdraw(session, client_pk)
        for access in PortalAccess.objects.behind([client_pk]):
            withdraw(about=session, person=access.user)
        _tell_those_behind(session, client_pk, letter)


def remind_clients(session: "Appointment") -> None:
    """Once more, beside what they were told before."""
    for client_pk in session.clients_concerned:
        _tell_those_behind(session, client_pk, letters.Reminded)


def _tell_those_behind(session: "Appointment", client_pk: uuid.UUID, letter: type[Letter]) -> None:
    """In the portal; or, where nobody has a login, by a mail to the address in the record."""
    accesses = PortalAccess.objects.behind_with(Scope.BOOKINGS, [client_pk])
    for access in accesses:
        tell(Viewer.through_portal(access), about=session, letter=letter)
    if not accesses:
        Mailing.objects.write(session, client_pk, letter)


def tell_clients_to_look_back(session: "Appointment") -> None:
    """Whoever has no login has no page to look back on, and gets no mail."""
    take_back_what_was_told(session)
    for access in PortalAccess.objects.behind(session.clients_concerned):
        tell(Viewer.through_portal(access), about=session, letter=letters.LookBack)


def say_goodbye_to(session: "Appointment", client_pk: uuid.UUID) -> None:
    """For them it does not take place. They have no page of it any more: a mail says so."""
    Mailing.objects.withdraw(session, client_pk)
    accesses = PortalAccess.objects.behind_with(Scope.BOOKINGS, [client_pk])
    for access in accesses:
        withdraw(about=session, person=access.user)
        Mailing.objects.write(session, client_pk, letters.Cancelled, to=access.user)
    if not accesses:
        Mailing.objects.write(session, client_pk, letters.Cancelled)


def tell_practitioner(session: "Appointment", viewer: Viewer, letter: type[Letter]) -> None:
    """Unless they do it themselves."""
    if viewer.member != session.practitioner and session.practitioner.is_current:
        withdraw(about=session, person=session.practitioner.user)
        tell(Viewer.in_office(session.practitioner), about=session, letter=letter)


def take_back_what_was_told(session: "Appointment") -> None:
    withdraw(about=session)
    Mailing.objects.withdraw(session)
