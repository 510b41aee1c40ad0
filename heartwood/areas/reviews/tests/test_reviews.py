"""Reviews: left, answered, published with both sides' will, taken back; and read by nobody else."""

import re

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from heartwood.areas.reviews.models import LeftAlready, NotPossible, Opinion, Review, ShownAs
from heartwood.ground.audit.models import Line

THE_HOUSE = ("cole", "sol", "olive", "fran", "bo", "moved", "double", "left", "otto", "felix")


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def page_of(person, practitioner) -> str:
    return text(person.page("practitioner", practitioner.pk))


# Leaving one ------------------------------------------------------------------------------------------------------


def test_clara_leaves_a_review_and_thea_is_told_that_something_waits(cast, clara, thea, leave, do_the_jobs) -> None:
    """From Session Details; the mail says neither what nor whose, and leads to that very review."""
    mail.outbox.clear()
    session = cast.sessions["clara -3"]
    assert clara.viewer.address("review-leave", session.pk) in clara.page("session", session.pk)

    review = leave("You let me finish. Plover.", stars=4)
    do_the_jobs()

    assert "Your review" in clara.page("session", session.pk)
    assert "Plover." in clara.page("review", review.pk)
    assert "4 of 5 stars" in clara.page("review", review.pk)
    (letter,) = mail.outbox
    assert letter.to == ["thea@willow.example"]
    assert not re.search("Plover|star|review|Clara|Willow|session|therap", letter.subject + letter.body, re.I)
    link = re.search(r"http://localhost:8000(/accounts/notices/\S+)", letter.body).group(1)
    assert "Plover." in thea.browser.get(link, follow=True).content.decode()
    assert "Plover." in thea.get(thea.viewer.address("session-reviews", session.pk)).content.decode()


def test_the_words_lie_sealed(cast, leave) -> None:
    review = leave("Plover, again and again.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM reviews_review WHERE words IS NOT NULL")
        assert not [row for row in cursor.fetchall() if b"Plover" in bytes(row[0])]
    assert review.words == "Plover, again and again."


def test_without_stars_it_is_explained_and_no_word_is_lost(cast, clara) -> None:
    address = clara.viewer.address("review-leave", cast.sessions["clara -3"].pk)

    answer = clara.post(address, {"words": "A plover called.", "shown_as": "first_name"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose how many stars you give." in page
    assert "A plover called.</textarea>" in page
    assert re.search(r'value="first_name"[^>]*checked', page)
    assert clara.post(address, {"stars": "6"}).status_code == 422


def test_there_is_one_for_each_session(cast, clara, leave) -> None:
    review = leave("Plover.")
    address = clara.viewer.address("review-leave", review.appointment_id)

    again = clara.post(address, {"stars": "1", "words": "Another"})

    assert again.url == clara.viewer.address("review", review.pk)
    with pytest.raises(LeftAlready):
        Review.objects.leave(clara.viewer, review.appointment, Opinion(1))
    assert Review.objects.as_system("test").filter(appointment=review.appointment).count() == 1


def test_what_has_not_taken_place_is_not_reviewed(cast, clara, thea) -> None:
    ahead = cast.sessions["clara 0"]
    cancelled = cast.sessions["clara -3"]
    type(cancelled)._base_manager.filter(pk=cancelled.pk).update(state="cancelled")

    for session in (ahead, cancelled):
        assert clara.get(clara.viewer.address("review-leave", session.pk)).status_code == 404
        assert "Leave a review" not in clara.page("session", session.pk)


def test_it_is_read_by_the_practitioner_of_that_session_and_by_nobody_else(cast, everyone, thea, leave) -> None:
    """Also nobody learns that there is one: the session of whoever sees it looks as it did."""
    session = cast.sessions["clara -3"]
    watching = [everyone[key] for key in ("olive", "fran", "bo", "double")]
    before = [text(person.page("session", session.pk)) for person in watching]

    review = leave("Plover.", shown_as="first_name")

    assert thea.get(thea.viewer.address("review", review.pk)).status_code == 200
    for person in (everyone[key] for key in THE_HOUSE):
        assert person.get(person.viewer.address("review", review.pk)).status_code == 404, person.key
        assert person.get(person.viewer.address("session-reviews", session.pk)).status_code == 404, person.key
    for person in (everyone[key] for key in ("nadia", "grace", "petra")):
        assert person.get(person.viewer.address("review", review.pk)).status_code == 404, person.key
    assert [text(person.page("session", session.pk)) for person in watching] == before
    assert "Clara Reyes" not in everyone["cole"].page("reviews")


def test_thea_reads_none_of_a_client_who_is_not_hers_any_more(cast, thea, olive, leave) -> None:
    review = leave("Plover.")
    cast.clients["clara"].give_access(olive.viewer, [cast.workers["cole"]], cast.workers["cole"])

    assert thea.get(thea.viewer.address("review", review.pk)).status_code == 404
    assert "Clara Reyes" not in thea.page("reviews")


# Answering --------------------------------------------------------------------------------------------------------


def test_thea_replies_and_clara_is_told_once(cast, clara, thea, leave, do_the_jobs) -> None:
    review = leave("Plover.")
    do_the_jobs()
    mail.outbox.clear()

    for words in ("Thank you for the dunlin.", "Thank you for the curlew."):
        thea.post(thea.viewer.address("review-answer", review.pk), {"reply": words})
    do_the_jobs()

    page = clara.page("review", review.pk)
    assert "Thank you for the curlew." in page
    assert "dunlin" not in page
    (letter,) = mail.outbox
    assert letter.to == ["clara@mail.example"]
    assert not re.search("curlew|dunlin|review|Thea|Willow", letter.subject + letter.body, re.I)
    empty = thea.post(thea.viewer.address("review-answer", review.pk), {"reply": " "})
    assert empty.status_code == 422


# Publishing -------------------------------------------------------------------------------------------------------


def test_it_is_published_when_both_want_it_and_gone_at_the_next_request_when_one_does_not(
    cast, clara, everyone, thea, leave
) -> None:
    nadia, member = everyone["nadia"], cast.workers["thea"]
    review = leave("Plover.", shown_as="initials")
    assert "Plover." not in page_of(nadia, member), "Thea has not published it"

    thea.post(thea.viewer.address("review-publish", review.pk))
    page = nadia.get(nadia.viewer.address("practitioner", member.pk))
    assert "Plover." in page.content.decode()
    assert "C. R.," in text(page.content.decode())
    assert "Reyes" not in page.content.decode()

    clara.post(clara.viewer.address("review-take-back", review.pk))
    since = {"If-None-Match": page.headers.get("ETag", "*"), "If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}
    after = nadia.browser.get(nadia.viewer.address("practitioner", member.pk), headers=since)
    assert after.status_code == 200
    assert "Plover." not in after.content.decode()
    assert thea.post(thea.viewer.address("review-publish", review.pk)).status_code == 404
    assert "It is for you alone" in thea.page("review", review.pk)


@pytest.mark.parametrize(
    ("shown_as", "name"), [("first_name", "Clara"), ("initials", "C. R."), ("anonymous", "A client")]
)
def test_it_stands_there_under_the_name_that_clara_chose(cast, clara, everyone, thea, leave, shown_as, name) -> None:
    assert f"May be published as “{name}”" in clara.page("review-leave", cast.sessions["clara -3"].pk)

    review = leave("Plover.", shown_as=shown_as)
    thea.post(thea.viewer.address("review-publish", review.pk))

    assert f"{name}, " in page_of(everyone["grace"], cast.workers["thea"]).partition("Plover.")[0][-60:]


def test_a_name_that_is_not_known_is_not_made_up(cast) -> None:
    client = cast.clients["clara"]
    client.first_name = ""

    assert [shown_as.of(client) for shown_as in ShownAs] == ["A client", "R.", "A client"]


def test_new_words_wait_until_thea_has_read_them(cast, clara, everyone, thea) -> None:
    """What she has published is what she has read; another name takes effect at once."""
    review, nadia, member = cast.reviews["rain"], everyone["nadia"], cast.workers["thea"]
    change = clara.viewer.address("review-change", review.pk)

    clara.post(change, {"stars": 4, "words": review.words, "shown_as": "anonymous"})
    assert "Hazelwick" in page_of(nadia, member)
    assert "C. R." not in page_of(nadia, member)

    clara.post(change, {"stars": 4, "words": "A plover instead.", "shown_as": "anonymous"})
    assert "plover" not in page_of(nadia, member)
    page = text(thea.page("review", review.pk))
    assert "A plover instead." in page
    assert "Edited" in page
    assert "Publish" in page


def test_consent_that_was_taken_back_meanwhile_is_not_overlooked(cast, clara, thea) -> None:
    review = cast.reviews["sleep"]
    seen_by_thea = Review.objects.visible_to(thea.viewer).get(pk=review.pk)
    review.withdraw_consent(clara.viewer)

    with pytest.raises(NotPossible):
        seen_by_thea.publish(thea.viewer)

    assert not Review.objects.as_system("test").exclude(published_at=None).filter(pk=review.pk).exists()
    assert not Line.objects.as_system("test").filter(verb="reviews.publish", record__endswith=str(review.pk)).exists()


def test_deleted_it_is_gone_for_good(cast, clara, everyone, thea) -> None:
    review = cast.reviews["first"]
    assert "with any reply" in text(clara.page("review-remove", review.pk))

    clara.post(clara.viewer.address("review-remove", review.pk))

    assert not Review.objects.as_system("test").filter(pk=review.pk).exists()
    assert "Brackenby" not in page_of(everyone["nadia"], cast.workers["thea"])
    assert "deleted a review" in thea.page("client-trail", cast.clients["clara"].pk)
    assert "Leave a review" in clara.page("session", review.appointment_id)


def test_thea_takes_one_down_and_shows_none_at_all(cast, everyone, thea) -> None:
    nadia, member = everyone["nadia"], cast.workers["thea"]

    thea.post(thea.viewer.address("review-take-down", cast.reviews["first"].pk))
    assert "Brackenby" not in page_of(nadia, member)
    assert "Hazelwick" in page_of(nadia, member)

    thea.post(thea.viewer.address("reviews-page"))
    assert "Hazelwick" not in page_of(nadia, member)
    assert "No reviews here" in page_of(nadia, member)
    thea.post(thea.viewer.address("reviews-page"), {"show": "on"})
    assert "Hazelwick" in page_of(nadia, member)


# A practitioner's page --------------------------------------------------------------------------------------------


def test_there_is_an_average_from_three_on(cast, everyone, thea) -> None:
    """Of two, each of the two could reckon what the other gave."""
    nadia, member = everyone["nadia"], cast.workers["thea"]
    assert "4.7 of 5 stars · 3 reviews" in page_of(nadia, member)

    thea.post(thea.viewer.address("review-take-down", cast.reviews["first"].pk))

    page = page_of(nadia, member)
    assert "2 reviews" in page
    assert "of 5 stars ·" not in page


def test_a_page_is_opened_by_ones_own_clients_and_with_reviews_by_all_of_the_practice(cast, everyone, thea) -> None:
    """Grace's practitioner is Cole, who shows none. Nobody elsewhere learns who works at Willow."""
    thea_pk, cole_pk, sol_pk = (cast.workers[key].pk for key in ("thea", "cole", "sol"))
    grace, clara, petra = (everyone[key] for key in ("grace", "clara", "petra"))

    assert "Brackenby" in grace.page("practitioner", thea_pk)
    assert "Individual session" in grace.page("practitioner", thea_pk)
    assert "Coldharrow" not in grace.page("practitioner", cole_pk)
    assert clara.get(clara.viewer.address("practitioner", cole_pk)).status_code == 404
    assert clara.get(clara.viewer.address("practitioner", sol_pk)).status_code == 404
    assert petra.get(petra.viewer.address("practitioner", thea_pk)).status_code == 404
    listed = text(grace.page("practitioners"))
    assert "Thea Lindqvist" in listed
    assert "Cole Mbeki" in listed
    assert "Sol Abrams" not in listed

    thea.post(thea.viewer.address("reviews-page"))
    assert grace.get(grace.viewer.address("practitioner", thea_pk)).status_code == 404
    assert "Individual session" in clara.page("practitioner", thea_pk), "her own practitioner"


def test_booking_leads_there(cast, everyone) -> None:
    nadia = everyone["nadia"]
    about = nadia.viewer.address("practitioner", cast.workers["thea"].pk)

    assert about in nadia.page("book")
    assert about in nadia.page("book-time", cast.workers["thea"].pk, cast.services["therapy"].pk)
    assert nadia.viewer.address("practitioners") in nadia.page("book")


def test_whoever_has_left_stands_on_no_page(cast, everyone) -> None:
    thea = cast.workers["thea"]
    type(thea).objects.filter(pk=thea.pk).update(left_at=now())

    assert everyone["nadia"].get(everyone["nadia"].viewer.address("practitioner", thea.pk)).status_code == 404


# What it costs ----------------------------------------------------------------------------------------------------


def test_many_reviews_cost_no_more_queries_than_one(cast, clara, everyone, thea, leave) -> None:
    looks = [
        lambda: everyone["nadia"].page("practitioner", cast.workers["thea"].pk),
        lambda: clara.page("practitioners"),
        lambda: clara.page("review", cast.reviews["first"].pk),
        lambda: clara.page("review-change", cast.reviews["first"].pk),
        lambda: clara.page("review-leave", cast.sessions["clara -1"].pk),
        lambda: clara.page("session", cast.sessions["clara -11"].pk),
        lambda: thea.page("reviews"),
        lambda: thea.page("review", cast.reviews["first"].pk),
        lambda: thea.page("session", cast.sessions["clara -11"].pk),
        lambda: thea.page("session-reviews", cast.sessions["clara -11"].pk),
    ]
    few = [_queries(look) for look in looks if look() or True]
    for number in (-10, -8, -6, -5, -3):
        leave("Plover.", session=f"clara {number}", shown_as="first_name").publish(thea.viewer)

    assert [_queries(look) for look in looks if look() or True] == few
    assert max(few) <= 12, few


def _queries(look) -> int:
    with CaptureQueriesContext(connection) as asked:
        look()
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


# What the database promises ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"stars": 0},
        {"stars": 6},
        {"published_at": "2026-01-01T00:00Z"},
        {"consented_at": "2026-01-01T00:00Z"},
        {"shown_as": "initials"},
    ],
)
def test_the_database_refuses(cast, wrong) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Review._base_manager.filter(pk=cast.reviews["river"].pk).update(**wrong)
