"""Failure pages say what to do next, and leak nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from heartwood.kit import failures


def test_nothing_here_looks_the_same_whatever_was_asked_for(rf):
    one = failures.not_found(rf.get("/clients/ana-ruiz/"), Http404("No Client matches the given query."))
    other = failures.not_found(rf.get("/anything?else=<b>"), Http404({"tried": ["admin/"]}))

    assert one.status_code == other.status_code == 404
    assert one.content == other.content


def test_a_refusal_says_its_own_sentence(rf):
    response = failures.refused(rf.get("/"), PermissionDenied("Only <Maya> may change this."))

    assert response.status_code == 403
    assert "Only &lt;Maya&gt; may change this." in response.content.decode()
    assert "ask whoever gave you access" in failures.refused(rf.get("/"), PermissionDenied()).content.decode()


@pytest.mark.parametrize(
    ("failure", "status"),
    [(failures.bad_request, 400), (failures.stale_form, 403), (failures.too_many, 429), (failures.broken, 500)],
)
def test_every_failure_leads_back_without_asking_the_database(rf, failure, status):
    response = failure(rf.get("/clients/ana-ruiz/"))

    assert response.status_code == status
    assert "<h1>" in response.content.decode()
    assert 'href="/"' in response.content.decode()
    assert "ana-ruiz" not in response.content.decode()
