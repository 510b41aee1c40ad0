"""To the client, nothing says that there is a document they were not shown."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "documents.look": Words(_("looked at which documents there are"), _("looked through your record")),
        "documents.open": Words(_("opened a document"), _("opened something in your record")),
        "documents.upload": Words(_("uploaded a document"), _("added something to your record")),
        "documents.share": Words(_("shared a document with the client"), _("shared something with you")),
        "documents.stop_sharing": Words(
            _("stopped sharing a document with the client"), _("stopped sharing something with you")
        ),
        "documents.renew": Words(_("uploaded a new version of a document"), _("renewed something in your record")),
        "documents.make_folder": Words(_("made a folder"), _("put your record in order")),
        "documents.rename_folder": Words(_("renamed a folder"), _("put your record in order")),
        "documents.remove_folder": Words(_("removed a folder"), _("put your record in order")),
        "documents.move": Words(_("moved a document to another folder"), _("put your record in order")),
        "documents.remove": Words(_("removed a document"), _("removed something from your record")),
    }
)
