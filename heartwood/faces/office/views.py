"""Pages of the office that belong to no single room."""

from django.http import HttpResponse
from django.shortcuts import redirect

from heartwood.ground.access.doors import Request, for_staff


@for_staff
def home(request: Request) -> HttpResponse:
    return redirect(request.viewer.address("clients"))
