import io
import random

import pytest

from heartwood.ground.vault.errors import Unreadable
from heartwood.ground.vault.models import DataKey
from heartwood.ground.vault.streams import (
    BEFORE_CHUNKS,
    CHUNK,
    SEALED_CHUNK,
    key_of_stream,
    open_range,
    open_stream,
    seal_stream,
    size_of,
)

FILE = "documents.Document:1"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


def noise(size):
    return random.Random(size).randbytes(size)


@pytest.fixture
def key():
    return DataKey.for_holder("paper.Person:clara").open()


@pytest.fixture
def seal(key):
    def sealed(content, identity=FILE):
        target = io.BytesIO()
        assert seal_stream(io.BytesIO(content), target, key, identity) == len(content)
        return target.getvalue()

    return sealed


def opened(sealed, key, identity=FILE):
    target = io.BytesIO()
    size = open_stream(io.BytesIO(sealed), target, key, identity)
    assert size == len(target.getvalue())
    return target.getvalue()


def part(sealed, key, start, stop, identity=FILE):
    return b"".join(open_range(io.BytesIO(sealed), key, identity, start, stop))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back(seal, key, size):
    content = noise(size)

    sealed = seal(content)

    assert opened(sealed, key) == content
    assert part(sealed, key, 0, size) == content
    assert size_of(len(sealed)) == size
    assert content[:64] not in sealed or size < 16


def test_any_part_can_be_read_without_the_rest(seal, key):
    content = noise(3 * CHUNK + 5)
    sealed = seal(content)
    edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK, 3 * CHUNK + 4, 3 * CHUNK + 5, 4 * CHUNK + 9]

    for start in edges:
        for stop in edges:
            assert part(sealed, key, start, stop) == content[start:stop], (start, stop)


def test_reading_a_part_reads_little_more(seal, key):
    class Counted(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            content = super().read(size)
            self.taken += len(content)
            return content

    source = Counted(seal(bytes(20 * CHUNK)))

    assert b"".join(open_range(source, key, FILE, 5 * CHUNK, 5 * CHUNK + 10)) == bytes(10)
    assert source.taken <= BEFORE_CHUNKS + 2 * SEALED_CHUNK


def test_a_source_that_gives_a_little_at_a_time_is_sealed_just_the_same(seal, key):
    class Dripping(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 1000))

    content, target = noise(CHUNK + 5), io.BytesIO()
    seal_stream(Dripping(content), target, key, FILE)
    back = io.BytesIO()

    open_stream(Dripping(target.getvalue()), back, key, FILE)

    assert back.getvalue() == content


def chunks_of(sealed):
    body = sealed[BEFORE_CHUNKS:]
    return sealed[:BEFORE_CHUNKS], [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]


def refused(sealed, key, identity=FILE):
    with pytest.raises(Unreadable):
        opened(sealed, key, identity)
    with pytest.raises(Unreadable):
        part(sealed, key, 0, 10 * CHUNK, identity)


@pytest.mark.parametrize("size", [3 * CHUNK, 3 * CHUNK + 5])
def test_a_file_cut_short_is_refused_wherever_it_was_cut(seal, key, size):
    sealed = seal(bytes(size))
    head, chunks = chunks_of(sealed)

    for kept in range(len(chunks)):
        refused(head + b"".join(chunks[:kept]), key)
    for length in [0, 1, BEFORE_CHUNKS - 1, BEFORE_CHUNKS, BEFORE_CHUNKS + 1, len(sealed) - 1, len(sealed) - 16]:
        refused(sealed[:length], key)


def test_a_file_cut_short_is_refused_even_by_who_asks_for_its_first_byte(seal, key):
    head, chunks = chunks_of(seal(bytes(3 * CHUNK)))

    with pytest.raises(Unreadable):
        part(head + chunks[0] + chunks[1], key, 0, 1)


def test_chunks_are_refused_in_another_order_twice_or_with_more_behind_them(seal, key):
    head, (first, second, third) = chunks_of(seal(bytes(3 * CHUNK)))

    for others in [
        [second, first, third],
        [first, first, third],
        [first, third],
        [third, second, first],
        [first, second, third, third],
        [first, second, third, b"x"],
        [first, second, second],
    ]:
        refused(head + b"".join(others), key)


def test_the_same_file_never_looks_the_same(seal):
    """Each has a key of its own, for under one key the same nonces would be used again."""
    (_, (first,)), (_, (second,)) = chunks_of(seal(bytes(1000))), chunks_of(seal(bytes(1000)))

    assert not any(first[at : at + 4] == second[at : at + 4] for at in range(0, 1000, 4))


def test_a_chunk_of_another_file_is_refused_even_of_the_same_name(seal, key):
    head, (_, second) = chunks_of(seal(bytes(2 * CHUNK)))
    _, (other, _) = chunks_of(seal(bytes(2 * CHUNK)))

    refused(head + other + second, key)


def test_a_file_in_the_place_of_another_is_refused(seal, key, broken):
    refused(seal(b"Clara's letter"), key, "documents.Document:2")

    assert broken[0].place == ("file", "documents.Document:2")


def test_a_flipped_bit_is_found_in_every_part_of_a_file(seal, key):
    sealed = seal(bytes(CHUNK + 100))
    places = [0, 1, 16, 17, BEFORE_CHUNKS - 1, BEFORE_CHUNKS, BEFORE_CHUNKS + SEALED_CHUNK - 1, len(sealed) - 1]

    for place in [*places, *range(100, len(sealed), 1500)]:
        flipped = bytearray(sealed)
        flipped[place] ^= 0x80
        refused(bytes(flipped), key)


def test_a_file_names_its_key_and_opens_with_no_other(seal, key):
    sealed = io.BytesIO(seal(b"Clara's letter"))

    assert key_of_stream(sealed, FILE) == key.pk
    assert sealed.tell() == 0
    refused(sealed.getvalue(), DataKey.for_holder("paper.Person:otto").open())
