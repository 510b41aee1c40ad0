"""Where sessions stand."""

from django.urls import path

from heartwood.areas.appointments import feeds, portal

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
    path("<uuid:appointment_pk>/", portal.session, name="session"),
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
