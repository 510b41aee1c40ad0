from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "trail.alarm": Words(_("noticed that an account opened unusually many records")),
        "trail.open": Words(_("looked at who has seen the record"), _("looked at who has seen your record")),
    }
)
