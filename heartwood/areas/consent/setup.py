"""What a practice asks consent for, and in which words. For its administrators, who see nobody's answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heartwood.areas.consent.forms import OwnPurposeForm, WordingForm
from heartwood.areas.consent.models import Purpose
from heartwood.areas.consent.models.wording import PurposeQuerySet
from heartwood.areas.consent.suggestions import SUGGESTED
from heartwood.ground.access.doors import Request, for_staff
from heartwood.ground.accounts.models import Organization


@for_staff(may="manage_practice")
@require_safe
def purposes(request: Request) -> HttpResponse:
    asked = list(_purposes(request))
    kinds = {purpose.kind for purpose in asked}
    suggested = [(kind, Purpose.Kind(kind).label) for kind in SUGGESTED if kind not in kinds]
    return render(request, "consent/office/purposes.html", {"purposes": asked, "suggested": suggested})


@for_staff(may="manage_practice")
@require_safe
def purpose(request: Request, purpose_pk: UUID) -> HttpResponse:
    return render(request, "consent/office/purpose.html", {"purpose": _purpose(request, purpose_pk)})


@for_staff(may="manage_practice")
def ask(request: Request, purpose_kind: str) -> HttpResponse:
    """For one of those that we have a text for."""
    if purpose_kind not in SUGGESTED:
        raise Http404
    if asked := _purposes(request).filter(kind=purpose_kind).first():
        return redirect(request.viewer.address("practice-consent-purpose", asked.pk))
    form = WordingForm(request.POST or None, initial={"text": SUGGESTED[purpose_kind], "months": 12})
    return _written(request, form, str(Purpose.Kind(purpose_kind).label), kind=purpose_kind)


@for_staff(may="manage_practice")
def ask_for_own(request: Request) -> HttpResponse:
    form = OwnPurposeForm(_organization(request), request.POST or None)
    return _written(request, form, _("Something of our own"), kind=Purpose.Kind.OWN)


@for_staff(may="manage_practice")
def publish(request: Request, purpose_pk: UUID) -> HttpResponse:
    """A new version."""
    purpose = _purpose(request, purpose_pk)
    initial = {"text": purpose.wording.text, "months": purpose.wording.months}
    return _written(request, WordingForm(request.POST or None, initial=initial), str(purpose), purpose=purpose)


@for_staff(may="manage_practice")
def retire(request: Request, purpose_pk: UUID) -> HttpResponse:
    purpose = _purpose(request, purpose_pk)
    if request.method == "POST":
        purpose.retire(request.viewer)
        messages.success(request, _("Nobody is asked for this any more."))
        return redirect(request.viewer.address("practice-consent"))
    return render(request, "consent/office/retire.html", {"purpose": purpose})


def _written(
    request: Request, form: WordingForm, title: str, *, kind: str = "", purpose: Purpose | None = None
) -> HttpResponse:
    """Written, looked at as people will see it, and only then published."""
    facts: dict[str, Any] = {"form": form, "title": title, "purpose": purpose}
    if not form.is_valid():
        return render(request, "consent/office/write.html", facts, status=422 if form.errors else 200)
    if "publish" not in request.POST:
        template = "write" if "back" in request.POST else "preview"
        return render(request, f"consent/office/{template}.html", facts)
    if purpose:
        purpose.publish(request.viewer, **form.cleaned_data)
    else:
        purpose = Purpose.objects.begin(request.viewer, kind=kind, **form.cleaned_data)
    messages.success(request, _("Published. Clients see it in the portal from now on."))
    return redirect(request.viewer.address("practice-consent-purpose", purpose.pk))


def _purposes(request: Request) -> PurposeQuerySet:
    purposes: PurposeQuerySet = Purpose.objects.of(_organization(request))
    return purposes


def _purpose(request: Request, purpose_pk: UUID) -> Purpose:
    return get_object_or_404(_purposes(request), pk=purpose_pk)


def _organization(request: Request) -> Organization:
    assert request.viewer.organization  # noqa: S101  the door let in a member
    return request.viewer.organization
