"""Tables that are written without a template."""

from django.utils.safestring import SafeString

from heartwood.kit.tables import Column, table


def test_what_somebody_typed_is_no_html():
    names = Column("<Who>", ["Ada <script>", SafeString("<b>Ben</b>")], label='"E-mail"')
    assert table([names], "table--people") == (
        '<table class="table table--people"><thead><tr><th scope="col">&lt;Who&gt;</th></tr></thead><tbody>'
        '<tr><td data-label="&quot;E-mail&quot;">Ada &lt;script&gt;</td></tr>'
        '<tr><td data-label="&quot;E-mail&quot;"><b>Ben</b></td></tr></tbody></table>'
    )


def test_a_column_in_which_nothing_stands_is_not_there():
    written = table([Column("Who", ["Ada", "Ben"]), Column("Phone", ["", ""]), Column("State", ["", "waits"])])
    assert "Phone" not in written
    assert written.count("<td>") == 4, "an empty cell keeps its place"
