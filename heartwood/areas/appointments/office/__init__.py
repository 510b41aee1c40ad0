"""Sessions for staff: the calendar, bookings, one session, and what is offered when."""
