"""What is done while an answer is unfinished stands in nobody's log, but for the ticks."""

from django.utils.translation import gettext_lazy as _

from heartwood.ground.audit.words import Words, in_words

in_words(
    {
        "homework.look": Words(_("looked at which homework there is"), _("looked at your homework")),
        "homework.open": Words(_("opened homework"), _("opened your homework")),
        "homework.give": Words(_("gave homework"), _("gave you homework")),
        "homework.see": Words(_("saw homework for the first time"), _("saw homework for the first time")),
        "homework.tick": Words(_("ticked a step of homework"), _("ticked a step of homework")),
        "homework.untick": Words(_("took a tick away"), _("took a tick away")),
        "homework.begin_answer": Words(_("began an answer"), _("began an answer")),
        "homework.write_answer": Words(_("wrote an answer"), _("wrote an answer")),
        "homework.add_answer_files": Words(_("added files to an answer"), _("added files to an answer")),
        "homework.remove_answer_file": Words(_("removed a file from an answer"), _("removed a file from an answer")),
        "homework.hand_in": Words(_("handed homework in"), _("handed homework in")),
        "homework.take_back": Words(_("took homework back"), _("took homework back")),
        "homework.review": Words(_("reviewed homework"), _("answered your homework")),
        "homework.change_due_day": Words(
            _("changed the due day of homework"), _("changed until when your homework waits")
        ),
        "homework.withdraw": Words(_("withdrew homework"), _("took homework away that was given to you")),
        "homework.remind": Words(_("reminded of homework"), _("reminded you of homework")),
        "homework.keep_template": Words(_("kept homework in their library"), _("kept homework in their library")),
        "homework.change_template": Words(_("changed their library"), _("changed their library")),
        "homework.remove_template": Words(_("removed homework from their library"), _("changed their library")),
        "homework.remove_template_file": Words(_("removed a file from their library"), _("changed their library")),
    }
)
