"""What is offered and when, what is taken, and the booked hour itself."""

from heartwood.areas.appointments.models.appointment import Appointment
from heartwood.areas.appointments.models.calendar import Calendar, OutsideTime, TakenTime
from heartwood.areas.appointments.models.feed import Feed
from heartwood.areas.appointments.models.history import Remark, Step
from heartwood.areas.appointments.models.hours import Holiday, SpecialHours, WeeklyHours
from heartwood.areas.appointments.models.mailing import Mailing
from heartwood.areas.appointments.models.offer import Room, Service
from heartwood.areas.appointments.models.outside import OutsideCalendar
from heartwood.areas.appointments.models.participant import Participant
from heartwood.areas.appointments.models.reminder import Reminder
from heartwood.areas.appointments.models.series import Series
from heartwood.areas.appointments.models.waiting import Waiting

__all__ = [
    "Appointment",
    "Calendar",
    "Feed",
    "Holiday",
    "Mailing",
    "OutsideCalendar",
    "OutsideTime",
    "Participant",
    "Remark",
    "Reminder",
    "Room",
    "Series",
    "Service",
    "SpecialHours",
    "Step",
    "TakenTime",
    "Waiting",
    "WeeklyHours",
]
