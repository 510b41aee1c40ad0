"""Who works here: pages for staff."""

from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartwood.areas.team import inviting
from heartwood.areas.team.changing import (
    LastAdministrator,
    change_details,
    change_roles,
    choose_supervisor,
    is_last_administrator,
)
from heartwood.areas.team.forms import DetailsForm, InviteForm, RolesForm, SupervisorForm
from heartwood.areas.team.leaving import end_membership, loss
from heartwood.areas.team.models import Invitation
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.accounts.models import Member, MemberQuerySet, Organization
from heartwood.kit import failures


@for_staff
def practice(request: Request) -> HttpResponse:
    return render(request, "team/office/practice.html", {"members": _members(request).current()})


@for_staff(may="manage_practice")
def details(request: Request) -> HttpResponse:
    form = DetailsForm(request.POST or None, instance=Organization.objects.get(pk=_here(request).pk))
    if form.is_valid():
        change_details(request.viewer, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("practice"))
    return _form_page(request, "details", form)


@for_staff(may="manage_practice")
def members(request: Request) -> HttpResponse:
    invitations = Invitation.objects.visible_to(request.viewer).select_related("invited_by__user")
    latest = invitations.latest_of_each_person(request.viewer)
    return render(
        request,
        "team/office/members.html",
        {
            "members": _members(request).current().select_related("supervisor__user"),
            "former": _members(request).exclude(left_at=None),
            "open_invitations": invitations.open().order_by("-invited_at"),
            "closed_invitations": latest.closed().order_by("-invited_at"),
        },
    )


@for_staff(may="manage_practice")
def roles(request: Request, member_pk: UUID) -> HttpResponse:
    member = get_object_or_404(_members(request).current(), pk=member_pk)
    form = RolesForm(request.POST or None, initial={"roles": [role for role in Member.ROLES if getattr(member, role)]})
    if form.is_valid():
        try:
            change_roles(request.viewer, member, form.cleaned_data["roles"])
        except LastAdministrator as refusal:
            form.add_error("roles", str(refusal))
        else:
            messages.success(request, _("%(name)s is now: %(roles)s.") % _named(member))
            return redirect(_after_change(request, member))
    return _form_page(request, "roles", form, member=member)


@for_staff(may="manage_practice")
def supervisor(request: Request, member_pk: UUID) -> HttpResponse:
    """Who signs their notes too."""
    member = get_object_or_404(_members(request).current().practitioners(), pk=member_pk)
    form = SupervisorForm(member, request.POST or None, initial={"supervisor": member.supervisor_id})
    if form.is_valid():
        choose_supervisor(request.viewer, member, form.cleaned_data["supervisor"])
        messages.success(request, _("Saved."))
        return redirect(request.viewer.address("practice-members"))
    return _form_page(request, "supervisor", form, member=member)


@for_staff(may="manage_practice")
def end(request: Request, member_pk: UUID) -> HttpResponse:
    """Ends somebody's membership; one's own ends by leaving."""
    member = get_object_or_404(_members(request).current(), pk=member_pk)
    if member == request.viewer.member:
        return redirect(request.viewer.address("practice-leave"))
    if request.method == "POST":
        end_membership(request.viewer, member)
        messages.success(request, _("%(name)s no longer works here. All their access has ended.") % _named(member))
        return redirect(request.viewer.address("practice-members"))
    return render(request, "team/office/end.html", {"member": member, "loss": loss(request.viewer, member)})


@for_staff
def leave(request: Request) -> HttpResponse:
    member = request.viewer.member
    assert member  # noqa: S101  the door let in a member
    if request.method == "POST":
        try:
            end_membership(request.viewer, member)
        except LastAdministrator as refusal:
            raise PermissionDenied(str(refusal)) from None
        messages.success(request, _("You no longer work at %(organization)s.") % {"organization": member.organization})
        return redirect("home")
    facts = {"is_last_administrator": is_last_administrator(member), "loss": loss(request.viewer, member)}
    return render(request, "team/office/leave.html", facts)


@for_staff(may="manage_practice")
def invite(request: Request) -> HttpResponse:
    form = InviteForm(request.POST or None, organization=_here(request), initial=_who_is_asked_back(request))
    if form.is_valid():
        if not _may_mail(request):
            return failures.too_many(request)
        invitation = inviting.invite(request.viewer, **form.cleaned_data)
        messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": invitation.email})
        return redirect(request.viewer.address("practice-members"))
    return _form_page(request, "invite", form)


@for_staff(may="manage_practice")
@require_POST
def resend(request: Request, invitation_pk: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.allowed(request.viewer, "resend").open(), pk=invitation_pk)
    if not _may_mail(request):
        return failures.too_many(request)
    invitation = inviting.invite_again(request.viewer, invitation)
    messages.success(
        request,
        _("A new invitation is on its way to %(email)s. The link in the older mail no longer works.")
        % {"email": invitation.email},
    )
    return redirect(request.viewer.address("practice-members"))


@for_staff(may="manage_practice")
def revoke(request: Request, invitation_pk: UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.allowed(request.viewer, "revoke").open(), pk=invitation_pk)
    if request.method == "POST":
        invitation.revoke(request.viewer)
        messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": invitation.name})
        return redirect(request.viewer.address("practice-members"))
    return render(request, "team/office/revoke.html", {"invitation": invitation})


def _here(request: Request) -> Organization:
    assert request.viewer.organization  # noqa: S101  the door let in a member
    return request.viewer.organization


def _members(request: Request) -> MemberQuerySet:
    return Member.objects.filter(organization=_here(request)).by_name()


def _named(member: Member) -> dict[str, str]:
    return {"name": member.user.name, "roles": member.roles_in_words}


def _after_change(request: Request, member: Member) -> str:
    """Whoever took the role of administrator from themselves may see the list of members no more."""
    gave_it_up = member == request.viewer.member and not member.is_administrator
    return request.viewer.address("practice" if gave_it_up else "practice-members")


def _may_mail(request: Request) -> bool:
    """Nobody uses the house to mail the whole world."""
    return bool(ratelimit.consume(request, app="heartwood", action="invite", config={"invite": "30/h/user"}))


def _who_is_asked_back(request: Request) -> dict[str, object]:
    """Somebody who worked here before is asked back with what is known of them."""
    try:
        member = _members(request).exclude(left_at=None).get(pk=UUID(request.GET.get("again", "")))
    except (ValueError, Member.DoesNotExist):
        return {}
    kept = [role for role in Member.ROLES if getattr(member, role)]
    return {"name": member.user.name, "email": member.user.email, "roles": kept}


def _form_page(request: Request, page: str, form: object, **facts: object) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"team/office/{page}.html", {"form": form, **facts}, status=status)
