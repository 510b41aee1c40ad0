"""Addresses that are kept as patterns are those that Django finds."""

from uuid import uuid4

from django.urls import reverse

from heartwood.kit.addresses import address_of


def test_they_are_those_that_django_finds():
    for client, grant in ((uuid4(), uuid4()) for _ in range(3)):
        for page, parts in {
            "office:clients": ("willow",),
            "office:client": ("lantern", client),
            "office:client-portal-end": ("willow", client, grant),
            "portal:dashboard": ("b7k2m9pq",),
            "accounts:settings": (),
            "accounts:second-factor": (),
        }.items():
            assert address_of(page, *parts) == reverse(page, args=parts)


def test_a_name_that_begins_like_the_address_is_put_where_it_belongs():
    assert address_of("office:clients", "clients") == reverse("office:clients", args=["clients"])
