"""What a practice asks for, and in which words: written, looked at, published, and kept as it was."""

from heartwood.areas.consent.models import Purpose
from heartwood.areas.consent.suggestions import SUGGESTED

WORDS = {"text": "I agree to **this**.", "months": "6"}


def test_words_are_looked_at_before_they_are_published_and_an_earlier_version_stays(cast, olive, clara) -> None:
    notes = cast.purposes["notes"]
    publish = olive.viewer.address("practice-consent-publish", notes.pk)

    shown = olive.post(publish, WORDS)

    assert "<strong>this</strong>" in shown.content.decode()
    assert "As your clients will read it" in shown.content.decode()
    assert notes.wordings.count() == 1
    back = olive.post(publish, WORDS | {"back": "yes"}).content.decode()
    assert "I agree to **this**." in back

    olive.post(publish, WORDS | {"publish": "yes"})

    page = olive.page("practice-consent-purpose", notes.pk)
    assert page.index("Version 2") < page.index("Version 1")
    assert "Foxglovend" in page
    assert "<strong>this</strong>" in clara.page("consent-purpose", notes.pk)


def test_a_text_of_ours_is_not_published_before_somebody_filled_it_in(cast, otto, olive) -> None:
    ask = otto.viewer.address("practice-consent-ask", "automatic_notes")
    text = str(SUGGESTED[Purpose.Kind.AUTOMATIC_NOTES])
    assert "[name of the tool]" in otto.page("practice-consent-ask", "automatic_notes")

    refused = otto.post(ask, {"text": text, "months": "12", "publish": "yes"})

    assert refused.status_code == 422
    assert "Only you can know what belongs here: [name of the tool]" in refused.content.decode()
    otto.post(ask, WORDS | {"publish": "yes"})
    assert "Automatic note-taking" in otto.page("practice-consent").split("You ask for")[1].split("begin with")[0]
    assert (
        olive.get(olive.viewer.address("practice-consent-ask", "automatic_notes")).status_code == 302
    )  # asked already
    assert olive.get(olive.viewer.address("practice-consent-ask", "own")).status_code == 404


def test_something_of_ones_own_needs_a_name_that_is_not_taken(cast, olive) -> None:
    own = olive.viewer.address("practice-consent-own")
    assert olive.post(own, WORDS | {"publish": "yes"}).status_code == 422
    olive.post(own, WORDS | {"name": "Video recording", "publish": "yes"})

    again = olive.post(own, WORDS | {"name": "video recording", "publish": "yes"})

    assert again.status_code == 422
    assert "You ask for this already" in again.content.decode()


def test_what_is_asked_no_more_counts_no_more_and_stays_in_the_history(cast, olive, thea, everyone) -> None:
    ana = cast.clients["ana_ruiz"]
    assert "Given" in thea.page("client", ana.pk)

    olive.post(olive.viewer.address("practice-consent-retire", cast.purposes["notes"].pk))

    assert "Not marked" in thea.page("client", ana.pk)
    page = thea.page("client-consent", ana.pk)
    assert "Automatic note-taking" not in page.split("All that was said")[0]
    assert "Automatic note-taking" in page.split("All that was said")[1]
    ask = olive.viewer.address("practice-consent-ask", "automatic_notes")
    olive.post(ask, WORDS | {"publish": "yes"})
    assert "Not marked" in thea.page("client", ana.pk)  # everybody is asked anew


def test_a_practice_that_asks_nothing_says_what_is_missing(cast, everyone) -> None:
    page = everyone["felix"].page("client-consent", cast.clients["elif"].pk)

    assert "Your practice asks for no consent yet" in page
    assert everyone["felix"].viewer.address("practice-consent") in page
    assert "Nothing is asked of you" in everyone["elif"].page("consent")
