"""Where sessions stand, in the office and in the portal."""

from django.urls import path

from heartwood.areas.appointments import feeds, portal
from heartwood.areas.appointments.office import bookings, calendar, sessions, setup

SESSION = "sessions/<uuid:appointment_pk>"
HOURS = "practice/hours/<uuid:member_pk>"

office_urls = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/book/", calendar.book, name="calendar-book"),
    path("calendar/book/clients/", calendar.clients_to_book, name="calendar-clients"),
    path("sessions/", bookings.sessions, name="sessions"),
    path(f"{SESSION}/history/", sessions.history, name="session-history"),
    path(f"{SESSION}/accept/", sessions.accept, name="session-accept"),
    path(f"{SESSION}/decline/", sessions.decline, name="session-decline"),
    path(f"{SESSION}/move/", sessions.move, name="session-move"),
    path(f"{SESSION}/propose/", sessions.propose, name="session-propose"),
    path(f"{SESSION}/confirm/", sessions.confirm, name="session-confirm"),
    path(f"{SESSION}/refuse/", sessions.refuse, name="session-refuse"),
    path(f"{SESSION}/cancel/", sessions.cancel, name="session-cancel"),
    path(f"{SESSION}/link/", sessions.link, name="session-link"),
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

# In the portal, at somebody's own calendar, and at the addresses that calendars read -----------------------------

portal_urls = [
    path("", portal.bookings, name="bookings"),
    path("book/", portal.book, name="book"),
    path("book/first/", portal.first_times, name="book-first"),
    path("book/<uuid:member_pk>/<uuid:service_pk>/", portal.book_time, name="book-time"),
    path("book/<uuid:member_pk>/<uuid:service_pk>/confirm/", portal.book_confirm, name="book-confirm"),
    path("book/<uuid:member_pk>/<uuid:service_pk>/wait/", portal.wait, name="book-wait"),
    path("waiting/<uuid:waiting_pk>/", portal.waiting, name="waiting"),
    path("waiting/<uuid:waiting_pk>/end/", portal.stop_waiting, name="waiting-end"),
    path("calendar/", feeds.in_portal, name="own-calendar"),
    path("calendar/address/", feeds.make_in_portal, name="own-calendar-make"),
    path("calendar/address/end/", feeds.end_in_portal, name="own-calendar-end"),
    path("<uuid:appointment_pk>/change/", portal.change, name="session-change"),
    path("<uuid:appointment_pk>/change/confirm/", portal.change_confirm, name="session-change-confirm"),
    path("<uuid:appointment_pk>/agree/", portal.agree, name="session-agree"),
    path("<uuid:appointment_pk>/keep/", portal.keep, name="session-keep"),
    path("<uuid:appointment_pk>/cancel/", portal.cancel, name="session-cancel"),
]

own_calendar_urls = [
    path("", feeds.in_office, name="own-calendar"),
    path("address/", feeds.make_in_office, name="own-calendar-make"),
    path("address/end/", feeds.end_in_office, name="own-calendar-end"),
    path("outside/", feeds.look_outside, name="own-calendar-outside"),
    path("outside/forget/", feeds.forget_outside, name="own-calendar-forget"),
]

feed_urls = [
    path("<slug:token>.ics", feeds.feed, name="feed"),
    path("session/<uuid:appointment_pk>/", feeds.session, name="session"),
]
