from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "clients.open": Words(_("opened the record"), _("opened your record")),
        "clients.open_profile": Words(_("opened the profile to edit it"), _("opened your details to edit them")),
        "clients.open_access": Words(_("looked at who may open the record"), _("looked at who may open your record")),
        "clients.add": Words(_("added the record"), _("made a record for you")),
        "clients.change": Words(_("changed the profile"), _("changed your details")),
        "clients.export": Words(_("exported the profile"), _("took your details into a file")),
        "clients.archive": Words(_("put the record into the archive"), _("put your record into the archive")),
        "clients.bring_back": Words(
            _("brought the record back from the archive"), _("brought your record back from the archive")
        ),
        "clients.manage_access": Words(_("decided who may open the record"), _("decided who may open your record")),
        "clients.grant_access": Words(_("gave %(whom)s access"), _("gave %(whom)s access to your record")),
        "clients.revoke_access": Words(
            _("ended the access of %(whom)s"), _("ended the access of %(whom)s to your record")
        ),
        "clients.keep_to_owner": Words(
            _("made the record owner-only"), _("made your record visible to nobody else here")
        ),
        "clients.open_to_organization": Words(
            _("opened the record to the organization"), _("let administrators here know of your record again")
        ),
        "clients.open_sharing": Words(
            _("looked at what is shared with whom"), _("looked at what of yours is shared with whom")
        ),
        "clients.open_changes": Words(
            _("looked at what was changed in the profile"), _("looked at what was changed in your details")
        ),
        "clients.open_emergency_contact": Words(_("opened the emergency contact"), _("opened your emergency contact")),
        "clients.add_emergency_contact": Words(
            _("added an emergency contact"), _("added an emergency contact of yours")
        ),
        "clients.change_emergency_contact": Words(
            _("changed an emergency contact"), _("changed an emergency contact of yours")
        ),
        "clients.remove_emergency_contact": Words(
            _("removed an emergency contact"), _("removed an emergency contact of yours")
        ),
        "clients.open_contact": Words(_("looked at somebody around the client"), _("looked at somebody around you")),
        "clients.add_contact": Words(
            _("added somebody around the client"), _("added somebody to the people around you")
        ),
        "clients.change_contact": Words(
            _("changed what is known of somebody around the client"),
            _("changed what is known of somebody around you"),
        ),
        "clients.remove_contact": Words(
            _("removed somebody from the people around the client"),
            _("removed somebody from the people around you"),
        ),
        "clients.change_portal_terms": Words(
            _("changed what somebody may see and do in the portal"),
            _("changed what somebody may see and do for you in the portal"),
        ),
        "clients.open_portal_state": Words(
            _("looked at the client's way into the portal"), _("looked at your way into the portal")
        ),
        "clients.invite_to_portal": Words(_("invited the client to the portal"), _("invited you to the portal")),
        "clients.send_portal_invitation": Words(
            _("sent the invitation to the portal"), _("sent you the invitation to the portal")
        ),
        "clients.withdraw_invitation": Words(
            _("withdrew the invitation to the portal"), _("withdrew your invitation to the portal")
        ),
        "clients.end_portal": Words(_("ended the portal access of %(whom)s"), _("ended the portal access of %(whom)s")),
        "clients.enter_portal": Words(_("entered the portal"), _("entered the portal for the first time")),
        "clients.come_of_age": Words(
            _("ended what %(whom)s did for a minor, who came of age"),
            _("ended what %(whom)s did for you, since you came of age"),
        ),
        "clients.tell_of_age": Words(_("told that a minor soon comes of age"), _("told that you soon come of age")),
        "clients.leave_portal": Words(_("left the portal"), _("left the portal for good")),
    }
)
