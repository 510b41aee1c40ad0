"""What must be asked before anything takes notes by itself. Nothing in the house does so yet."""

from heartwood.areas.appointments.models import Appointment, Participant
from heartwood.areas.consent.models import ConsentEvent


def may_take_notes_automatically(appointment: Appointment) -> bool:
    """Only with the valid consent of everybody who takes part."""
    agreed = ConsentEvent.objects.as_system("everybody in a session must agree, whoever asks")
    agreed = agreed.about_automatic_notes().in_force().values("client")
    present = Participant._base_manager.filter(appointment=appointment.pk, left_at=None)
    return present.exists() and not present.exclude(client__in=agreed).exists()
