"""S2.30: everybody chooses their language, and the house speaks it from the next page on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import assert_accessible

pytestmark = pytest.mark.browser

CHOICES = {
    "es": ("Español", "Guardado", ["Panel", "Mis reservas", "Diario"], "Hola, Clara"),
    "de": ("Deutsch", "Gespeichert", ["Übersicht", "Meine Buchungen", "Tagebuch"], "Hallo, Clara"),
    "fr": ("Français", "enregistré", ["Accueil", "Mes réservations", "Journal"], "Bonjour, Clara"),
}


def choose(page: Page, language: str) -> None:
    page.goto("/accounts/settings/")
    select = page.locator("select[name=language]")
    select.select_option(label=language)
    page.locator("form").filter(has=select).get_by_role("button").click()


@pytest.mark.parametrize("language", CHOICES)
@pytest.mark.parametrize(("width", "theme"), [(1360, "light"), (390, "dark")])
def test_clara_chooses_her_language(visitor, width: int, theme: str, language: str) -> None:
    name, saved, places, hello = CHOICES[language]
    page = visitor("clara@mail.example", width=width, theme=theme)
    home = page.url

    choose(page, name)

    expect(page.get_by_role("status")).to_contain_text(saved)
    page.goto(home)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(hello)
    for place in places:
        expect(page.locator("nav").get_by_role("link", name=place, exact=True)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    choose(page, "English")
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def test_before_signing_in_the_browsers_language_counts(visitor) -> None:
    page = visitor(locale="fr-CA")
    page.goto("/accounts/login/")

    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("button", name=re.compile("connecter", re.I)).first).to_be_visible()
    assert_accessible(page)
