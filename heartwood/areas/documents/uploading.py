"""What both doors answer when files are uploaded."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect

from heartwood.areas.clients.models import Client
from heartwood.areas.documents.models import Document, Folder
from heartwood.ground.access.doors import Request
from heartwood.ground.files.forms import FilesForm
from heartwood.ground.files.limits import Refused


def answer_to_upload(
    request: Request, client: Client, form: FilesForm, back: str, folder: Folder | None = None
) -> HttpResponse | None:
    """Take them in, and go back to the list. None where the form has something to say."""
    if not form.is_valid():
        return None
    try:
        documents = Document.objects.upload(request.viewer, client, form.cleaned_data["uploads"], folder)
    except Refused as refused:
        form.add_error("uploads", str(refused))
        return None
    # No name: what is said on the next page waits in the session, in clear.
    words = ngettext("The file was uploaded.", "%(number)s files were uploaded.", len(documents)) % {
        "number": len(documents)
    }
    if any(document.is_waiting for document in documents):
        words += " " + _("Pictures are prepared before they can be opened.")
    messages.success(request, words)
    return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
