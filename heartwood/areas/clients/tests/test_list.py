"""The client list, as its readers ask it."""

import re

import pytest
from django.test.utils import CaptureQueriesContext

from heartwood.areas.clients.models import Client


def names(page: str) -> list[str]:
    return re.findall(r'class="person__name" href="[^"]+">([^<]+)<', page)


def test_a_practitioner_sees_their_own_clients_by_last_name(thea) -> None:
    """S1.01, S3.02."""
    shown = names(thea.page("clients"))

    assert shown[:3] == ["Dembe Adeyemi", "Nadia Haddad", "Chloé Keller"]
    assert "Clara Reyes" in shown
    assert "Kit Kim" not in shown


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("reyes", ["Clara Reyes"]),
        ("REYES cla", ["Clara Reyes"]),
        ("clara@mail", ["Clara Reyes"]),
        ("555-0100", ["Clara Reyes"]),
        ("yildiz", ["Gülşen Yıldız"]),
        ("Lukasz", ["Łukasz Nowak"]),
        ("ostergaard", ["Maren Østergaard"]),
        ("kit kim", []),
        ("%", []),
        ("_", []),
    ],
)
def test_search_forgives_accents_and_capitals(thea, words: str, found: list[str]) -> None:
    assert names(thea.page("clients", q=words)) == found


def test_filters_by_state_and_practitioner(olive, cole) -> None:
    waiting = names(olive.page("clients", state="waiting"))
    coles = names(olive.page("clients", practitioner=str(cole.member.pk)))

    assert waiting == ["Idris Bello", "Freya Halvorsen", "Hana Kovářová", "Goran Petrović"]
    assert "Kit Kim" in coles
    assert "Clara Reyes" not in coles
    assert names(olive.page("clients", state="archived")) == ["Omar Siddiqui"]
    assert len(names(olive.page("clients", state="all"))) == 44


def test_orders(thea) -> None:
    by_name = names(thea.page("clients"))

    assert names(thea.page("clients", sort="-name")) == by_name[::-1]
    assert names(thea.page("clients", sort="started"))[0] == "Dev Patel"
    assert names(thea.page("clients", sort="newest"))[-1] == "Clara Reyes"
    assert names(thea.page("clients", sort="nonsense")) == by_name


@pytest.mark.parametrize("sort", ["name", "-name", "newest", "started", "next", "longest"])
def test_turning_pages_shows_everybody_once_and_turns_back(cast, olive, sort: str) -> None:
    for number in range(120):
        Client.objects.add(olive.viewer, first_name="Page", last_name=f"Turner {number % 7}")
    everybody: list[str] = []
    address = olive.viewer.address("clients") + f"?state=all&sort={sort}"
    addresses = [address]
    while address:
        page = olive.get(address).content.decode()
        everybody += re.findall(r'class="person__name" href="([^"]+)"', page)
        address = link(page, "Next")
        addresses.append(address)

    assert len(everybody) == len(set(everybody)) == 164
    third = olive.get(addresses[2]).content.decode()
    assert (
        re.findall(r'__name" href="([^"]+)"', olive.get(link(third, "Previous")).content.decode()) == everybody[50:100]
    )


def test_a_page_edge_that_is_not_yours_gives_the_first_page(cast, thea) -> None:
    kit = cast.clients["kit"]

    assert names(thea.page("clients", after=str(kit.pk))) == names(thea.page("clients"))
    assert names(thea.page("clients", after="nonsense")) == names(thea.page("clients"))


def test_columns_follow_what_the_reader_may_see(fran, bo, thea) -> None:
    assert "clara@mail.example" in fran.page("clients")
    assert "Thea Lindqvist" not in fran.page("clients").split("<main")[1]
    assert "clara@mail.example" not in bo.page("clients")
    assert "Started" not in bo.page("clients")
    assert "Started" in thea.page("clients")


def test_the_empty_list_says_what_will_be_here(everyone) -> None:
    assert "No clients yet" in everyone["sasha"].page("clients")
    assert "Nobody matches" in everyone["sasha"].page("clients", q="zzz")


def test_the_list_asks_the_same_few_questions_for_five_and_for_fifty(
    cast, olive, django_assert_max_num_queries
) -> None:
    from django.db import connection

    olive.page("clients")
    with CaptureQueriesContext(connection) as few:
        olive.page("clients", q="reyes")
    for number in range(60):
        Client.objects.add(olive.viewer, practitioners=[cast.workers["thea"]], first_name=f"Many {number}")
    with CaptureQueriesContext(connection) as many:
        olive.page("clients", q="many")

    assert len(few) == len(many) <= 8  # one of them for the administrator's choice of practitioners


def link(page: str, words: str) -> str:
    found = re.search(r'href="(\?|/[^"]*)"[^>]*>(?:<svg.*?</svg>)?\s*' + words, page, re.S)
    return found.group(1).replace("&amp;", "&") if found else ""
