from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "vault.find_damaged": Words(
            _("found that something sealed was changed or damaged, and cannot be read"),
            _("found that something in your record was changed or damaged, and cannot be read"),
        ),
    }
)
