"""Homework: given, seen, tried, handed in, reviewed; and what nobody else learns of it."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from heartwood.areas.clients.models import PortalAccess
from heartwood.areas.homework.models import Answer, AnswerFile, Homework, Material, Template, TemplateFile
from heartwood.areas.homework.reminding import remind_everybody
from heartwood.ground.access.viewer import Viewer
from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line
from heartwood.ground.notifications.models import Notice
from heartwood.ground.vault import files
from tests.everyone import WILLOW

BY_ITSELF = {"By-Itself": "yes", "HX-Request": "true"}


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def content_of(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def ticked(person, step, said="yes"):
    return person.post(person.viewer.address("homework-tick", step.pk), {"ticked": said})


def steps_of(homework):
    return list(homework.steps.as_system("test"))


def notices_of(homework, kind):
    return Notice.objects.as_system("test").filter(record=homework.pk, kind=kind, died_at=None)


# Giving -----------------------------------------------------------------------------------------------------------


def test_thea_gives_words_steps_a_file_and_a_day(cast, thea, clara, given, paper) -> None:
    """S1.07: in the session it belongs to; the client finds it in the portal, and on the page of that session."""
    session = cast.sessions["clara -1"]

    homework = given("A list", instructions="- slowly\n- twice", uploads=paper(), session=str(session.pk))

    page = clara.page("homework", homework.pk)
    assert "<li>slowly</li>" in page
    assert "One" in page
    assert "From Thea Lindqvist" in text(page)
    (material,) = homework.materials.as_system("test")
    assert b"Millrace" in content_of(clara.get(clara.viewer.address("homework-material-file", material.pk)))
    assert "A list" in clara.page("session-homework", session.pk)
    assert "A list" in thea.page("session-homework", session.pk)
    assert "A list" not in thea.page("session-homework", cast.sessions["clara -2"].pk)


def test_from_the_page_of_a_session_it_is_given_in_that_session(cast, thea) -> None:
    session = cast.sessions["clara -9"]
    part = thea.page("session-homework", session.pk)
    address = re.search(r'href="([^"]+/homework/give/\?session=[^"]+)"', part).group(1)

    assert f'<option value="{session.pk}" selected>' in thea.get(address).content.decode()
    bare = thea.viewer.address("client-homework-give", cast.clients["clara"].pk)
    assert thea.get(f"{bare}?session=nonsense&from=nonsense").status_code == 200
    assert thea.get(f"{bare}?from={session.pk}").status_code == 404


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"title": " "}, "This field is required."),
        ({"days": -1}, "This day has passed."),
        ({"steps": "\n".join("step" for _ in range(21))}, "Up to 20 steps."),
        ({"steps": "s" * 301}, "A step has up to 300 letters."),
    ],
)
def test_what_cannot_be_given_says_why_and_keeps_what_was_typed(cast, thea, facts, words) -> None:
    typed = {"title": "Plover", "instructions": "Kestrelsong", "steps": "", "due_on": ""} | facts
    if "days" in typed:
        typed["due_on"] = (localdate(timezone=WILLOW) + timedelta(days=typed.pop("days"))).isoformat()
    before = Homework.objects.as_system("test").count()

    answer = thea.post(thea.viewer.address("client-homework-give", cast.clients["clara"].pk), typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Kestrelsong" in answer.content.decode()
    assert Homework.objects.as_system("test").count() == before


def test_a_file_that_is_refused_gives_nothing_and_leaves_no_file(cast, thea, paper) -> None:
    paper = paper()
    paper.name, paper.file = "Millrace.exe", BytesIO(b"MZ\x90\x00" * 100)
    before = {name for name, _ in files.place().names()}

    answer = thea.post(
        thea.viewer.address("client-homework-give", cast.clients["clara"].pk), {"title": "Plover", "uploads": paper}
    )

    assert answer.status_code == 422
    assert "is of a kind that is not taken here" in answer.content.decode()
    assert {name for name, _ in files.place().names()} == before


def test_the_mail_says_that_something_waits_and_never_what(cast, given, clara, do_the_jobs) -> None:
    """Q13."""
    mail.outbox.clear()
    homework = given("Plovercote")
    do_the_jobs()

    (letter,) = mail.outbox
    assert letter.to == ["clara@mail.example"]
    assert not re.search("homework|Plovercote|Thea|Willow|Lindqvist|session|therap", letter.subject + letter.body, re.I)
    (notice,) = notices_of(homework, "homework.given")
    assert notice.address == clara.viewer.address("homework", homework.pk)


# The five states --------------------------------------------------------------------------------------------------


def test_the_states_come_one_after_the_other(cast, thea, clara, given, handed_in) -> None:
    """S1.D6: assigned, seen, in progress, done, reviewed."""
    homework = given()
    shown = lambda: text(thea.page("client-homework", homework.pk))  # noqa: E731
    assert "Assigned" in shown()

    clara.page("homework", homework.pk)
    assert "Seen" in shown()

    ticked(clara, steps_of(homework)[0])
    assert "In progress" in shown()
    assert "1 of 2 steps" in shown()

    handed_in(homework)
    assert "Done, to review" in shown()

    thea.post(thea.viewer.address("client-homework-review", homework.pk), {"word_back": "Well tried, Teasel."})
    assert "Reviewed" in shown()
    assert "Well tried, Teasel." in clara.page("homework", homework.pk)


def test_overdue_is_derived_from_its_day_and_ends_with_handing_in(cast, thea, clara, given, handed_in) -> None:
    """S1.D6."""
    homework = given(days=2)
    due = datetime.combine(homework.due_on, datetime.min.time(), UTC)

    with time_machine.travel(due + timedelta(hours=20)):
        thea.sign_in()
        assert "Overdue" not in thea.page("client-homework", homework.pk), "on the day itself it is not"

    with time_machine.travel(due + timedelta(days=2)):
        thea.sign_in()
        clara.sign_in()
        assert "Overdue" in thea.page("client-homework", homework.pk)
        assert "Overdue" in clara.page("homework", homework.pk)
        handed_in(homework)
        assert "Overdue" not in thea.page("client-homework", homework.pk)


def test_how_it_stands_is_on_the_client_s_details(cast, thea, given, handed_in) -> None:
    """S1.07: in figures, and the few that wait; what waits for review first."""
    handed_in(given("Plovercote"))

    part = thea.page("client-homework-latest", cast.clients["clara"].pk)

    assert "1 open, 2 to review" in part
    assert part.index("Plovercote") < part.index("Five things, slowly")
    assert "1 overdue" in thea.page("client-homework-latest", cast.clients["nadia"].pk)


def test_the_list_is_narrowed_by_how_it_stands(cast, thea) -> None:
    client = cast.clients["clara"].pk

    assert "The whole way by train" in thea.page("client-homework-list", client, which="to-review")
    assert "The whole way by train" not in thea.page("client-homework-list", client, which="open")
    assert "Sleep diary" in thea.page("client-homework-list", client, which="reviewed")


# Answering --------------------------------------------------------------------------------------------------------


def test_what_she_writes_is_hers_alone_until_she_hands_it_in(cast, everyone, thea, clara, given, photo) -> None:
    """An unfinished answer stands on no page of anybody else, and in nobody's log."""
    homework = given()
    address = clara.viewer.address("homework-answer", homework.pk)
    clara.post(address, {"body": "Ousebank", "revision": 0, "then": "save"})
    clara.post(clara.viewer.address("homework-add-files", homework.pk), {"uploads": photo()})
    (file,) = AnswerFile.objects.as_system("test").filter(answer__homework=homework)

    assert "Ousebank" in clara.page("homework", homework.pk)
    for person in (thea, everyone["double"]):
        assert "Ousebank" not in person.page("client-homework", homework.pk)
        assert person.get(person.viewer.address("client-homework-answer-file", file.pk)).status_code == 404
    lines = Line.objects.as_system("test").filter(record__in=[f"homework.Answer:{file.answer_id}"])
    assert {line.client for line in lines} == {None}

    clara.post(address, {"body": "Ousebank", "revision": 1, "then": "hand-in"})
    file.refresh_from_db()
    file.make_safe()

    assert "Ousebank" in thea.page("client-homework", homework.pk)
    assert content_of(thea.get(thea.viewer.address("client-homework-answer-file", file.pk)))


def test_the_page_keeps_what_is_typed_by_itself_and_two_tabs_lose_nothing(cast, clara, given) -> None:
    """Decision 0013, in this room too."""
    homework = given()
    address = clara.viewer.address("homework-answer", homework.pk)
    kept = clara.browser.post(address, {"body": "One", "revision": 0}, headers=BY_ITSELF)
    assert kept.json()["revision"] == 1

    late = clara.browser.post(address, {"body": "Two", "revision": 0}, headers=BY_ITSELF)
    by_hand = clara.post(address, {"body": "Two", "revision": 0, "then": "hand-in"})

    assert late.status_code == 409
    assert late.json()["texts"] == {"body": "One"}
    assert by_hand.status_code == 409
    assert "One" in by_hand.content.decode()
    assert "Two</textarea>" in by_hand.content.decode()
    homework.refresh_from_db()
    assert homework.done_at is None


def test_nothing_at_all_cannot_be_handed_in_but_a_tick_is_enough(cast, clara, given) -> None:
    homework = given()
    address = clara.viewer.address("homework-answer", homework.pk)

    empty = clara.post(address, {"body": " ", "revision": 0, "then": "hand-in"})
    assert empty.status_code == 422
    assert "Tick a step, write a few words or add a file" in empty.content.decode()

    ticked(clara, steps_of(homework)[0])
    clara.post(address, {"body": "", "revision": 1, "then": "hand-in"})
    homework.refresh_from_db()
    assert homework.state == Homework.State.DONE


def test_a_tick_can_be_taken_away_again(cast, thea, clara, given) -> None:
    homework = given()
    step = steps_of(homework)[0]
    ticked(clara, step)
    ticked(clara, step)
    assert "1 of 2 steps" in text(thea.page("client-homework", homework.pk))

    ticked(clara, step, "no")

    assert "0 of 2 steps" in text(thea.page("client-homework", homework.pk))


def test_handed_in_it_is_told_and_taken_back_it_is_hers_again(cast, thea, clara, given, handed_in, do_the_jobs) -> None:
    """Until it is reviewed. The mail that was not sent yet is not sent."""
    do_the_jobs()
    mail.outbox.clear()
    homework = handed_in(given())
    assert notices_of(homework, "homework.handed_in").count() == 1

    clara.post(clara.viewer.address("homework-take-back", homework.pk))
    do_the_jobs()

    assert not notices_of(homework, "homework.handed_in").exists()
    assert not [letter for letter in mail.outbox if letter.to == ["thea@willow.example"]]
    assert "Ousebank" not in thea.page("client-homework", homework.pk)
    assert "Ousebank" in clara.page("homework", homework.pk)

    clara.post(clara.viewer.address("homework-answer", homework.pk), {"body": "Anew", "revision": 1, "then": "hand-in"})
    do_the_jobs()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["thea@willow.example"]]
    assert not re.search("homework|Anew|Clara|Willow", letter.subject + letter.body, re.I)
    thea.post(thea.viewer.address("client-homework-review", homework.pk), {"word_back": "Thank you."})
    assert clara.post(clara.viewer.address("homework-take-back", homework.pk)).status_code == 404


def test_reviewed_it_is_told_and_changes_no_more(cast, thea, clara, given, handed_in, do_the_jobs) -> None:
    homework = handed_in(given())
    do_the_jobs()
    mail.outbox.clear()

    for word in ("Well tried.", "Once more"):
        thea.post(thea.viewer.address("client-homework-review", homework.pk), {"word_back": word})
    do_the_jobs()

    assert [letter.to for letter in mail.outbox] == [["clara@mail.example"]]
    assert not re.search("homework|tried|Thea", mail.outbox[0].subject + mail.outbox[0].body, re.I)
    assert "Well tried." in clara.page("homework", homework.pk), "the first word stands"
    assert ticked(clara, steps_of(homework)[0]).status_code == 404
    answer = clara.post(clara.viewer.address("homework-answer", homework.pk), {"body": "x", "revision": 1})
    assert answer.status_code == 404


def test_two_who_act_for_one_client_do_not_read_each_others_drafts(cast, everyone, clara, given, handed_in) -> None:
    """Whoever manages the profile sees the homework; what is unfinished is its writer's. One who does not manage it
    sees nothing."""
    homework = given()
    clara.post(clara.viewer.address("homework-answer", homework.pk), {"body": "Ousebank", "revision": 0})
    grace = everyone["grace"]
    access = PortalAccess(client=cast.clients["clara"], user=grace.user, code="gr4ce2nd")
    with act(grace.viewer, "clients.enter_portal", access):
        access.save(force_insert=True)
    page = f"/portal/gr4ce2nd/homework/{homework.pk}/"

    assert "Plovercote" in grace.get(page).content.decode()
    assert "Ousebank" not in grace.get(page).content.decode()
    handed_in(homework)  # the page began with nothing, and says so
    clara.post(
        clara.viewer.address("homework-answer", homework.pk), {"body": "Ousebank", "revision": 1, "then": "hand-in"}
    )
    assert "Ousebank" in grace.get(page).content.decode()
    assert grace.post(f"{page}take-back/").status_code == 404

    access.can_manage = False
    with act(grace.viewer, "clients.enter_portal", access):
        access.save(update_fields=["can_manage"])
    assert grace.get(page).status_code == 404
    assert grace.get("/portal/gr4ce2nd/homework/").status_code == 404


# Changed and withdrawn --------------------------------------------------------------------------------------------


def test_its_day_can_be_changed_and_taken_away(cast, thea, clara, given) -> None:
    homework = given(days=1)
    assert "due tomorrow" in text(clara.page("homework", homework.pk))
    address = thea.viewer.address("client-homework-due", homework.pk)

    thea.post(address, {"due_on": localdate(timezone=WILLOW).isoformat()})
    assert "due today" in text(clara.page("homework", homework.pk))
    thea.post(address, {"due_on": ""})
    assert "due" not in text(clara.page("homework", homework.pk)).split("Steps")[0].split("Plovercote")[-1]
    assert thea.post(address, {"due_on": "2001-01-01"}).status_code == 422


def test_withdrawn_it_is_gone_from_the_portal_and_stays_in_the_record(cast, thea, clara, given) -> None:
    """One honest question; and what was told of it is no more."""
    homework = given()
    assert "whatever they may have begun to write" in text(thea.page("client-homework-withdraw", homework.pk))

    thea.post(thea.viewer.address("client-homework-withdraw", homework.pk))

    assert clara.get(clara.viewer.address("homework", homework.pk)).status_code == 404
    assert "Plovercote" not in clara.page("homework-list")
    assert "Plovercote" not in clara.page("dashboard-to-do")
    assert not notices_of(homework, "homework.given").exists()
    assert "Withdrawn" in thea.page("client-homework", homework.pk)


def test_what_is_handed_in_cannot_be_withdrawn(cast, thea, clara, given, handed_in) -> None:
    homework = handed_in(given())

    assert thea.post(thea.viewer.address("client-homework-withdraw", homework.pk)).status_code == 404
    assert "Ousebank" in clara.page("homework", homework.pk)


# A library of one's own -------------------------------------------------------------------------------------------


def test_what_was_given_is_kept_and_given_again_with_its_file(cast, thea, clara, given, paper) -> None:
    """Copies: changing the library changes nothing that was given."""
    first = given("A list", instructions="Kestrelsong", uploads=paper())
    thea.post(thea.viewer.address("client-homework-keep", first.pk))
    template = Template.objects.visible_to(thea.viewer).order_by("-added_at").first()
    (kept,) = TemplateFile.objects.visible_to(thea.viewer).filter(template=template)
    address = thea.viewer.address("client-homework-give", cast.clients["nadia"].pk)

    page = thea.get(address, **{"from": str(template.pk)}).content.decode()
    assert "Kestrelsong" in page
    assert "Millrace.pdf" in page
    thea.post(f"{address}?from={template.pk}", {"title": "A list", "steps": "One", "from_library": [str(kept.pk)]})
    thea.post(thea.viewer.address("homework-template-remove", template.pk))

    (material,) = Material.objects.as_system("test").filter(client=cast.clients["nadia"])
    assert b"Millrace" in content_of(thea.get(thea.viewer.address("client-homework-material-file", material.pk)))
    assert "Kestrelsong" in clara.page("homework", first.pk)
    assert "A list" not in thea.page("homework-library")


def test_a_library_is_changed_and_its_files_removed(cast, thea) -> None:
    template = cast.library["Five things, slowly"]
    (file,) = template.files.visible_to(thea.viewer)

    thea.post(thea.viewer.address("homework-template", template.pk), {"title": "Six things", "steps": "Look\n\nListen"})
    thea.post(thea.viewer.address("homework-template-file-remove", file.pk))

    page = thea.page("homework-template", template.pk)
    assert "Six things" in page
    assert "Look\nListen</textarea>" in page
    assert "Nettlebed" not in page
    assert cast.homework["five"].materials.as_system("test").count() == 1, "what was given keeps its own"


def test_nobody_else_looks_into_it(cast, thea, cole, olive) -> None:
    template = cast.library["Five things, slowly"]
    (file,) = template.files.visible_to(thea.viewer)

    assert "Five things" in thea.page("homework-library")
    assert "Five things" not in cole.page("homework-library")
    assert cole.get(f"/willow/homework/library/{template.pk}/").status_code == 404
    assert cole.get(f"/willow/homework/library/files/{file.pk}/file/").status_code == 404
    assert olive.get("/willow/homework/library/").status_code == 403
    assert olive.get(f"/willow/clients/{cast.clients['clara'].pk}/homework/").status_code == 404


# Who works with the client ----------------------------------------------------------------------------------------


def test_whoever_has_taken_over_is_told_and_reviews(cast, olive, cole, thea, given, handed_in) -> None:
    """Q17: without access Thea sees nothing at the next click."""
    homework = given()
    cast.clients["clara"].give_access(olive.viewer, [cast.workers["cole"]], cast.workers["cole"])

    handed_in(homework)

    assert thea.get(thea.viewer.address("client-homework", homework.pk)).status_code == 404
    (notice,) = notices_of(homework, "homework.handed_in")
    assert notice.member == cast.workers["cole"]
    cole.post(cole.viewer.address("client-homework-review", homework.pk), {"word_back": "From Cole."})
    assert "From Cole." in cole.page("client-homework", homework.pk)


def test_today_says_whose_homework_waits_and_not_what(cast, thea, cole, given, handed_in) -> None:
    handed_in(given("Plovercote"))

    part = thea.browser.get(thea.viewer.address("homework-to-review"), headers={"HX-Request": "true"}).content.decode()

    assert "Clara Reyes" in part
    assert "Plovercote" not in part
    assert "Clara Reyes" not in cole.page("homework-to-review")


def test_looking_at_it_stands_in_the_log_and_ones_own_look_does_not(cast, thea, clara) -> None:
    homework = cast.homework["train"]
    lines = Line.objects.as_system("test").filter(verb="homework.open", client=cast.clients["clara"].pk)

    clara.page("homework", homework.pk)
    assert not lines.exists()
    thea.page("client-homework", homework.pk)
    assert lines.get().who == thea.user


# Reminding --------------------------------------------------------------------------------------------------------


def test_the_day_before_in_their_own_morning_and_never_twice(cast, clara, given, do_the_jobs) -> None:
    """By the client's clock, however often the job runs; the mail says that something waits until tomorrow."""
    homework = given(days=5)
    other = given("Other", days=6)
    clara.user.time_zone = "Australia/Sydney"
    clara.user.save(update_fields=["time_zone"])
    do_the_jobs()
    mail.outbox.clear()
    midnight_in_sydney = datetime.combine(homework.due_on, datetime.min.time(), UTC) - timedelta(days=1, hours=11)

    with time_machine.travel(midnight_in_sydney + timedelta(hours=6)):
        remind_everybody()
        assert not notices_of(homework, "homework.due").exists(), "it is six o'clock there"
    with time_machine.travel(midnight_in_sydney + timedelta(hours=9, minutes=30)):
        for _ in range(3):
            remind_everybody()
        do_the_jobs()

    assert notices_of(homework, "homework.due").count() == 1
    assert not notices_of(other, "homework.due").exists()
    (letter,) = [letter for letter in mail.outbox if letter.to == ["clara@mail.example"]]
    assert "Something waits for you until tomorrow" in letter.subject
    assert not re.search("homework|Plovercote|Thea|Willow", letter.subject + letter.body, re.I)


def test_of_what_is_handed_in_or_withdrawn_nobody_is_reminded(cast, thea, given, handed_in) -> None:
    done, withdrawn = handed_in(given(days=1)), given("Other", days=1)
    thea.post(thea.viewer.address("client-homework-withdraw", withdrawn.pk))

    noon = datetime.combine(localdate(timezone=WILLOW), datetime.min.time(), WILLOW) + timedelta(hours=12)
    with time_machine.travel(noon):
        remind_everybody()

    for homework in (done, withdrawn):
        assert not notices_of(homework, "homework.due").exists()


# Cost, and what the database promises -----------------------------------------------------------------------------


def test_much_homework_costs_no_more_queries_than_little(cast, thea, clara, given) -> None:
    client, session = cast.clients["clara"].pk, cast.sessions["clara -1"].pk
    train, five = cast.homework["train"].pk, cast.homework["five"].pk
    looks = [
        lambda: thea.page("client-homework-list", client),
        lambda: thea.page("client-homework-latest", client),
        lambda: thea.page("client-homework-give", client),
        lambda: thea.page("client-homework", train),
        lambda: thea.page("homework-to-review"),
        lambda: thea.page("session-homework", session),
        lambda: thea.page("homework-library"),
        lambda: thea.page("homework-template", cast.library["Five things, slowly"].pk),
        lambda: clara.page("homework-list"),
        lambda: clara.page("homework", five),
        lambda: clara.page("homework", train),
        lambda: clara.page("session-homework", session),
        lambda: clara.page("dashboard-to-do"),
    ]
    few = [_queries(look) for look in looks if look() or True]
    for number in range(6):
        given(f"Plovercote {number}", session=str(session))

    assert [_queries(look) for look in looks if look() or True] == few
    assert max(few) <= 12, few


def _queries(look) -> int:
    with CaptureQueriesContext(connection) as asked:
        look()
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize("facts", [{"reviewed_at": "2026-01-01T00:00Z"}, {"done_at": "2026-01-01T00:00Z"}])
def test_it_is_reviewed_only_once_done_and_never_both_done_and_withdrawn(cast, thea, given, facts) -> None:
    homework = given()
    homework.withdraw(thea.viewer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Homework._base_manager.filter(pk=homework.pk).update(**facts)


def test_only_one_answer_is_handed_in(cast, clara, everyone, given, handed_in) -> None:
    homework = handed_in(given())
    second = Answer(homework=homework, client_id=homework.client_id, author=everyone["grace"].user, body="")
    second.handed_in_at = homework.done_at

    with pytest.raises(IntegrityError), act(Viewer(user=clara.user), "homework.begin_answer", second):
        second.save(force_insert=True)
