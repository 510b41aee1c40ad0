from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "documents.look": Words(_("looked at which documents there are"), _("looked at which documents you have here")),
        "documents.open": Words(_("opened a document"), _("opened one of your documents")),
        "documents.upload": Words(_("uploaded a document"), _("uploaded a document to your record")),
        "documents.share": Words(_("shared a document with the client"), _("shared a document with you")),
        "documents.stop_sharing": Words(
            _("stopped sharing a document with the client"), _("stopped sharing a document with you")
        ),
        "documents.remove": Words(_("removed a document"), _("removed a document from your record")),
    }
)
