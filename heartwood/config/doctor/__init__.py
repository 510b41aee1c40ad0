"""What is wrong with an install, and how to mend it: one small examination after the other.

An examination looks at one thing and yields what it finds, each a sentence that says what is wrong and what to do.
"""

from collections.abc import Callable, Iterator

Examination = Callable[[], Iterator[str]]
EXAMINATIONS: list[Examination] = []


def examination(look: Examination) -> Examination:
    EXAMINATIONS.append(look)
    return look


def findings() -> Iterator[str]:
    """Of the examinations in their order. One that cannot be carried out is a finding as well."""
    from heartwood.config.doctor import data, database, surroundings, work  # noqa: F401  they add themselves

    for look in EXAMINATIONS:
        try:
            yield from look()
        except Exception as error:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            yield f"“{(look.__doc__ or look.__name__).strip()}” could not be looked at ({kind})."
