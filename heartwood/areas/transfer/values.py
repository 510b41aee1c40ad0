"""What people and programs write into cells, and what it means. What cannot be read says why, in a sentence."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from heartwood.areas.clients.models import Client
from heartwood.areas.clients.words import digits, plain, usual_phone

DateOrder = Literal["day", "month"]  # which comes first in 03/04/1987

EARLIEST = date(1890, 1, 1)
_EXCEL_BEGAN = date(1899, 12, 30)


class Unreadable(Exception):
    """The text is a sentence: what is wrong with this cell."""


# --- Dates ------------------------------------------------------------------------------------------------------

_TIME = r"(?:[ ,T]+\d{1,2}[:.h].*)?$"
_YEAR_FIRST = re.compile(r"^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"^(\d{1,2}) ?[-/. ] ?(\d{1,2}) ?[-/. ] ?('?\d{2}|\d{4})" + _TIME)
_TOGETHER = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"^(\d{4,5})(\.\d+)?$")

_MONTHS = {
    name[:length]: number
    for number, names in enumerate(
        (
            "january enero januar janner janvier",
            "february febrero februar feber fevrier",
            "march marzo marz mars maerz",
            "april abril avril",
            "may mayo mai",
            "june junio juni juin",
            "july julio juli juillet",
            "august agosto aout",
            "september septiembre setiembre septembre",
            "october octubre oktober octobre",
            "november noviembre novembre",
            "december diciembre dezember decembre",
        ),
        start=1,
    )
    for name in names.split()
    for length in range(3, len(name) + 1)
    if name[:length] != "jui"  # juin or juillet
}


def read_date(text: str, first: DateOrder, *, latest: date) -> date:
    """Raises Unreadable. `latest` also tells what century a year of two digits belongs to."""
    try:
        found = _date_in(text, first, latest)
    except (ValueError, OverflowError):
        raise Unreadable(_("There is no such day")) from None
    if found is None:
        raise Unreadable(_("This is no date that we can read"))
    if found > latest:
        raise Unreadable(_("This day lies in the future"))
    if found < EARLIEST:
        raise Unreadable(_("Nobody living was born then"))
    return found


def date_order(cells: Iterable[str], *, month_first: bool) -> tuple[DateOrder | None, bool]:
    """Is the day or the month first, and is it certain? None where the column holds no dates that leave it open.

    A number above 12 is a day; points are European; where nothing tells, the organization's country does.
    """
    pairs = [(int(match[1]), int(match[2]), match[0]) for cell in cells if (match := _YEAR_LAST.match(cell))]
    if not pairs:
        return None, False
    day_first = sum(one > 12 or "." in written for one, _two, written in pairs)
    day_second = sum(two > 12 for _one, two, _written in pairs)
    if day_first == day_second:
        return ("month" if month_first else "day"), False
    return ("day" if day_first > day_second else "month"), True


def _date_in(text: str, first: DateOrder, latest: date) -> date | None:
    if match := _YEAR_FIRST.match(text) or _TOGETHER.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.match(text):
        one, two, year = int(match[1]), int(match[2]), _year(match[3], latest)
        return date(year, two, one) if first == "day" else date(year, one, two)
    if match := _SERIAL.match(text):
        number = int(match[1])
        if 1890 <= number <= 2100:
            raise Unreadable(_("This is a year without a day"))
        return _EXCEL_BEGAN + timedelta(days=number) if number <= 60_000 else None
    return _date_in_words(plain(text), latest)


def _date_in_words(text: str, latest: date) -> date | None:
    """12 Mar 1987 · March 12th, 1987 · 12. März 1987 · 12 de marzo de 1987 · le 12 mars 1987"""
    text = text.split(":")[0] if ":" in text else text
    words = re.findall(r"[a-z]+|\d+", text)
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(numbers) < 2:
        return None
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    return date(_year(year, latest), months[0], int(day))


def _year(text: str, latest: date) -> int:
    year = int(text.lstrip("'"))
    if len(text.lstrip("'")) == 4:
        return year
    return year + 2000 if year + 2000 <= latest.year else year + 1900


# --- Mail, phones ------------------------------------------------------------------------------------------------


def read_email(text: str) -> str:
    """The address; of several, the first. Raises Unreadable."""
    address = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE)
    if inside := re.search(r"<([^<>]+)>", address):
        address = inside[1]
    address = re.split(r"[;,\s]+", address.strip())[0].lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Unreadable(_("This is no e-mail address")) from None
    return address


@lru_cache(maxsize=4096)
def read_phone(text: str, region: str) -> str:
    """Raises Unreadable."""
    if re.fullmatch(r"\d+[.,]?\d*E\+?\d+", text, flags=re.IGNORECASE):
        raise Unreadable(_("Excel has shortened this number, and its digits are lost"))
    text = re.sub(r"^(\d{6,})\.0$", r"\1", text)
    if len(digits(text)) < 5:
        raise Unreadable(_("This is no phone number"))
    phone = usual_phone(text, region)
    if len(phone) > 40:
        raise Unreadable(_("This is too long for a phone number"))
    return phone


# --- States and kinds --------------------------------------------------------------------------------------------

_STATES = {
    Client.State.ACTIVE: """active, current, open, ongoing, new, in treatment, in therapy, enrolled, activo, activa,
        en curso, aktiv, laufend, in behandlung, in therapie, neu, actif, active, en cours, nouveau, nouvelle""",
    Client.State.WAITING: """waiting, waitlist, wait list, waitlisted, wait listed, waiting list, on waitlist, on
        hold, lead, prospect, prospective, potential, pending, inquiry, enquiry, intake, invited, lista de espera,
        en espera, pendiente, warteliste, wartend, interessent, interessentin, anfrage, liste d attente, en attente""",
    Client.State.DISCHARGED: """inactive, discharged, closed, former, past, completed, terminated, ended, graduated,
        left, dropped out, inactivo, inactiva, alta, dado de alta, dada de alta, cerrado, terminado, inaktiv,
        entlassen, abgeschlossen, beendet, ehemalig, inactif, inactive, termine, terminee, clos, sorti, sortie""",
    Client.State.ARCHIVED: """archived, archive, deleted, deceased, archivado, archivada, archiviert, archiv, geloscht,
        verstorben, archivee, archives, supprime, decede, decedee""",
}
_KINDS = {
    Client.Kind.INDIVIDUAL: "individual, adult, person, single, individuo, adulto, adulta, einzelperson, einzeln, "
    "erwachsen, erwachsene, individuel, adulte, personne",
    Client.Kind.COUPLE: "couple, couples, pareja, paar, couple",
    Client.Kind.FAMILY: "family, familia, familie, famille",
    Client.Kind.MINOR: "minor, child, adolescent, teen, youth, menor, nino, nina, minderjahrig, kind, jugendlich, "
    "jugendliche, mineur, mineure, enfant",
}


def _by_word(table: Mapping[Any, str]) -> dict[str, str]:
    return {word: str(choice) for choice, words in table.items() for word in " ".join(words.split()).split(", ")}


_STATE_BY_WORD = _by_word(_STATES)
_KIND_BY_WORD = _by_word(_KINDS)
_YES = {"yes", "y", "true", "1", "x", "si", "ja", "j", "wahr", "oui", "o", "vrai"}
_NO = {"no", "n", "false", "0", "-", "nein", "falsch", "non", "faux"}


@lru_cache(maxsize=1024)
def read_state(text: str, heading: str = "") -> str:
    """Raises Unreadable. Under “Archived” or “Aktiv”, a yes or no is enough."""
    word = _word(text)
    asked = _STATE_BY_WORD.get(_word(heading).removeprefix("is "))
    if asked and word in _YES:
        return asked
    if asked and word in _NO:
        return str(Client.State.DISCHARGED if asked == Client.State.ACTIVE else Client.State.ACTIVE)
    return _chosen(word, _STATE_BY_WORD, Client.State.choices)


def read_kind(text: str) -> str:
    """Raises Unreadable."""
    return _chosen(_word(text), _KIND_BY_WORD, Client.Kind.choices)


def mostly_states(cells: Iterable[str]) -> bool:
    different = {_word(cell) for cell in cells}
    return bool(different) and sum(word in _STATE_BY_WORD for word in different) * 2 >= len(different)


def _chosen(word: str, by_word: dict[str, str], choices: Iterable[tuple[str, object]]) -> str:
    if word in by_word:
        return by_word[word]
    for value, label in choices:  # as our own export writes it, in the reader's language
        if word == _word(str(label)):
            return value
    raise Unreadable(_("We do not know this word"))


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9-]+", " ", plain(text)).strip()


# --- Names -------------------------------------------------------------------------------------------------------

_PARTICLES = frozenset(
    "al bin da das de del della den der di do dos du el ibn la las le los mac mc saint st van von zu zum zur".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv".split())


def split_name(text: str) -> tuple[str, str]:
    """First and last name: “Reyes, Clara” and “Clara Reyes”; “Maria de la Cruz” and “Sam Lee Jr.” keep together."""
    last, comma, first = text.partition(",")
    if comma and plain(first).strip(". ") not in _SUFFIXES:
        return first.strip(), last.strip()
    words = text.replace(",", " ").split()
    if len(words) < 2:
        return text.strip(), ""
    begin = len(words) - 1
    while begin > 1 and plain(words[begin]).strip(".") in _SUFFIXES:
        begin -= 1
    while begin > 1 and plain(words[begin - 1]) in _PARTICLES:
        begin -= 1
    return " ".join(words[:begin]), " ".join(words[begin:])


def is_formula(text: str) -> bool:
    return text.startswith("=")
