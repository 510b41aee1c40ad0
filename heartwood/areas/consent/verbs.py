"""Lines of the trail are read by administrators too, who may not know what a client answered: no verb says it."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "consent.look": Words(
            _("looked at what the client has consented to"), _("looked at what you have consented to")
        ),
        "consent.record": Words(
            _("recorded what the client said about a consent"), _("recorded what you said about a consent")
        ),
        "consent.answer": Words(_("answered about a consent"), _("answered about a consent")),
        "consent.keep_up": Words(_("brought consents up to date"), _("brought consents up to date")),
        "consent.begin_to_ask": Words(_("began to ask consent for something")),
        "consent.publish": Words(_("published a wording of a consent")),
        "consent.retire": Words(_("stopped asking consent for something")),
    }
)
