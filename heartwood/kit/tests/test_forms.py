"""Forms wire labels, help and errors to their fields, so that everybody can tell what belongs together."""

import re

from django import forms

from heartwood.kit.forms import DayInput, Explained


class Sample(forms.Form):
    email = forms.EmailField(help_text="For the invitation.", widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(required=False)
    born_on = forms.DateField(required=False, widget=DayInput)
    audience = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[("private", Explained("Keep private", "Only you.")), ("shared", "Share")]
    )
    agreed = forms.BooleanField(help_text="You can take it back.")
    secret = forms.CharField(widget=forms.HiddenInput)


def tag(html: str, identity: str) -> str:
    """The opening tag of the element with this id."""
    return re.search(rf'<[^>]*\bid="{identity}"[^>]*>', html)[0]


def test_a_field_is_labelled_described_and_completed():
    html = str(Sample()["email"].as_field_group())

    assert re.search(r'<label[^>]*for="id_email">Email\s*</label>', html)
    assert 'aria-describedby="id_email_helptext"' in tag(html, "id_email")
    assert 'autocomplete="email"' in tag(html, "id_email")
    assert "aria-invalid" not in html
    assert "For the invitation." in html


def test_what_may_be_left_out_says_so_in_words():
    form = Sample()

    assert "(optional)" in form["phone"].as_field_group()
    assert "(optional)" not in form["email"].as_field_group()
    assert "(optional)" not in form["agreed"].as_field_group()


def test_an_error_stands_at_its_field_and_in_a_summary_that_leads_there():
    html = str(Sample({"email": "clara@"}))

    assert 'aria-invalid="true"' in tag(html, "id_email")
    assert 'aria-describedby="id_email_helptext id_email_error"' in tag(html, "id_email")
    assert tag(html, "id_email_error")
    assert '<a href="#id_email">Email: Enter a valid email address.</a>' in html
    assert '<a href="#id_audience_0">' in html
    assert 'tabindex="-1"' in re.search(r"<error-summary[^>]*>", html)[0]


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in str(Sample())


def test_what_is_wrong_with_no_single_field_or_a_hidden_one_is_in_the_summary():
    form = Sample({"email": "clara@example.org", "audience": "private", "agreed": "on"})
    form.add_error(None, "These do not belong together.")
    html = str(form)

    assert "These do not belong together." in html
    assert "Secret: This field is required." in html
    assert 'type="hidden" name="secret"' in html


def test_choices_are_a_group_with_a_legend_and_may_be_explained():
    html = Sample({})["audience"].as_field_group()

    assert 'aria-describedby="id_audience_error"' in re.search(r"<fieldset[^>]*>", html)[0]
    assert "<legend" in html
    assert 'aria-describedby="id_audience_0_help"' in tag(html, "id_audience_0")
    assert "Only you." in html
    assert "aria-describedby" not in tag(html, "id_audience_1")
    assert "aria-invalid" not in tag(html, "id_audience_0")


def test_a_day_is_written_the_way_browsers_read_it():
    html = str(Sample({"born_on": "2026-11-28"})["born_on"])

    assert 'type="date"' in html
    assert 'value="2026-11-28"' in html
