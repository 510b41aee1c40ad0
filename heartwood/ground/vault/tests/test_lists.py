import pytest
from django.db.models import Prefetch

from heartwood.ground.vault.fields import KEYS, open_keys
from heartwood.ground.vault.keys import shred
from heartwood.ground.vault.reading import search
from heartwood.ground.vault.tests.paper.models import Page, PageQuerySet, Person


@pytest.fixture
def fifty():
    """Fifty clients with a page each, so fifty keys."""
    people = Person.objects.bulk_create([Person(about=f"Person {number}") for number in range(50)])
    pages = [Page(person=person, body=f"Day {day}", title=f"{day:02}") for day, person in enumerate(people)]
    return Page.objects.bulk_create(pages)


def test_a_list_opens_its_keys_in_one_query(fifty, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert [page.body for page in Page.objects.order_by("title")] == [f"Day {day}" for day in range(50)]


def test_a_list_whose_texts_nobody_reads_asks_for_no_key(fifty, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len([page.title for page in Page.objects.all()]) == 50


def test_fifty_new_pages_ask_for_their_keys_once(fifty, django_assert_num_queries):
    pages = [Page(person_id=page.person_id, body="Again", margin="!") for page in fifty]

    with django_assert_num_queries(2):
        Page.objects.bulk_create(pages)

    assert {page.body for page in Page.objects.filter(pk__in=[page.pk for page in pages])} == {"Again"}


def test_an_iterator_opens_its_keys_by_the_portion(fifty, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert {page.body for page in Page.objects.iterator()} == {f"Day {day}" for day in range(50)}
    assert set(Page.objects.order_by("title").values_list("title", flat=True).iterator()) == {
        page.title for page in fifty
    }


def test_prefetched_and_joined_rows_open_their_keys_once_too(fifty, django_assert_num_queries):
    with django_assert_num_queries(3):
        people = Person.objects.prefetch_related(Prefetch("pages", Page.objects.order_by("title")))
        assert len([page.body for person in people for page in person.pages.all()]) == 50
    with django_assert_num_queries(2):
        pages = Page.objects.select_related("person")
        open_keys([page.person for page in pages])
        assert len({page.person.about for page in pages}) == 50


def test_several_texts_of_a_row_open_with_one_query(clara, thea, django_assert_num_queries):
    page = Page.objects.create(person=clara, author=thea, body="a", margin="b", diary="c", answers=["d"])
    del page

    with django_assert_num_queries(2):
        page = Page.objects.get()
        assert (page.body, page.margin, page.diary, page.answers) == ("a", "b", "c", ["d"])


def test_another_queryset_beside_it_still_does_its_part(fifty):
    before = PageQuerySet.fetches

    list(Page.objects.all())

    assert PageQuerySet.fetches == before + 1


def test_keys_are_gone_when_their_rows_are(clara, django_assert_num_queries):
    """No process keeps an opened key: the next fetch asks again, and finds it shredded where it was."""
    page = Page.objects.create(person=clara, body="Slept better")
    assert Page.objects.get(pk=page.pk).body == "Slept better"

    with django_assert_num_queries(2):
        again = Page.objects.get(pk=page.pk)
        assert again.body == "Slept better"
    assert again.__dict__[KEYS] is not Page.objects.get(pk=page.pk).__dict__[KEYS]


# Searching


@pytest.mark.parametrize("words", ["zoe", "ZOË strasse", "straße", "haven", "zoe haven walked", "  zoe  "])
def test_a_search_forgives_capitals_and_accents(clara, words):
    page = Page.objects.create(person=clara, body="Zoë walked the Hauptstraße to the safe HAVEN")
    Page.objects.create(person=clara, body="Stayed at home")

    assert search(Page.objects.all(), "body", words) == [page]


@pytest.mark.parametrize("words", ["zoe home", "", "   ", "nowhere"])
def test_a_search_wants_every_word_and_at_least_one(clara, words):
    Page.objects.create(person=clara, body="Zoë walked")
    Page.objects.create(person=clara, body="Stayed at home")

    assert search(Page.objects.all(), "body", words) == []


def test_a_search_passes_over_what_cannot_be_read_and_says_so(clara, thea, store, broken):
    Page.objects.create(person=clara, body="better")
    damaged = Page.objects.create(person=thea, body="better")
    found = Page.objects.create(person=thea, body="better and better")
    shred(clara.holder)
    store(damaged, b"nonsense")

    assert search(Page.objects.all(), "body", "better") == [found]
    assert [what.place[2] for what in broken] == [str(damaged.pk)]


def test_a_search_opens_its_keys_in_one_query(fifty, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(search(Page.objects.order_by("title"), "body", "day 4")) == 14  # 4, 14, 24, 34, and 40 to 49


def test_answers_and_missing_texts_can_be_searched(clara):
    Page.objects.create(person=clara)
    page = Page.objects.create(person=clara, answers={"why": "Zoë"})

    assert search(Page.objects.all(), "answers", "zoe") == [page]
    assert search(Page.objects.all(), "margin", "zoe") == []
