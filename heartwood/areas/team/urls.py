"""Pages about the organization and who works there, under /<organization>/practice/."""

from django.urls import path

from heartwood.areas.team import office

urlpatterns = [
    path("", office.practice, name="practice"),
    path("details/", office.details, name="practice-details"),
    path("leave/", office.leave, name="practice-leave"),
    path("members/", office.members, name="practice-members"),
    path("members/<uuid:member_pk>/roles/", office.roles, name="practice-member-roles"),
    path("members/<uuid:member_pk>/supervisor/", office.supervisor, name="practice-member-supervisor"),
    path("members/<uuid:member_pk>/end/", office.end, name="practice-member-end"),
    path("invitations/new/", office.invite, name="practice-invite"),
    path("invitations/<uuid:invitation_pk>/resend/", office.resend, name="practice-invitation-resend"),
    path("invitations/<uuid:invitation_pk>/revoke/", office.revoke, name="practice-invitation-revoke"),
]
