"""Components render what they promise."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

HEARTWOOD = Path(__file__).parents[2]
TEMPLATES = [
    *HEARTWOOD.glob("kit/templates/**/*.html"),
    *HEARTWOOD.glob("faces/*/templates/**/frame.html"),
]


def rendered(source: str, **facts: object) -> str:
    return Template(source).render(Context(facts))


def test_a_button_acts_and_a_button_with_an_address_goes():
    assert rendered("{% button %}Save{% endbutton %}") == '<button class="button" type="submit">Save</button>'
    assert rendered('{% button href=url kind="primary" %}Go{% endbutton %}', url="/a/?b=1&c=2") == (
        '<a class="button button--primary" href="/a/?b=1&amp;c=2">Go</a>'
    )


def test_a_button_passes_attributes_on_and_escapes_them():
    html = rendered('{% button hx_post=url data_key="c" disabled=True %}Share{% endbutton %}', url='/"><script>')

    assert 'hx-post="/&quot;&gt;&lt;script&gt;"' in html
    assert 'data-key="c"' in html
    assert " disabled>" in html


def test_a_button_with_only_an_icon_is_square_and_named():
    html = rendered('{% button icon="x" label="Close" %}{% endbutton %}')

    assert "button--square" in html
    assert 'aria-label="Close"' in html
    assert 'aria-hidden="true"' in html


def test_a_face_shows_initials_in_a_colour_that_stays():
    elif_ = rendered('{% face "Elif Deniz Şahin" %}')

    assert ">EŞ</span>" in elif_
    assert elif_ == rendered('{% face "Elif Deniz Şahin" %}')
    assert ">?</span>" in rendered("{% face '' %}")


def test_what_people_typed_is_escaped_everywhere():
    source = """
        {% panel title=x note=x action=x href="/" %}{{ x }}{% endpanel %} {% notice title=x %}{{ x }}{% endnotice %}
        {% nothing title=x %}{{ x }}{% endnothing %} {% dialog id="a" title=x %}{{ x }}{% enddialog %}
        {% badge %}{{ x }}{% endbadge %} {% button label=x %}{{ x }}{% endbutton %}
        {% menu label=x %}{{ x }}{% endmenu %} {% face x %} {% tab x x %} {% chip x x %} {% crumbs x x x %}
        {% search_field x value=x %} {% progress 1 2 x %} {% pagination words=x %} {% steps items %}"""

    html = rendered(source, x="<script>'\"", items=[{"label": "<script>", "note": "<script>"}])

    assert "<script>" not in html
    assert "'\"" not in html


def test_what_people_typed_is_escaped_once():
    for block in ("{% badge %}{{ x }}{% endbadge %}", '{% button label="a" %}{{ x }}{% endbutton %}'):
        assert ">R&amp;D<" in rendered(block, x="R&D")


def test_crumbs_end_at_this_page():
    html = rendered('{% crumbs "Clients" "/clients/" "Ana Ruiz" %}')

    assert '<a href="/clients/">Clients</a>' in html
    assert '<li aria-current="page">Ana Ruiz</li>' in html


def test_menus_on_one_page_do_not_open_each_other():
    html = rendered('{% menu label="A" %}x{% endmenu %}{% menu label="B" %}y{% endmenu %}')

    opens = re.findall(r'popovertarget="([^"]+)"', html)
    assert len(set(opens)) == 2
    assert re.findall(r' id="([^"]+)"', html) == opens


def test_a_step_says_in_words_that_it_is_done():
    html = rendered("{% steps items %}", items=[{"label": "One", "state": "done"}, {"label": "Two", "state": "now"}])

    assert "(done)" in html
    assert 'aria-current="step"' in html


def test_the_shelf_shows_everything_in_both_themes(client, settings):
    settings.ROOT_URLCONF = "heartwood.kit.tests.urls"
    settings.MIDDLEWARE = ["django.contrib.messages.middleware.MessageMiddleware"]
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

    assert ' data-theme="dark"' in client.get("/kit/?theme=dark").content.decode()
    assert " data-theme" not in client.get("/kit/?theme=nonsense").content.decode()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HEARTWOOD)))
def test_no_template_needs_more_than_the_content_policy_gives(template):
    source = template.read_text()

    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|hx-on|javascript:|hx-vals=.js", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"(src|href)=.https?://", source)
