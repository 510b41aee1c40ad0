from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "entrance.sign_in": Words(_("signed in")),
        "entrance.disown_device": Words(_("said that a sign-in was not theirs")),
        "entrance.forget_devices": Words(_("had devices forgotten that are long out of use")),
    }
)
