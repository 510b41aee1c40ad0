"""Where sessions stand in the office, and in the portal."""

from django.urls import path

from heartwood.areas.appointments.office import bookings, calendar, sessions, setup

SESSION = "sessions/<uuid:appointment_pk>"
HOURS = "practice/hours/<uuid:member_pk>"

office_urls = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/book/", calendar.book, name="calendar-book"),
    path("calendar/book/clients/", calendar.clients_to_book, name="calendar-clients"),
    path("sessions/", bookings.sessions, name="sessions"),
    path("clients/<uuid:client_pk>/sessions/", bookings.history, name="client-sessions"),
    path(f"{SESSION}/accept/", sessions.accept, name="session-accept"),
    path(f"{SESSION}/decline/", sessions.decline, name="session-decline"),
    path(f"{SESSION}/move/", sessions.move, name="session-move"),
    path(f"{SESSION}/propose/", sessions.propose, name="session-propose"),
    path(f"{SESSION}/confirm/", sessions.confirm, name="session-confirm"),
    path(f"{SESSION}/refuse/", sessions.refuse, name="session-refuse"),
    path(f"{SESSION}/cancel/", sessions.cancel, name="session-cancel"),
    path(f"{SESSION}/no-show/", sessions.no_show, name="session-no-show"),
    path(f"{SESSION}/participants/", sessions.bring_in, name="session-participants"),
    path(f"{SESSION}/participants/<uuid:client_pk>/remove/", sessions.take_out, name="session-take-out"),
    path(f"{SESSION}/individual/", sessions.make_individual, name="session-individual"),
    path("practice/services/", setup.services, name="practice-services"),
    path("practice/services/add/", setup.add_service, name="practice-service-add"),
    path("practice/services/start/", setup.start_services, name="practice-service-start"),
    path("practice/services/<uuid:service_pk>/", setup.service, name="practice-service"),
    path("practice/services/<uuid:service_pk>/retire/", setup.retire_service, name="practice-service-retire"),
    path("practice/rooms/", setup.rooms, name="practice-rooms"),
    path("practice/rooms/add/", setup.add_room, name="practice-room-add"),
    path("practice/rooms/<uuid:room_pk>/", setup.room, name="practice-room"),
    path("practice/rooms/<uuid:room_pk>/retire/", setup.retire_room, name="practice-room-retire"),
    path("practice/holidays/", setup.holidays, name="practice-holidays"),
    path("practice/holidays/<int:holiday_pk>/remove/", setup.remove_holiday, name="practice-holiday-remove"),
    path("practice/hours/", setup.everybodys_hours, name="practice-hours"),
    path(f"{HOURS}/", setup.hours, name="practice-member-hours"),
    path(f"{HOURS}/terms/", setup.terms, name="practice-member-terms"),
    path(f"{HOURS}/special/", setup.add_special, name="practice-member-special"),
    path(f"{HOURS}/special/<int:special_pk>/remove/", setup.remove_special, name="practice-member-special-remove"),
]
