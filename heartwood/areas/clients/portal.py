"""A client's own details, and who is called for them: pages of the portal's settings. And how somebody leaves."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.clients.forms import CopyForm, EmergencyContactForm, OwnProfileForm
from heartwood.areas.clients.models import Client, PortalAccess, PortalAccessQuerySet, Relationship
from heartwood.ground.access.doors import Request, for_clients
from heartwood.ground.access.viewer import Profile, Viewer
from heartwood.ground.audit.acting import visit
from heartwood.kit.ways_back import way_back


@for_clients
def profile(request: Request) -> HttpResponse:
    client = _own(request, "edit_own_profile")
    form = OwnProfileForm(request.POST or None, instance=client)
    if form.is_valid():
        if form.changed_facts:
            client.change(request.viewer, **form.changed_facts)
        messages.success(request, _("Saved. Your practitioner sees what you changed."))
        return redirect(_onward(request, form.changed_facts))
    _visit_of_another(request, "clients.open_profile", client)
    return render(
        request, "clients/portal/profile.html", {"form": form, "client": client}, status=422 if form.errors else 200
    )


@for_clients
def copy(request: Request) -> HttpResponse:
    """The same change for another record of one's own: offered, and done only where it is ticked, since it would tell
    one practice what was told to the other."""
    client = _own(request, "edit_own_profile")
    changed = [fact for fact in OwnProfileForm.Meta.fields if fact in request.GET.getlist("changed")]
    form = CopyForm(_other_profiles(request), request.POST or None)
    if form.is_valid():
        for profile in form.chosen:
            viewer = Viewer.through_portal(profile)
            other = get_object_or_404(Client.objects.allowed(viewer, "edit_own_profile"))
            other.change(viewer, **{fact: getattr(client, fact) for fact in changed})
        return redirect(request.viewer.address("settings"))
    _visit_of_another(request, "clients.open_profile", client)
    facts = [(Client._meta.get_field(fact).verbose_name, getattr(client, fact)) for fact in changed]  # type: ignore[union-attr]
    status = 422 if form.errors else 200
    return render(request, "clients/portal/copy.html", {"form": form, "facts": facts}, status=status)


@for_clients
def emergency(request: Request) -> HttpResponse:
    client = _own(request, "keep_emergency_contact")
    _visit_of_another(request, "clients.open_emergency_contact", client)
    contacts = client.relationships.visible_to(request.viewer).noting_whether(request.viewer, "change")
    contacts = contacts.for_emergencies()
    return render(request, "clients/portal/emergency.html", {"client": client, "contacts": contacts})


@for_clients
def add_contact(request: Request) -> HttpResponse:
    client = _own(request, "keep_emergency_contact")
    form = EmergencyContactForm(client, request.POST or None)
    if form.is_valid():
        Relationship.objects.add(request.viewer, client, **form.cleaned_data)
        return _saved(request)
    _visit_of_another(request, "clients.open", client)
    return _asking(request, form)


@for_clients
def change_contact(request: Request, relationship_pk: UUID) -> HttpResponse:
    contact = _contact(request, relationship_pk)
    initial = {fact: getattr(contact, fact) for fact in ("name", "kind", "phone", "email")}
    form = EmergencyContactForm(contact.client, request.POST or None, initial=initial)
    if form.is_valid():
        contact.change(request.viewer, **form.cleaned_data)
        return _saved(request)
    _visit_of_another(request, "clients.open_emergency_contact", contact.client)
    return _asking(request, form, contact)


@for_clients
def remove_contact(request: Request, relationship_pk: UUID) -> HttpResponse:
    contact = _contact(request, relationship_pk)
    if request.method == "POST":
        contact.remove(request.viewer)
        messages.success(request, _("Removed."))
        return redirect(request.viewer.address("emergency"))
    _visit_of_another(request, "clients.open_emergency_contact", contact.client)
    enters = contact.accesses.visible_to(request.viewer).active().exists()
    return render(request, "clients/portal/emergency_remove.html", {"contact": contact, "enters": enters})


@for_clients
def end_access(request: Request, access_pk: UUID) -> HttpResponse:
    """What somebody else was given is taken back."""
    ending = PortalAccess.objects.allowed(request.viewer, "end").active().select_related("user", "client__organization")
    access = get_object_or_404(ending.exclude(pk=_through(request).pk), pk=access_pk)
    if request.method == "POST":
        access.end(request.viewer)
        messages.success(request, _("The portal is closed to them from their next click on."))
        return redirect(way_back(request, request.viewer.address("relationships")))
    _visit_of_another(request, "clients.open", access.client)
    contact = Relationship.objects.visible_to(request.viewer).filter(accesses=access).first()
    facts = {"name": contact.name if contact else access.user.name, "profile": _through(request)}
    return render(request, "clients/portal/end.html", facts)


@for_clients
def leave(request: Request) -> HttpResponse:
    """A profile that one holds through a relationship is left for good."""
    ending = PortalAccess.objects.allowed(request.viewer, "end").active().select_related("user", "client__organization")
    access = get_object_or_404(ending, pk=_through(request).pk)
    if request.method == "POST":
        access.end(request.viewer)
        messages.success(request, _("You have left “%(name)s”.") % {"name": access})
        return redirect("home")
    _visit_of_another(request, "clients.open", access.client)
    elsewhere = PortalAccess.objects.of(access.user).exclude(pk=access.pk).exists()
    return render(request, "clients/portal/leave.html", {"access": access, "has_another": elsewhere})


@for_clients
@require_safe
def childhood(request: Request, client_pk: UUID) -> HttpResponse:
    """Until when somebody enters the portal for a minor, and why no longer."""
    client = get_object_or_404(Client.objects.visible_to(request.viewer), pk=client_pk)
    access = get_object_or_404(PortalAccess.objects.visible_to(request.viewer), pk=_through(request).pk)
    if access.comes_of_age_on is None:
        raise Http404
    _visit_of_another(request, "clients.open", client)
    return render(request, "clients/portal/childhood.html", {"access": access, "client": client})


def _through(request: Request) -> Profile:
    assert request.viewer.profile  # noqa: S101  the door let them in with one
    return request.viewer.profile


def _other_profiles(request: Request) -> PortalAccessQuerySet:
    return PortalAccess.objects.beside(_through(request))


def _onward(request: Request, changed: Iterable[str]) -> str:
    """To the settings; by way of their other profiles, where they have some."""
    if changed and _other_profiles(request).exists():
        return f"{request.viewer.address('profile-copy')}?{urlencode({'changed': list(changed)}, doseq=True)}"
    return request.viewer.address("settings")


def _own(request: Request, verb: str) -> Client:
    client: Client = get_object_or_404(Client.objects.allowed(request.viewer, verb).select_related("organization"))
    return client


def _contact(request: Request, relationship_pk: UUID) -> Relationship:
    contacts = Relationship.objects.allowed(request.viewer, "change").for_emergencies()
    contact: Relationship = get_object_or_404(contacts.select_related("client__organization"), pk=relationship_pk)
    return contact


def _visit_of_another(request: Request, verb: str, client: Client) -> None:
    """Their own looks at what is theirs leave no line."""
    if not client.is_own_of(request.viewer.user):
        visit(request.viewer, verb, client)


def _saved(request: Request) -> HttpResponse:
    messages.success(request, _("Saved. Your practitioner sees what you changed."))
    return redirect(request.viewer.address("emergency"))


def _asking(request: Request, form: EmergencyContactForm, contact: object = None) -> HttpResponse:
    facts = {"form": form, "contact": contact}
    return render(request, "clients/portal/emergency_form.html", facts, status=422 if form.errors else 200)
