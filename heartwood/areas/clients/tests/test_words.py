"""Comparing what people type."""

import pytest

from heartwood.areas.clients.words import digits, plain, usual_phone


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("  Elif  ŞAHİN ", "elif sahin"),
        ("Zoë", "zoe"),
        ("Łukasz", "lukasz"),
        ("Østergaard", "ostergaard"),
        ("Weiß", "weiss"),
        ("Gülşen Yıldız", "gulsen yildiz"),
        ("ＣＬＡＲＡ", "clara"),
        ("O’Brien", "o’brien"),
        ("", ""),
    ],
)
def test_names_compare_without_accents_and_capitals(typed: str, compared: str) -> None:
    assert plain(typed) == compared


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("(503) 555-0142", "US", "+1 503-555-0142"),
        ("503.555.0142", "US", "+1 503-555-0142"),
        ("+49 30 901820", "US", "+49 30 901820"),
        ("030 901820", "DE", "+49 30 901820"),
        ("555 0142 ask for Ann", "US", "555 0142 ask for Ann"),
        ("030 901820", "", "030 901820"),
        ("", "US", ""),
    ],
)
def test_phones_are_written_in_one_way_where_they_are_phones(typed: str, region: str, kept: str) -> None:
    assert usual_phone(typed, region) == kept


def test_digits_of_a_phone() -> None:
    assert digits("+1 (503) 555-0142") == "15035550142"
