"""What people are told about reviews: that something waits, and not how it was."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class ReviewLeft(Letter):
    kind = "reviews.left"
    face = "office"
    subject = _("Something was left for you")
    sentence = _("Somebody you work with has left something for you to read.")
    button = _("Read it")
    page = "review"
    occasion = _("When a client leaves a review")
    icon = "star"


class ReviewAnswered(Letter):
    kind = "reviews.answered"
    face = "portal"
    subject = _("You have an answer")
    sentence = _("Somebody has answered what you left for them.")
    button = _("Read the answer")
    page = "review"
    occasion = _("When your practitioner answers a review of yours")
    icon = "message-square-reply"
