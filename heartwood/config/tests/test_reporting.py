"""When something breaks, neither the log nor a mail holds what somebody typed."""

import io
import json
import logging

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils.log import AdminEmailHandler

from heartwood.config.reporting import Lines
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
    handlers[0].setFormatter(Lines())
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


def test_a_line_is_json_and_holds_nothing_but_what_is_allowed() -> None:
    """B-6: of our own logs the ids; of what others say, only where they said it."""
    ours = logging.makeLogRecord(
        {"name": "heartwood.requests", "msg": "answered", "status": 200, "user": "an-id", "email": SECRET}
    )
    theirs = logging.makeLogRecord({"name": "django.security", "msg": f"Bad host {SECRET}", "pathname": "a.py"})

    assert json.loads(Lines().format(ours)) | {"at": ""} == {
        "at": "",
        "level": "level none",
        "from": "heartwood.requests",
        "said": "answered",
        "user": "an-id",
        "status": 200,
    }
    assert json.loads(Lines().format(theirs))["where"] == "a.py:0"
    assert SECRET not in Lines().format(ours) + Lines().format(theirs)


def test_a_request_is_one_line_of_ids(thea, caplog) -> None:
    """Whatever is asked for, typed or answered; and its number is the one in the answer and in the trail."""
    caplog.set_level(logging.INFO, "heartwood.requests")

    answer = thea.post("/willow/clients/add/?q=" + SECRET, {"first_name": SECRET, "state": "active"})
    thea.get("/willow/clients/", q=SECRET)
    Client().get(f"/no/{SECRET}/")

    added, listed, lost = (json.loads(Lines().format(record)) for record in caplog.records)
    assert added["request"] == answer.headers["X-Request-Id"]
    assert (added["page"], added["door"], added["status"]) == ("office:client-add", "staff:add_clients", 302)
    assert added["user"] == str(thea.user.pk)
    assert "clients.add" in added["verbs"]
    assert (listed["page"], listed["verbs"]) == ("office:clients", [])
    assert (lost["page"], lost["status"], lost["user"]) == ("", 404, "")
    assert SECRET not in caplog.text + str([added, listed, lost])
