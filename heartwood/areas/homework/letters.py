"""What people are told about homework: that something waits, not even that it is homework."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from heartwood.ground.notifications.letters import Letter


class HomeworkGiven(Letter):
    kind = "homework.given"
    face = "portal"
    subject = _("Something new waits for you")
    sentence = _("Somebody you work with has left something for you.")
    button = _("Look at it")
    page = "homework"
    occasion = _("When you are given something to do")
    icon = "list-checks"


class HomeworkDue(Letter):
    kind = "homework.due"
    face = "portal"
    subject = _("Something waits for you until tomorrow")
    sentence = _("Something that was left for you waits until tomorrow.")
    button = _("Look at it")
    page = "homework"
    occasion = _("The day before something is due")
    icon = "alarm-clock"

    @classmethod
    def is_news(cls, record: Any) -> bool:
        return bool(record.is_open)


class HomeworkReviewed(Letter):
    kind = "homework.reviewed"
    face = "portal"
    subject = _("A few words for you")
    sentence = _("Somebody has looked at what you have done, and left you a few words.")
    button = _("Read them")
    page = "homework"
    occasion = _("When somebody has looked at what you have done")
    icon = "message-circle-heart"


class HomeworkHandedIn(Letter):
    kind = "homework.handed_in"
    face = "office"
    subject = _("Something waits to be read by you")
    sentence = _("Somebody you work with has finished something for you.")
    button = _("Look at it")
    page = "client-homework"
    occasion = _("When a client hands in their homework")
    icon = "list-checks"

    @classmethod
    def is_news(cls, record: Any) -> bool:
        return bool(record.waits_for_review)
