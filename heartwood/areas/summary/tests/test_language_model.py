"""A language model may word a summary: where the install names one, the practice wants it, and somebody asks."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from heartwood.areas.notes.models import SessionNote
from heartwood.areas.summary.models import Summary, Version
from heartwood.areas.summary.tests.conftest import LanguageModel
from heartwood.cast.building import Cast
from tests.everyone import Person

pytestmark = pytest.mark.once


@pytest.fixture
def wanted(olive: Person, language_model: LanguageModel) -> None:
    olive.post(olive.viewer.address("practice-language-model"), {"wanted": "yes"})


@pytest.fixture
def hugo(cast: Cast, approved: Callable[..., SessionNote]) -> Any:
    """His note names him and Thea, and holds a sentence about safety."""
    approved(
        subjective="Hugo told Thea that he sleeps five hours a night. Ring him at +1 503-555-0199 before six."
        " He has no thoughts of killing himself. He is not afraid of the bridge any more.",
        assessment="Steadier than in spring.",
    )
    return cast.clients["hugo_lefevre"]


def ask(thea: Person, client: Any, do_the_jobs: Callable[[], None]) -> str:
    """She presses it, a worker asks, and her page shows what came of it."""
    waiting = thea.post(thea.viewer.address("client-summary-ask", client.pk))
    assert "The language model is writing" in thea.get(waiting["Location"]).content.decode()
    do_the_jobs()
    return unescape(thea.page("client-summary", client.pk))


def versions(client: Any) -> list[Version]:
    return list(Version.objects.as_system("test").filter(client=client).newest_first())


def test_it_is_off_until_both_the_install_and_the_practice_want_it(
    olive: Person, thea: Person, hugo: Any, language_model: LanguageModel, settings: Any
) -> None:
    address = thea.viewer.address("client-summary-ask", hugo.pk)
    assert "Send and have it worded" not in thea.page("client-summary", hugo.pk), "the practice has not said so"
    thea.post(address)

    assert "leave the house" in olive.page("practice-language-model")
    olive.post(olive.viewer.address("practice-language-model"), {"wanted": "yes"})
    offered = thea.page("client-summary", hugo.pk)
    assert "Send and have it worded" in offered
    assert "leaves the house: it goes to <strong>127.0.0.1</strong>" in offered
    assert "Said by Olive" in olive.page("practice-language-model")

    settings.LANGUAGE_MODEL = ""
    assert "Send and have it worded" not in thea.page("client-summary", hugo.pk)
    assert "This install names no language model" in olive.page("practice-language-model")
    thea.post(address)
    assert not Summary.objects.as_system("test").filter(client=hugo).exists()

    settings.LANGUAGE_MODEL = language_model.address
    olive.post(olive.viewer.address("practice-language-model"), {"wanted": "no"})
    assert "Send and have it worded" not in thea.page("client-summary", hugo.pk)
    assert language_model.asked == []


@pytest.mark.usefixtures("wanted")
def test_only_what_is_proven_stays_and_each_names_its_note(
    cast: Cast, thea: Person, hugo: Any, language_model: LanguageModel, do_the_jobs: Callable[[], None]
) -> None:
    """S1.D8 holds for a machine too: an invented sentence, one without a source, one of
    another note."""
    language_model.sentences = [
        {"text": "He sleeps five hours a night.", "from": "five hours"},
        {"text": "He drinks far too much in the evenings.", "from": "five hours"},
        {"text": "Steadier than in spring."},
        {"text": "Steadier than in spring.", "source": "7.1"},
        {"text": "He sleeps nine hours a night.", "source": "1.x"},
    ]

    page = ask(thea, hugo, do_the_jobs)

    assert "He sleeps five hours a night." in page
    assert page.count("worded by the language model") == 1
    assert "passage=subjective.0." in page
    for dropped in ("drinks", "Steadier", "nine hours"):
        assert dropped not in page
    assert versions(hugo)[0].way == Version.Way.WORDED


@pytest.mark.usefixtures("wanted")
def test_names_stay_in_the_house(
    thea: Person, hugo: Any, language_model: LanguageModel, do_the_jobs: Callable[[], None]
) -> None:
    language_model.sentences = [{"text": "[name] told [name] that he sleeps five hours a night.", "from": "five hours"}]

    page = ask(thea, hugo, do_the_jobs)

    for name in ("Hugo", "Lefèvre", "Thea", "503-555-0199"):
        assert name not in language_model.told
    assert "Hugo told Thea that he sleeps five hours a night." in page, "word for word, as names stood in it"
    assert "[name]" not in page


@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize(
    ("said", "of", "stands"),
    [
        ("He has thoughts of killing himself.", "killing", "He has no thoughts of killing himself."),
        ("He is afraid of the bridge.", "bridge", "He is not afraid of the bridge any more."),
    ],
)
def test_of_safety_and_where_a_no_is_lost_the_notes_own_words_stand(
    said: str,
    of: str,
    stands: str,
    thea: Person,
    hugo: Any,
    language_model: LanguageModel,
    do_the_jobs: Callable[[], None],
) -> None:
    language_model.sentences = [{"text": said, "from": of}]

    page = ask(thea, hugo, do_the_jobs)

    assert stands in page
    assert said not in page
    assert "worded by the language model" not in page


@pytest.mark.usefixtures("wanted")
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"status": 500}, "refused to answer"),
        ({"status": 302}, "refused to answer"),
        ({"raw": "I am sorry, I cannot."}, "not in a way that we understand"),
        ({"raw": '{"sentences": "many"}'}, "not in a way that we understand"),
        ({"raw": '{"sentences": []}'}, "could be proven"),
        ({"is_silent": True}, "did not answer"),
    ],
)
def test_when_it_fails_the_summary_stays_and_the_page_says_why(
    fault: dict[str, Any],
    sentence: str,
    cast: Cast,
    thea: Person,
    language_model: LanguageModel,
    do_the_jobs: Callable[[], None],
    settings: Any,
) -> None:
    settings.LANGUAGE_MODEL_SECONDS = 1
    for fact, value in fault.items():
        setattr(language_model, fact, value)
    clara = cast.clients["clara"]
    before = versions(clara)

    page = ask(thea, clara, do_the_jobs)

    assert sentence in page
    assert "The summary is as it was." in page
    assert versions(clara) == before
    thea.post(thea.viewer.address("client-summary-refresh", clara.pk))
    assert sentence not in thea.page("client-summary", clara.pk)


@pytest.mark.usefixtures("wanted")
def test_nobody_there_is_said_too(thea: Person, cast: Cast, do_the_jobs: Callable[[], None], settings: Any) -> None:
    settings.LANGUAGE_MODEL = "http://127.0.0.1:9/v1"
    assert "did not answer" in ask(thea, cast.clients["clara"], do_the_jobs)


@pytest.mark.usefixtures("wanted")
def test_whoever_may_no_longer_read_the_record_gets_nothing_of_it(
    olive: Person, thea: Person, cast: Cast, language_model: LanguageModel, do_the_jobs: Callable[[], None]
) -> None:
    clara = cast.clients["clara"]
    thea.post(thea.viewer.address("client-summary-ask", clara.pk))
    clara.give_access(olive.viewer, [cast.workers["cole"]], cast.workers["cole"])

    do_the_jobs()

    assert language_model.asked == []


def test_only_administrators_decide(thea: Person, language_model: LanguageModel) -> None:
    assert thea.get(thea.viewer.address("practice-language-model")).status_code == 403
    assert thea.post(thea.viewer.address("practice-language-model"), {"wanted": "yes"}).status_code == 403
