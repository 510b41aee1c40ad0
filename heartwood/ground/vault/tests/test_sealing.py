import base64

import pytest

from heartwood.ground.vault.errors import Unreadable
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.sealing import HEAD, NONCE, TAG, bound, open_sealed, seal
from heartwood.ground.vault.small_secrets import HOLDER, MARK, open_secret, seal_secret

PLACE = ("paper_page", "body", "0b6c1f0e", "paper.Person:clara")
TEXT = b"Slept better"


@pytest.fixture
def key():
    return DataKey.for_holder("paper.Person:clara").open()


def test_sealed_is_sealed(key):
    sealed = seal(TEXT, key, PLACE)

    assert TEXT not in sealed
    assert len(sealed) == HEAD + NONCE + len(TEXT) + TAG
    assert seal(TEXT, key, PLACE) != sealed, "the same text never looks the same"
    assert open_sealed(sealed, key, PLACE) == TEXT


def test_every_single_bit_counts(key, broken):
    """Version, data key, nonce, text and tag: none may differ by one bit."""
    sealed = seal(TEXT, key, PLACE)

    for bit in range(len(sealed) * 8):
        flipped = bytearray(sealed)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            open_sealed(bytes(flipped), key, PLACE)

    assert len(broken) == len(sealed) * 8
    assert broken[0].place == PLACE


def test_no_part_of_it_opens(key):
    sealed = seal(TEXT, key, PLACE)

    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            open_sealed(sealed[:length], key, PLACE)
    with pytest.raises(Unreadable):
        open_sealed(sealed + b"\x00", key, PLACE)


@pytest.mark.parametrize("part", range(4), ids=["table", "column", "row", "holder"])
def test_it_opens_in_its_own_place_only(key, part):
    sealed = seal(TEXT, key, PLACE)
    elsewhere = (*PLACE[:part], "another", *PLACE[part + 1 :])

    with pytest.raises(Unreadable, match="moved here from elsewhere"):
        open_sealed(sealed, key, elsewhere)


def test_no_two_places_look_the_same():
    places = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ("a|b", "c"), ("a", "b|c")]

    assert len({bound(b"", place) for place in places}) == len(places)


def test_another_clients_key_does_not_open_it(key):
    sealed = seal(TEXT, key, PLACE)
    other = DataKey.for_holder("paper.Person:otto").open()

    with pytest.raises(Unreadable, match="another key"):
        open_sealed(sealed, other, PLACE)


def test_the_error_names_the_place_and_never_the_text(key):
    sealed = seal(TEXT, key, PLACE)

    with pytest.raises(Unreadable) as error:
        open_sealed(sealed[:-1], key, PLACE)

    assert "paper_page body 0b6c1f0e paper.Person:clara cannot be read" in str(error.value)
    assert TEXT.decode() not in repr(error.value)


# Small secrets


def test_a_small_secret_comes_back_for_its_purpose_and_owner_only(broken):
    sealed = seal_secret("JBSWY3DPEHPK3PXP", "second factor", "accounts.User:1")

    assert sealed.isascii()
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert open_secret(sealed, "second factor", "accounts.User:1") == "JBSWY3DPEHPK3PXP"
    for purpose, owner in [("webhook", "accounts.User:1"), ("second factor", "accounts.User:2"), ("second factor", "")]:
        with pytest.raises(Unreadable):
            open_secret(sealed, purpose, owner)
    assert len(broken) == 3


def test_the_owner_may_be_left_out():
    assert open_secret(seal_secret("", "second factor"), "second factor") == ""


@pytest.mark.parametrize("not_sealed", ["", "JBSWY3DPEHPK3PXP", "sealed:", "sealed:!!!!", "sealed:AAAA"])
def test_a_secret_in_clear_is_not_taken_for_a_sealed_one(not_sealed):
    with pytest.raises(Unreadable):
        open_secret(not_sealed, "second factor")


def test_a_changed_secret_does_not_open():
    sealed = seal_secret("JBSWY3DPEHPK3PXP", "second factor")

    for place in range(len("sealed:"), len(sealed) - 4):
        with pytest.raises(Unreadable):
            open_secret(sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :], "second factor")


def test_each_purpose_has_a_key_of_its_own():
    key = DataKey.for_holder(HOLDER).open()
    blob = base64.urlsafe_b64decode(seal_secret("JBSWY3DPEHPK3PXP", "webhook").removeprefix(MARK))
    place = ("secret", "webhook", "")

    assert open_sealed(blob, key.derived("secret|webhook"), place) == b"JBSWY3DPEHPK3PXP"
    for other in (key, key.derived("secret|second factor")):
        with pytest.raises(Unreadable):
            open_sealed(blob, other, place)
