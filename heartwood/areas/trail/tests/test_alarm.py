"""One account that opens unusually many records is noticed."""

import pytest
from django.core import mail

from heartwood.areas.trail import jobs
from heartwood.areas.trail.models import Alarm
from heartwood.ground.notifications.models import Notice


@pytest.fixture(autouse=True)
def three_are_many(settings):
    settings.MANY_RECORDS = 3


@pytest.fixture
def sol(everyone):
    return everyone["sol"]


def open_records(person, cast, number):
    opened = 0
    for client in cast.clients.values():
        if opened < number and person.get(f"/willow/clients/{client.pk}/").status_code == 200:
            opened += 1
    assert opened == number


def news_of(person):
    return Notice.objects.visible_to(person.viewer).filter(kind="trail.many_records_opened").count()


def test_b4_administrators_are_told_once_however_often_one_looks(cast, thea, olive, cole):
    open_records(thea, cast, 4)

    for _ in range(3):
        jobs.look_for_many_records.call()

    assert (news_of(olive), news_of(thea), news_of(cole)) == (1, 0, 0)
    alarm = Alarm.objects.visible_to(olive.viewer).get()
    led = olive.get(f"/willow/practice/log/alarms/{alarm.pk}/")
    assert f"person={thea.member.pk}" in led.url
    assert "Thea Lindqvist" in olive.get(led.url).content.decode()
    assert thea.get(f"/willow/practice/log/alarms/{alarm.pk}/").status_code == 403
    assert not mail.outbox


def test_as_many_as_usual_are_no_news(cast, thea, olive):
    open_records(thea, cast, 3)

    jobs.look_for_many_records.call()

    assert news_of(olive) == 0


def test_the_same_record_again_and_again_is_one_record(cast, thea, olive):
    clara = cast.clients["clara"]
    for page in ("", "edit/", "access/", "seen/"):
        assert thea.get(f"/willow/clients/{clara.pk}/{page}").status_code == 200

    jobs.look_for_many_records.call()

    assert news_of(olive) == 0


def test_taking_them_into_a_file_is_opening_them(cast, thea, olive):
    thea.post("/willow/clients/export/", {"as": "csv"})

    jobs.look_for_many_records.call()

    assert news_of(olive) == 1


def test_owner_only_records_do_not_betray_themselves(cast, sol, olive, settings):
    settings.MANY_RECORDS = 0
    emeka = cast.clients["emeka_obi"]
    assert sol.get(f"/willow/clients/{emeka.pk}/").status_code == 200

    jobs.look_for_many_records.call()

    assert news_of(olive) == 0
