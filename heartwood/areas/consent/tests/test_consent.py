"""Consent through the doors: recorded on the spot, answered and taken back in the portal, run out; and never lost."""

from datetime import timedelta

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime, now

from heartwood.areas.consent.gate import may_take_notes_automatically
from heartwood.areas.consent.jobs import note_what_has_run_out
from heartwood.areas.consent.models import ConsentEvent
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications import mail
from heartwood.ground.notifications.models import Notice
from heartwood.ground.vault.keys import shred


def badge(person, cast, client="clara"):
    """What the overview of the record says of automatic note-taking."""
    page = person.page("client", cast.clients[client].pk)
    return page.split("<dt>Automatic note-taking</dt>")[1].split("</dd>")[0]


def told(person):
    return [
        notice.kind
        for notice in Notice.objects.visible_to(person.viewer).filter(kind__startswith="consent.").order_by("kind")
    ]


# On the spot ------------------------------------------------------------------------------------------------------


def test_thea_sees_that_nothing_is_marked_records_it_on_the_spot_and_clara_is_told(
    cast, thea, clara, record, said
) -> None:
    """S1.14, S1.15, S1.D4, Q6."""
    assert "Not marked" in badge(thea, cast)
    before = told(clara)

    answer = record(remark="We spoke about it after the session.")

    assert answer["Location"] == thea.viewer.address("client-consent", cast.clients["clara"].pk)
    assert "Given" in badge(thea, cast)
    page = thea.page("client-consent", cast.clients["clara"].pk)
    for part in ("By the client, in person", "Recorded by you", "Wording, version 1", "We spoke about it after"):
        assert part in page
    assert said() == ["given"]
    assert told(clara) == [*before, "consent.recorded"]
    notice = Notice.objects.visible_to(clara.viewer).filter(kind="consent.recorded").latest("created_at")
    letter = mail.of(notice)
    assert "consent" not in (letter.subject + str(letter.body)).lower().replace("consent/", "")
    led = clara.get(clara.viewer.address("consent-event", notice.record))
    assert led["Location"] == clara.viewer.address("consent-purpose", cast.purposes["notes"].pk)


def test_clara_sees_who_recorded_it_and_takes_it_back_at_once(cast, thea, clara, record, withdraw, said) -> None:
    """S1.D5. Thea's page shows it at the next request, and she is told."""
    before = told(thea)
    record(method="phone")
    page = clara.page("consent-purpose", cast.purposes["notes"].pk)
    assert "Thea Lindqvist wrote down what was said" in page
    assert "By you, by phone" in page
    assert "Take it back" in page

    withdraw()

    assert "Withdrawn" in badge(thea, cast)
    assert said() == ["given", "withdrawn"]
    assert told(thea) == [*before, "consent.withdrawn"]
    history = thea.page("client-consent", cast.clients["clara"].pk)
    assert history.index("By Clara Reyes, in the portal") < history.index("By the client, by phone")


def test_clara_marks_it_herself_and_changes_her_mind(cast, thea, clara, answer, withdraw, said) -> None:
    """S1.13."""
    assert "To be answered" in clara.page("dashboard-to-do")

    answer("no")
    assert "Declined" in badge(thea, cast)
    assert "To be answered" not in clara.page("dashboard-to-do")
    answer("yes")
    assert "Given" in badge(thea, cast)
    answer("no")  # a page from before: what was given is taken back by its own question
    withdraw()
    withdraw()

    assert said() == ["declined", "given", "withdrawn"]


def test_what_was_said_earlier_does_not_undo_what_was_said_later(cast, thea, answer, withdraw, record, said) -> None:
    answer("yes")
    withdraw()
    yesterday = localtime() - timedelta(days=1)

    refused = record(when="earlier", day=yesterday.date().isoformat(), clock="10:00", remark="She said so.")

    assert refused.status_code == 422
    assert "Something was said after that" in refused.content.decode()
    assert "She said so." in refused.content.decode()
    assert said() == ["given", "withdrawn"]
    record()
    assert said() == ["given", "withdrawn", "given"]


def test_earlier_wants_a_day_and_an_hour_and_neither_may_lie_ahead(record, said) -> None:
    for facts, sentence in (
        ({"when": "earlier"}, "On which day was it?"),
        ({"when": "earlier", "day": "2026-01-05"}, "At about what time?"),
        ({"when": "earlier", "day": "2999-01-05", "clock": "10:00"}, "This lies in the future."),
        ({"when": "earlier", "day": "1902-01-05", "clock": "10:00"}, "Nobody was asked in these words before"),
        ({"method": ""}, "This field is required."),
        ({"method": "portal"}, "not one of the available choices"),
        ({"what": "withdrawn"}, "not one of the available choices"),  # nothing was given
    ):
        answer = record(**facts)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert said() == []


def test_a_guardian_answers_for_kit_and_the_page_says_so(cast, everyone, cole, answer, withdraw) -> None:
    grace = everyone["grace"]
    answer("yes", by=grace)

    page = cole.page("client-consent", cast.clients["kit"].pk)

    assert "By Grace Kim, for the client, in the portal" in page
    assert "By a guardian, or somebody else who acts for the client, in person" in page
    assert "By you, for the client, in the portal" in grace.page("consent")


# What counts ------------------------------------------------------------------------------------------------------


def test_no_notes_are_taken_automatically_without_everybodys_valid_consent(
    cast, thea, record, answer, withdraw
) -> None:
    """S1.D3, Q7: alone, together, taken back, and run out."""
    alone = cast.sessions["clara 0"]
    together = cast.sessions["together"]
    assert not may_take_notes_automatically(alone)
    assert not may_take_notes_automatically(together)  # Ana agreed; Benjamin was not asked
    assert "Not possible in this session" in thea.page("session-consent", together.pk)

    answer("yes")
    record("benjamin_tran")

    assert may_take_notes_automatically(alone)
    assert may_take_notes_automatically(together)
    page = thea.page("session-consent", together.pk)
    assert "Everybody in this session agrees to it." in page
    assert "Heartwood takes no notes by itself yet" in page
    withdraw()
    record("benjamin_tran", what="withdrawn")
    assert not may_take_notes_automatically(alone)
    assert not may_take_notes_automatically(together)


def test_a_consent_runs_out_by_the_clock_and_the_history_says_it_once(cast, thea, clara, answer, said) -> None:
    answer("yes")
    ahead = now() + relativedelta(months=12, days=1)

    with time_machine.travel(ahead):
        thea.sign_in()
        clara.sign_in()
        assert "Expired" in badge(thea, cast)
        assert not may_take_notes_automatically(cast.sessions["clara 0"])
        assert "To be answered" in clara.page("dashboard-to-do")
        assert said() == ["given"]
        note_what_has_run_out.func()
        note_what_has_run_out.func()

    assert said() == ["given", "expired"]


def test_agreeing_again_after_the_time_is_over_leaves_no_gap_in_the_history(cast, clara, answer, said) -> None:
    answer("yes")

    with time_machine.travel(now() + relativedelta(months=13)):
        clara.sign_in()
        answer("yes")

    assert said() == ["given", "expired", "given"]


def test_a_new_wording_leaves_what_was_agreed_and_says_on_which(cast, thea, clara) -> None:
    page = thea.page("client-consent", cast.clients["clara"].pk)
    assert "on version 1 of 2" in page

    asked = clara.page("consent-purpose", cast.purposes["treatment"].pk)

    assert "The wording has changed since" in asked
    assert "My record is kept for seven years." in asked
    first = cast.purposes["treatment"].wordings.get(version=1)
    assert "My record is kept for seven years." not in clara.page("consent-wording", first.pk)


def test_nobody_agrees_to_words_that_have_changed_meanwhile(cast, clara, olive, answer, record, said) -> None:
    stale = cast.purposes["notes"].wording.pk
    cast.purposes["notes"].publish(olive.viewer, text="Other words.", months=None)

    clara.post(clara.viewer.address("consent-answer", cast.purposes["notes"].pk), {"wording": stale, "answer": "yes"})

    assert said() == []
    assert "The wording has changed since you opened it" in clara.page("consent")
    assert "Read it together once more." in record(wording=stale).content.decode()
    answer("yes")
    assert said() == ["given"]


def test_what_is_written_down_late_is_about_the_words_of_that_day(cast, thea, record) -> None:
    """Ana came when the first wording was in force. What is taken back is what was given."""
    that_day = (localtime() - timedelta(days=300)).date().isoformat()
    record("ana_ruiz", "treatment", when="earlier", day=that_day, clock="10:00")
    record("ana_ruiz", "treatment", what="withdrawn")

    history = cast.clients["ana_ruiz"].consent_events.visible_to(thea.viewer).about(cast.purposes["treatment"])

    assert list(history.latest_first().values_list("what", "wording__version")) == [("withdrawn", 1), ("given", 1)]


# For good ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["consent_consentevent", "consent_wording"])
def test_nothing_can_change_or_delete_what_was_said_or_the_words_it_was_about(cast, table) -> None:
    for statement in ("DELETE FROM {table}", "UPDATE {table} SET id = id"):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            connection.cursor().execute(statement.format(table=table))


def test_shredding_a_client_takes_the_words_and_leaves_the_fact(cast, thea) -> None:
    event = cast.consents["clara email"]
    shred(f"clients.Client:{event.client_id}")

    kept = ConsentEvent.objects.visible_to(thea.viewer).get(pk=event.pk)

    assert kept.what == "given"
    page = thea.page("client-consent", event.client_id)
    assert "By the client, by phone" in page
    assert "Heathermoor" not in page


# Who -------------------------------------------------------------------------------------------------------------


def test_an_administrator_publishes_words_and_learns_no_answers(cast, olive, thea, fran) -> None:
    clara = cast.clients["clara"]
    assert "Automatic note-taking" not in olive.page("client", clara.pk)
    for person in (olive, fran):
        assert person.get(f"/willow/clients/{clara.pk}/consent/").status_code == 404
        panel = person.page("session-consent", cast.sessions["clara 0"].pk)
        assert "Not marked" not in panel
        assert "Not possible" not in panel
    for line in Line.objects.visible_to(olive.viewer).filter(verb__startswith="consent.", client=clara.pk):
        assert line.verb in {"consent.record", "consent.answer", "consent.look"}
    assert thea.get(thea.viewer.address("practice-consent")).status_code == 403


def test_the_pages_of_a_client_and_a_session_cost_what_they_did(cast, thea, clara, record, withdraw) -> None:
    """However much was said."""
    record("clara", "email", what="withdrawn")
    record("clara", "email")
    pages = [
        (thea, "client", cast.clients["clara"].pk),
        (thea, "session", cast.sessions["together"].pk),
        (thea, "session-consent", cast.sessions["together"].pk),
        (thea, "client-consent", cast.clients["clara"].pk),
        (thea, "client-consent-record", cast.clients["clara"].pk, cast.purposes["notes"].pk),
        (clara, "consent"),
        (clara, "consent-purpose", cast.purposes["email"].pk),
        (clara, "dashboard-to-do"),
    ]
    for person, *page in pages:
        person.page(*page)
        with CaptureQueriesContext(connection) as queries:
            person.page(*page)
        assert len(queries) <= 12, (page, len(queries))
