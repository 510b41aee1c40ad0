"""What every answer carries, whoever asks for what. The reading walk looks at all pages; here are the other answers."""

from contextlib import closing

import pytest
from django.test import Client, override_settings

from tests.sealed_envelopes.walking import missing_headers

STATIC = "/static/kit/kit.css"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 302),
        ("/no/such/page/", 404),
        ("/healthz", 503),
        ("/accounts/login", 301),
        (STATIC, 200),
    ],
)
def test_every_answer_carries_them(db, address, status):
    with closing(Client().get(address)) as answer:
        assert answer.status_code == status
        assert missing_headers(answer, but=("Cache-Control",) if address == STATIC else ()) == []


def test_files_of_the_kit_may_be_kept_and_nothing_else(db):
    with closing(Client().get(STATIC)) as answer:
        assert "max-age" in answer.headers["Cache-Control"]


def test_fonts_are_kept_for_a_year(db):
    with closing(Client().get("/static/kit/fonts/inter-latin.woff2")) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("address", ["/accounts/login/", STATIC])
def test_who_asks_from_our_pages_gets_it_compressed_and_another_site_does_not(db, address):
    def asked_from(site):
        headers = {"Accept-Encoding": "gzip"} | ({"Sec-Fetch-Site": site} if site else {})
        with closing(Client().get(address, headers=headers)) as answer:
            assert "Sec-Fetch-Site" in answer.headers["Vary"]
            return answer.headers.get("Content-Encoding"), len(answer.getvalue())

    (_, plain), (_, small) = asked_from("cross-site"), asked_from("same-origin")

    assert small < plain / 2
    assert asked_from("same-origin")[0] == asked_from("none")[0] == "gzip"
    assert [asked_from(site)[0] for site in ("cross-site", "same-site", "")] == [None, None, None]


def test_an_error_and_a_strange_host_carry_them_too(db, monkeypatch):
    def burst(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("heartwood.faces.entrance.views.demo.the_cast", burst)
    with override_settings(DEMO=True):
        broken = Client(raise_request_exception=False).get("/accounts/login/")
    strange = Client(headers={"host": "evil.test"}).get("/accounts/login/")

    assert (broken.status_code, missing_headers(broken)) == (500, [])
    assert (strange.status_code, missing_headers(strange)) == (400, [])


def test_a_form_of_another_site_is_refused_with_them(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@b.test"})

    assert (answer.status_code, missing_headers(answer)) == (403, [])


def test_over_https_browsers_are_told_to_insist_on_it(db):
    with override_settings(SECURE_HSTS_SECONDS=31536000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_SSL_REDIRECT=True):
        redirected = Client().get("/accounts/login/")
        answer = Client().get("/accounts/login/", secure=True)

    assert (redirected.status_code, missing_headers(redirected)) == (301, [])
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_signing_out_clears_what_the_browser_keeps(db):
    answer = Client().post("/accounts/logout/")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_whoever_finds_a_hole_reads_whom_to_tell(db, settings):
    """RFC 9116."""
    settings.SECURITY_CONTACT = "mailto:holes@house.test"

    answer = Client().get("/.well-known/security.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Contact: mailto:holes@house.test\n" in answer.content.decode()
    assert "Expires: 20" in answer.content.decode()
