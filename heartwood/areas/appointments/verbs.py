from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "appointments.open": Words(_("opened a session"), _("opened one of your sessions")),
        "appointments.open_history": Words(_("opened the session history"), _("opened the list of your sessions")),
        "appointments.ask_for": Words(_("asked for a session"), _("asked for a session for you")),
        "appointments.book": Words(_("booked a session"), _("booked a session for you")),
        "appointments.accept": Words(_("accepted a session"), _("accepted the session you asked for")),
        "appointments.decline": Words(_("declined a session"), _("declined the session you asked for")),
        "appointments.move": Words(_("moved a session"), _("moved your session")),
        "appointments.propose": Words(_("proposed a new time"), _("proposed a new time for your session")),
        "appointments.confirm": Words(_("confirmed a new time"), _("confirmed the new time of your session")),
        "appointments.refuse": Words(_("refused a new time"), _("refused the new time of your session")),
        "appointments.cancel": Words(_("cancelled a session"), _("cancelled your session")),
        "appointments.set_link": Words(
            _("changed the video link of a session"), _("changed the video link of your session")
        ),
        "appointments.mark_no_show": Words(_("noted that the client did not come"), _("noted that you did not come")),
        "appointments.complete": Words(_("completed a session"), _("completed your session")),
        "appointments.bring_in": Words(_("added a participant to a session"), _("added you to a session")),
        "appointments.take_out": Words(_("took a participant out of a session"), _("took you out of a session")),
        "appointments.remind": Words(_("reminded the client of a session"), _("reminded you of your session")),
        "appointments.invite_to_look_back": Words(
            _("invited the client to look back on a session"), _("invited you to look back on your session")
        ),
        "appointments.mail": Words(_("sent a mail about a session"), _("sent you a mail about your session")),
        "appointments.make_feed": Words(
            _("made an address by which a calendar reads their sessions"),
            _("made an address by which a calendar reads your sessions"),
        ),
        "appointments.end_feed": Words(
            _("ended the address by which a calendar reads their sessions"),
            _("ended the address by which a calendar reads your sessions"),
        ),
        "appointments.look_outside": Words(_("chose a calendar elsewhere whose busy times count")),
        "appointments.forget_outside": Words(_("forgot the calendar elsewhere, and its busy times")),
        "appointments.wait": Words(_("put the client on the waiting list"), _("put you on the waiting list")),
        "appointments.stop_waiting": Words(
            _("took the client off the waiting list"), _("took you off the waiting list")
        ),
        "appointments.offer_service": Words(_("added a service")),
        "appointments.change_service": Words(_("changed a service")),
        "appointments.retire_service": Words(_("retired a service")),
        "appointments.add_room": Words(_("added a room")),
        "appointments.change_room": Words(_("changed a room")),
        "appointments.retire_room": Words(_("retired a room")),
        "appointments.add_holiday": Words(_("added a holiday")),
        "appointments.remove_holiday": Words(_("removed a holiday")),
        "appointments.set_hours": Words(_("changed hours")),
        "appointments.set_terms": Words(_("changed how sessions are booked with somebody")),
    }
)
