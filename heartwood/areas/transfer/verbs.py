from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "transfer.export": Words(_("exported a list of clients")),
        "transfer.upload": Words(_("uploaded a list of clients")),
        "transfer.choose_columns": Words(_("said what the columns of a list hold")),
        "transfer.choose_rows": Words(_("chose which rows of a list to take over")),
        "transfer.start": Words(_("began to take a list over")),
        "transfer.start_again": Words(_("began again to take a list over")),
        "transfer.import": Words(_("took a list of clients over")),
        "transfer.fail": Words(_("could not take a list over; nothing was added")),
        "transfer.forget": Words(_("threw an uploaded list away")),
    }
)
