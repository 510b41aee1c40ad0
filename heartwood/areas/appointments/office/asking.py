"""Asking for what an act needs to know: in a dialog over the page one is on, or without JavaScript on a page."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRefresh

from heartwood.ground.access.doors import Request


def asked(request: Request, page: str, form: BaseForm, *, title: str, **facts: Any) -> HttpResponse:
    way = "dialog" if request.htmx else "page"
    facts |= {"form": form, "title": title, "body": f"appointments/office/{page}.html"}
    return render(request, f"appointments/office/asked_{way}.html", facts, status=422 if form.errors else 200)


def done(request: Request, address: str) -> HttpResponse:
    """Whoever was asked in a dialog stays where they are."""
    return HttpResponseClientRefresh() if request.htmx else redirect(address)
