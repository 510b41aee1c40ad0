from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "team.found": Words(_("founded the organization")),
        "team.change_details": Words(_("changed the organization's details")),
        "team.invite": Words(_("invited somebody to work here")),
        "team.send_invitation": Words(_("asked by mail whether somebody wants to work here")),
        "team.revoke_invitation": Words(_("withdrew an invitation")),
        "team.join": Words(_("began to work here")),
        "team.change_roles": Words(_("changed the roles of %(whom)s")),
        "team.choose_supervisor": Words(_("changed who supervises %(whom)s")),
        "team.end_membership": Words(_("ended the membership of %(whom)s")),
    }
)
