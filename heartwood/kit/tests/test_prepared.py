"""Queries that are put into SQL once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from heartwood.ground.accounts.models import Organization
from heartwood.kit.prepared import AsksTooMuch, Prepared, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def organizations():
    return [Organization.objects.create(name=f"Practice {n}", slug=f"practice-{n}") for n in range(5)]


@prepared
def with_slug(slug: str) -> QuerySet[Organization]:
    return Organization.objects.filter(slug=slug)


@prepared
def founded_since(moment, *, kind: str) -> QuerySet[Organization]:
    ours = Organization.objects.filter(slug__startswith="practice-")
    return ours.filter(founded_at__gt=moment - timedelta(hours=1), kind=kind).order_by("slug")


@prepared
def among(ids) -> QuerySet[Organization, str]:
    return Organization.objects.filter(pk__in=ids).order_by("slug").values_list("slug", flat=True)


def test_the_same_statement_answers_for_other_values(organizations):
    assert [with_slug.first(each.slug) for each in organizations] == organizations
    assert with_slug.first("practice-9") is None
    assert len(with_slug.kept) == 1


def test_what_is_named_belongs_to_the_wording(organizations):
    founded_since.kept.clear()
    assert founded_since(now(), kind="practice") == organizations, "an hour is counted from the moment"
    assert founded_since(now() + timedelta(hours=2), kind="practice") == []
    assert founded_since(now(), kind="service_center") == []
    assert founded_since.count(now(), kind="practice") == 5
    assert len(founded_since.kept) == 3, "of two kinds, and counted"


def test_lists_are_as_long_as_they_are(organizations):
    assert among([each.pk for each in organizations[1:3]]) == ["practice-1", "practice-2"]
    assert among([organizations[4].pk, organizations[0].pk]) == ["practice-0", "practice-4"]
    with CaptureQueriesContext(connection) as asked:
        assert among([]) == []
        assert among.count([]) == 0
    assert not asked, "nothing can be among none"


def test_nothing_is_kept_of_what_was_found(organizations):
    assert with_slug.first("practice-1").name == "Practice 1"
    organizations[1].delete()
    assert with_slug.first("practice-1") is None


def test_a_query_knows_nothing_of_what_fills_its_holes(organizations):
    someone, today = organizations[0].pk, localdate()
    refused = {
        "an id": lambda slug: Organization.objects.filter(pk=someone, slug=slug),
        "the clock": lambda slug: Organization.objects.filter(founded_at__lt=now(), slug=slug),
        "a day": lambda slug: Organization.objects.filter(founded_at__date=today, slug=slug),
        "the database": lambda slug: Organization.objects.filter(pk=Organization.objects.get(slug=slug).pk),
        "what else is fetched": lambda slug: Organization.objects.filter(slug=slug).prefetch_related("members"),
    }
    for what, query in refused.items():
        with pytest.raises(AsksTooMuch):
            print(what, Prepared(query)("practice-1"))
    with pytest.raises(AsksTooMuch):
        Prepared(lambda number: Organization.objects.filter(age_of_majority=number))(18)


def test_a_query_that_looks_at_its_values_is_found_out(organizations):
    everybody, nobody = Organization.objects.all(), Organization.objects.none()
    by_turns = Prepared(lambda slug: everybody.filter(slug=slug) if slug < "q" else nobody)
    with pytest.raises(AssertionError, match="is worded by what should fill holes"):
        assert [by_turns("practice-1"), by_turns("zebra")]
