from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "reviews.open": Words(_("opened a review of a session"), _("opened your review of a session")),
        "reviews.leave": Words(_("left a review of a session"), _("left a review of a session")),
        "reviews.change": Words(_("changed a review"), _("changed a review")),
        "reviews.withdraw_consent": Words(
            _("took back the consent to publish a review"), _("took back the consent to publish a review")
        ),
        "reviews.remove": Words(_("deleted a review"), _("deleted a review")),
        "reviews.answer": Words(_("replied to a review"), _("replied to your review")),
        "reviews.publish": Words(
            _("published a review, with the client's consent"), _("published your review, with your consent")
        ),
        "reviews.take_down": Words(_("took a published review down"), _("took your published review down")),
        "reviews.show_on_page": Words(_("began to show published reviews on their page")),
        "reviews.hide_from_page": Words(_("ceased to show published reviews on their page")),
    }
)
