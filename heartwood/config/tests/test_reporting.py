"""When something breaks, neither the log nor a mail holds what somebody typed."""

import io
import logging

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils.log import AdminEmailHandler

from heartwood.config.reporting import WithoutContent
from heartwood.ground.access.doors import for_anyone
from heartwood.ground.accounts.models import User

SECRET = "quillmarrow"


def breaks(request) -> HttpResponse:
    typed = request.POST["typed"]
    try:
        int(typed)
    except ValueError:
        raise RuntimeError(f"cannot digest {typed}") from None
    return HttpResponse()


class Streets:
    urlpatterns = [path("breaks/", for_anyone(breaks), name="breaks")]
    handler500 = "heartwood.kit.failures.broken"


@pytest.fixture
def heard():
    log = io.StringIO()
    handlers = [logging.StreamHandler(log), AdminEmailHandler(include_html=True)]
    handlers[0].setFormatter(WithoutContent("{levelname} {message}", style="{"))
    logger = logging.getLogger("django.request")
    for handler in handlers:
        logger.addHandler(handler)
    yield log
    for handler in handlers:
        logger.removeHandler(handler)


@override_settings(ROOT_URLCONF=Streets, ADMINS=[("Op", "op@house.test")])
def test_an_error_in_a_page_is_told_in_outline(db, heard) -> None:
    answer = Client(raise_request_exception=False).post(f"/breaks/?asked={SECRET}", {"typed": SECRET})

    letters = [part for letter in mail.outbox for part in (letter.subject, letter.message().as_string())]
    assert answer.status_code == 500
    assert "builtins.RuntimeError" in letters[1]
    assert "builtins.RuntimeError" in heard.getvalue()
    assert "test_reporting.py" in heard.getvalue()
    assert [told for told in (heard.getvalue(), *letters, answer.content.decode()) if SECRET in told] == []


def test_the_words_of_the_database_stay_out_of_the_log(db, heard) -> None:
    """PostgreSQL names the value that it refuses."""
    User.objects.create(email=f"{SECRET}@mail.test", name="A")
    try:
        with transaction.atomic():
            User.objects.create(email=f"{SECRET}@mail.test", name="B")
    except IntegrityError:
        logging.getLogger("django.request").exception("it broke")

    assert "IntegrityError" in heard.getvalue()
    assert SECRET not in heard.getvalue()
