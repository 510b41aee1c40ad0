from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "files.prepare": Words(
            _("prepared a picture, and left out where and with what it was taken"),
            _("prepared something in your record"),
        ),
        "files.paint": Words(_("painted the pages of a document"), _("prepared something in your record")),
        "files.refuse": Words(_("could not use a picture"), _("could not use something that was uploaded")),
    }
)
