"""The trail as people read it."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localdate

from heartwood.ground.audit.acting import act
from heartwood.ground.audit.models import Line

LOG = "/willow/practice/log/"


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def results(reader, **query) -> str:
    answer = reader.browser.get(LOG, query, headers={"HX-Request": "true"})
    return text(answer)


def test_the_client_reads_who_opened_their_record_and_as_what(cast, everyone, thea, olive) -> None:
    """S3.D2: whoever gives themselves access is seen."""
    nadia, record = everyone["nadia"], cast.clients["nadia"]
    thea.page("client", record.pk)
    olive.page("client", record.pk)
    record.change(thea.viewer, pronouns="she/her")

    dashboard = text(nadia.get(nadia.viewer.address("dashboard")))
    seen = text(nadia.get(nadia.viewer.address("seen")))

    assert "Thea Lindqvist changed your details" in dashboard
    assert "Olive Park opened your record" in dashboard
    assert "Thea Lindqvist opened your record" in seen
    assert "Administrator" in seen
    assert "made a record for you" in seen


def test_their_own_steps_are_not_told_back_to_them(cast, clara, thea) -> None:
    with act(clara.viewer, "clients.enter_portal", cast.profiles["clara"]):
        pass

    assert "entered the portal" not in clara.page("seen")
    assert "entered the portal" in thea.page("client-trail", cast.clients["clara"].pk)


def test_the_client_reads_who_was_given_access_and_who_lost_it(cast, olive, thea, cole, clara) -> None:
    cast.clients["clara"].give_access(olive.viewer, [cole.member], cole.member)

    seen = text(clara.get(clara.viewer.address("seen")))

    assert "Olive Park gave Cole Mbeki access to your record" in seen
    assert "Olive Park ended the access of Thea Lindqvist to your record" in seen


def test_one_profile_knows_nothing_of_the_other(cast, everyone, thea, cole) -> None:
    thea.page("client", cast.clients["nadia"].pk)
    cole.page("client", cast.clients["nadia_with_cole"].pk)
    nadia = everyone["nadia"]

    pages = [text(nadia.get(f"/portal/{cast.profiles[key].code}/seen/")) for key in ("nadia", "nadia_with_cole")]

    assert "Thea Lindqvist opened your record" in pages[0]
    assert "Cole" not in pages[0]
    assert "Cole Mbeki opened your record" in pages[1]
    assert "Thea" not in pages[1]


def test_the_trail_of_a_record_is_read_by_those_who_see_its_whole_profile(cast, everyone) -> None:
    page = f"/willow/clients/{cast.clients['clara'].pk}/seen/"

    readers = {key for key, person in everyone.items() if person.get(page).status_code == 200}

    assert readers == {"olive", "thea", "double"}
    assert "Sealed" not in text(everyone["thea"].get(page))


def test_the_log_of_the_practice_is_its_administrators(everyone) -> None:
    answers = {key: person.get(LOG).status_code for key, person in everyone.items()}

    assert {key for key, status in answers.items() if status == 200} == {"olive"}
    assert {key for key, status in answers.items() if status == 403} == {
        "thea", "cole", "sol", "fran", "bo", "moved", "double",
    }  # fmt: skip


def test_an_owner_only_record_is_not_in_the_log_nor_found_by_it(cast, everyone, olive) -> None:
    emeka = cast.clients["emeka_obi"]
    everyone["sol"].page("client", emeka.pk)

    assert "Emeka" not in results(olive)
    assert "No line fits" in results(olive, q="Emeka")
    assert not Line.objects.visible_to(olive.viewer).filter(client=emeka.pk).exists()
    assert "opened the record" in everyone["sol"].page("client-trail", emeka.pk)


def test_the_log_is_narrowed_by_person_client_kind_and_day(cast, olive, thea, cole) -> None:
    thea.page("client", cast.clients["clara"].pk)
    cole.page("client", cast.clients["kit"].pk)

    by_thea = results(olive, person=str(thea.member.pk), kind="visit")
    assert "Clara Reyes" in by_thea
    assert "Kit Kim" not in by_thea

    of_kit = results(olive, q="kit kim", kind="visit")
    assert "Cole Mbeki" in of_kit
    assert "Clara Reyes" not in of_kit

    assert "opened the record" not in results(olive, kind="act")
    assert "opened the record" in results(
        olive, kind="visit", on=localdate(timezone=ZoneInfo(olive.user.time_zone)).isoformat()
    )
    assert "No line fits" in results(olive, on="2020-01-01")


@pytest.mark.parametrize("asked", [{"person": "x"}, {"on": "tomorrow"}, {"after": "1"}, {"kind": "all"}, {"q": "%"}])
def test_nonsense_in_the_address_narrows_nothing_or_finds_nothing(olive, asked) -> None:
    assert olive.get(LOG, **asked).status_code == 200


def test_the_log_turns_pages_and_no_line_comes_twice(cast, olive) -> None:
    shown, address = [], LOG
    while address:
        page = olive.get(address).content.decode()
        shown += re.findall(r'<time datetime="([^"]+)"', page)
        following = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
        address = following and following.group(1).replace("&amp;", "&")

    assert len(shown) == Line.objects.visible_to(olive.viewer).count() > 50
    assert shown == sorted(shown, reverse=True)


def test_a_line_whose_verb_is_no_more_still_stands_there(cast, olive) -> None:
    from heartwood.ground.audit.acting import act

    with act(olive.viewer, "clients.long_forgotten", cast.clients["clara"]):
        pass

    assert "clients.long_forgotten" in results(olive)
