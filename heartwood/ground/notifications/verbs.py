from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "notifications.send": Words(_("sent a mail saying that something waits")),
        "notifications.see": Words(_("opened a notice")),
        "notifications.forget": Words(_("had old notices cleared away")),
        "notifications.see_all": Words(_("marked all notices as seen")),
    }
)
