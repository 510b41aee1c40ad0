"""How much a list may hold, and how a person is told that theirs cannot be read."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000  # that are not empty
MAX_CHARACTERS = 2_000  # in a cell; what is longer is no fact about a client, and is cut


class BadFile(Exception):
    """This file is no list that we can read. The text is a sentence that helps whoever chose it."""


def too_many_rows() -> BadFile:
    return BadFile(
        _("This list has more than %(number)s rows. Divide it into several files and import them one after the other.")
        % {"number": intcomma(MAX_ROWS)}
    )


def too_many_columns() -> BadFile:
    return BadFile(
        _("This list has more than %(number)s columns. Keep those that say who the clients are, and delete the rest.")
        % {"number": MAX_COLUMNS}
    )


def too_many_cells() -> BadFile:
    return BadFile(_("This list holds too much. Keep the columns that say who the clients are, and delete the rest."))
