from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "summary.open": Words(_("read the summary"), _("read the summary of your sessions")),
        "summary.begin": Words(_("began the summary"), _("began a summary of your sessions")),
        "summary.refresh": Words(_("refreshed the summary"), _("refreshed the summary of your sessions")),
        "summary.ask": Words(
            _("asked a language model for a summary; the notes' text left the house"),
            _("asked a language model for a summary of your sessions; your notes' text left the house"),
        ),
        "summary.go_without": Words(_("got no summary from the language model"), _("got no answer")),
        "summary.write": Words(_("changed the summary by hand"), _("changed the summary of your sessions")),
        "summary.take_up": Words(
            _("took up an older version of the summary"), _("took up an older summary of your sessions")
        ),
        "summary.share": Words(_("shared the summary with the client"), _("shared the summary of your sessions")),
        "summary.stop_sharing": Words(
            _("stopped sharing the summary"), _("stopped sharing the summary of your sessions")
        ),
        "summary.want_language_model": Words(_("decided that a language model may word summaries")),
        "summary.want_no_language_model": Words(_("decided that no language model words summaries")),
    }
)
