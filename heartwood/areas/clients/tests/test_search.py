"""Clients are found by any part of their name, e-mail and phone: by the index exactly those whom reading finds."""

from importlib import import_module

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartwood.areas.clients import listing, search_index
from heartwood.areas.clients.models import Client, Findable
from heartwood.areas.clients.models import client as record
from heartwood.areas.clients.pieces import FEWEST_DIGITS, looked_for
from heartwood.areas.clients.tests.test_list import names
from heartwood.areas.clients.words import digits, plain
from heartwood.ground.access.guard import private_records_may_change

LETTERS = "aAbnEeéÉßıİŁłŞøæﬁ李김жЖ15 -.'@_%*\"\\+&|!:()"
some_words = st.text(LETTERS, max_size=7)
some_people = st.fixed_dictionaries(
    {
        "first_name": st.text("aAbnéŁ李-' ", min_size=1, max_size=12).filter(str.strip),
        "last_name": st.text(LETTERS, max_size=12),
        "email": st.just("") | st.from_regex(r"[abn15._+'-]{1,8}@[abn]{1,4}\.example", fullmatch=True),
        "phone": st.text("15 +-()x", max_size=12),
    }
)


def found(person, words: str) -> set[str]:
    return {client.name for client in Client.objects.visible_to(person.viewer).matching(person.viewer, words)}


def by_reading(client: Client, words: str) -> bool:
    """What the search promises, said in Python."""
    name, email, phone = plain(client.name), client.email, digits(client.phone)
    return all(
        word in name or word in email or (len(digits(word)) >= FEWEST_DIGITS and digits(word) in phone)
        for word in plain(words).split()
    )


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(people=st.lists(some_people, min_size=1, max_size=8), sought=st.lists(some_words, min_size=8, max_size=20))
def test_the_index_finds_exactly_those_whom_reading_finds(cast, olive, people, sought) -> None:
    with private_records_may_change():
        Client.objects.as_system("test").filter(address="random").delete()
        for person in people:
            Client(organization=olive.viewer.organization, address="random", **person).save()
    everybody = list(Client.objects.visible_to(olive.viewer))

    for words in [*sought, *(part for person in people for part in (person["email"][1:6], person["phone"][2:]))]:
        if plain(words):
            fitting = Client.objects.visible_to(olive.viewer).matching(olive.viewer, words)

            assert set(fitting) == {client for client in everybody if by_reading(client, words)}, words
            assert set(fitting) == set(
                Client.objects.visible_to(olive.viewer).matching(olive.viewer, words, look_up=False)
            )


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("eyes", "Clara Reyes"),
        ("ra re", "Clara Reyes"),
        ("LARA@ma", "Clara Reyes"),
        ("5-01", "Clara Reyes"),
        ("ŁUK", "Łukasz Nowak"),
        ("stergaar", "Maren Østergaard"),
    ],
)
def test_olive_finds_by_any_part(olive, words: str, name: str) -> None:
    assert name in names(olive.page("clients", q=words, state="all"))


def test_who_may_not_see_how_to_reach_a_client_does_not_find_them_by_it(olive, fran, bo) -> None:
    assert found(olive, "clara@mail") == found(fran, "clara@mail") == {"Clara Reyes"}
    assert found(bo, "clara@mail") == set()
    assert found(bo, "lara re") == {"Clara Reyes"}


def test_a_record_is_found_by_what_it_says_now(cast, olive, thea) -> None:
    zoe = Client.objects.add(
        olive.viewer, first_name="Zoë", last_name="Quillon", email="zq@mail.example", phone="503 555 0177"
    )
    assert found(olive, "uillo") == found(olive, "zq@") == found(olive, "5550177") == {"Zoë Quillon"}

    zoe.change(olive.viewer, last_name="Brannoch", email="new@mail.example", phone="503 555 0188")
    zoe.archive(olive.viewer)

    assert found(olive, "uillo") == found(olive, "zq@") == found(olive, "5550177") == set()
    assert found(olive, "zoe ranno") == found(olive, "new@") == found(olive, "5550188") == {"Zoë Brannoch"}
    index_agrees()

    with private_records_may_change():
        zoe.delete()

    assert found(olive, "ranno") == set()
    index_agrees()


def test_two_who_correct_different_facts_leave_both_to_be_found(cast, olive) -> None:
    clara, also = cast.clients["clara"], Client.objects.visible_to(olive.viewer).get(pk=cast.clients["clara"].pk)

    clara.change(olive.viewer, phone="+1 503 555 0177")
    also.change(olive.viewer, first_name="Klarissa")

    assert found(olive, "lariss 5550177") == {"Klarissa Reyes"}


def test_where_very_many_fit_the_list_is_read_in_its_order(cast, olive, monkeypatch) -> None:
    """The same people, in the same order."""
    shown = [names(olive.page("clients", q="e", sort=sort, state="all")) for sort in listing.ORDERS]
    few = Client.objects.visible_to(olive.viewer).first_matching(olive.viewer, "e", 6)

    for module in (listing, record):
        monkeypatch.setattr(module, "MANY", 3)

    assert [names(olive.page("clients", q="e", sort=sort, state="all")) for sort in listing.ORDERS] == shown
    many = Client.objects.visible_to(olive.viewer).first_matching(olive.viewer, "e", 6)
    assert list(few) == list(many)
    assert "sqlite_index" not in str(many.query)
    assert "findable" not in str(many.query)


@pytest.mark.parametrize("words", ["reyes", "re", "555-0100 clara@mail"])
def test_who_sees_everybody_asks_the_index_and_who_sees_their_own_reads_these(olive, thea, words: str) -> None:
    asked = Client.objects.visible_to(olive.viewer).matching(olive.viewer, words)
    read = Client.objects.visible_to(thea.viewer).matching(thea.viewer, words)
    assert "clients_findable" in str(asked.query)
    assert "clients_findable" not in str(read.query)

    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE" in asked.explain()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the few rows here it would read
    looked_up = looked_for(olive.viewer.organization.pk, words.split())
    assert search_index.ON_POSTGRESQL in Findable.objects.as_system("test").filter(pieces__hold=looked_up).explain()


def test_records_that_were_here_before_the_index_are_found(cast, olive) -> None:
    """What the migration does."""
    Findable._base_manager.all().delete()
    assert found(olive, "eyes") == set()

    from django.apps import apps

    import_module("heartwood.areas.clients.migrations.0004_search").cut_the_pieces_of_all_records(apps, None)

    assert found(olive, "eyes") == {"Clara Reyes"}
    index_agrees()


@pytest.mark.on_sqlite
def test_what_a_rebuilt_table_has_dropped_comes_back(cast, olive) -> None:
    """As after every migration; and what changed meanwhile is found."""
    assert search_index.missing(connection) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER clients_findable_index_changed")
    cast.clients["clara"].change(olive.viewer, first_name="Klarissa")
    assert found(olive, "lariss") == set()

    search_index.install(connection)

    assert found(olive, "lariss") == {"Klarissa Reyes"}
    assert search_index.missing(connection) == []
    index_agrees()


@pytest.mark.on_sqlite
def test_a_sqlite_without_its_search_is_told_of(db, monkeypatch) -> None:
    assert search_index.sqlite_can_search(None) == []
    monkeypatch.setattr(search_index, "_modules_of_sqlite", set)

    [error] = search_index.sqlite_can_search(None)

    assert "FTS5" in error.msg


def index_agrees() -> None:
    """SQLite compares its index with the pieces; PostgreSQL's cannot differ from its table."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO clients_findable_index (clients_findable_index, rank) VALUES ('integrity-check', 1)"
            )
