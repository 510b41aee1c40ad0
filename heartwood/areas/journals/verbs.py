"""What is done with a private entry stands in nobody's log; these words are read once it is shared."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "journals.open": Words(_("opened a journal entry that was shared"), _("opened what you shared")),
        "journals.look": Words(_("looked at which journal entries are shared"), _("looked at what you have shared")),
        "journals.read": Words(_("read a journal entry that was shared"), _("read what you shared")),
        "journals.acknowledge": Words(_("acknowledged a journal entry"), _("answered what you shared")),
        "journals.share": Words(_("shared a journal entry"), _("shared a journal entry")),
        "journals.keep_private": Words(
            _("made a shared journal entry private again"), _("made a shared journal entry private again")
        ),
        "journals.edit": Words(_("edited a shared journal entry"), _("edited a shared journal entry")),
        "journals.remove": Words(_("deleted a shared journal entry"), _("deleted a shared journal entry")),
        "journals.write": Words(_("wrote a journal entry"), _("wrote a journal entry")),
        "journals.keep_draft": Words(_("wrote a draft"), _("wrote a draft")),
        "journals.finish_draft": Words(_("saved a draft"), _("saved a draft")),
        "journals.discard_draft": Words(_("threw a draft away"), _("threw a draft away")),
        "journals.add_images": Words(_("added images"), _("added images")),
        "journals.add_image": Words(_("added an image"), _("added an image")),
        "journals.say_of_image": Words(_("wrote below an image"), _("wrote below an image")),
        "journals.order_images": Words(_("put images in another order"), _("put images in another order")),
        "journals.remove_image": Words(_("removed an image"), _("removed an image")),
    }
)
