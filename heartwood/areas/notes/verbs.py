from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "notes.open": Words(_("read a session note"), _("read a note about your session")),
        "notes.open_chart": Words(_("read the notes on the record"), _("read the notes on your record")),
        "notes.take_along": Words(
            _("took a session note along as a file"), _("took a note about your session along as a file")
        ),
        "notes.remind": Words(_("reminded somebody of a note")),
        "notes.begin": Words(_("began a session note"), _("began a note about your session")),
        "notes.write": Words(_("wrote a session note"), _("wrote a note about your session")),
        "notes.discard": Words(_("threw a draft away"), _("threw a draft away")),
        "notes.approve": Words(_("approved a session note"), _("approved the note about your session")),
        "notes.hand_in": Words(_("handed a note in for co-signature"), _("handed a note in for co-signature")),
        "notes.take_back": Words(_("took a note back"), _("took a note back")),
        "notes.return": Words(_("returned a note with a comment"), _("returned a note with a comment")),
        "notes.cosign": Words(_("co-signed a session note"), _("co-signed the note about your session")),
        "notes.share": Words(_("shared a session note with the client"), _("shared a note with you")),
        "notes.stop_sharing": Words(_("stopped sharing a session note"), _("stopped sharing a note with you")),
        "notes.enter_in_error": Words(
            _("marked a session note as entered in error"), _("marked a note about your session as entered in error")
        ),
        "notes.begin_addendum": Words(_("began an addendum"), _("began to add to a note about your session")),
        "notes.write_addendum": Words(_("wrote an addendum"), _("wrote something to add to a note")),
        "notes.sign_addendum": Words(_("added to a session note"), _("added to the note about your session")),
        "notes.discard_addendum": Words(_("threw an addendum away"), _("threw a draft away")),
        "notes.begin_private": Words(_("began a private note"), _("began a private note")),
        "notes.write_private": Words(_("wrote a private note"), _("wrote a private note")),
        "notes.discard_private": Words(_("threw a private note away"), _("threw a private note away")),
        "notes.write_chart": Words(_("wrote a note on the record"), _("wrote a note on your record")),
        "notes.correct_chart": Words(_("corrected a note on the record"), _("corrected a note on your record")),
        "notes.share_chart": Words(_("shared a note with the client"), _("shared a note with you")),
        "notes.stop_sharing_chart": Words(_("stopped sharing a note"), _("stopped sharing a note with you")),
        "notes.make_template": Words(_("made a template for notes"), _("made a template for notes")),
        "notes.change_template": Words(_("changed a template for notes"), _("changed a template for notes")),
        "notes.retire_template": Words(_("retired a template for notes"), _("retired a template for notes")),
    }
)
