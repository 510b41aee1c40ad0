"""Which column holds what: the usual names of columns, as other systems and people write them."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartwood.areas.clients.words import plain
from heartwood.areas.transfer import values
from heartwood.areas.transfer.table import Table
from heartwood.areas.transfer.values import DateOrder


@dataclass(frozen=True)
class Field:
    """What a column may become. Where several columns hold the same, the usual name that stands first goes first."""

    name: str
    label: Promise | str
    usual_names: tuple[str, ...]


def _field(name: str, label: Promise | str, usual_names: str) -> Field:
    return Field(name, label, tuple(" ".join(usual_names.split()).split(", ")))


# In plain(): small letters without accents. English first, then Spanish, German, French.
FIELDS = {
    field.name: field
    for field in (
        _field(
            "name",
            gettext_lazy("Whole name"),
            """name, full name, client, client name, client full name, patient, patient name, display name, contact
            name, participant, name last first, last name first name, last first, nombre, nombre completo, nombre y
            apellidos, apellidos y nombre, cliente, paciente, klient, klientin, kunde, kundin, patientin,
            vollstandiger name, name vorname, nachname vorname, vor und nachname, nom, nom complet, nom et prenom,
            nom prenom, prenom et nom""",
        ),
        _field(
            "first_name",
            gettext_lazy("First name"),
            """first name, given name, given names, first, fname, forename, forenames, legal first name, name first,
            nombres, nombre de pila, primer nombre, vorname, vornamen, rufname, prenom, prenoms""",
        ),
        _field(
            "middle_name",
            gettext_lazy("Middle name"),
            """middle name, middle names, middle, middle initial, mi, legal middle name, segundo nombre,
            zweiter vorname, deuxieme prenom""",
        ),
        _field(
            "last_name",
            gettext_lazy("Last name"),
            """last name, surname, family name, last, lname, legal last name, name last, apellido, apellidos,
            primer apellido, nachname, familienname, zuname, nom de famille""",
        ),
        _field(
            "email",
            gettext_lazy("E-mail"),
            """email, email address, primary email, email 1, personal email, home email, email id, mail, mail
            address, emails, correo, correo electronico, direccion de correo, direccion de correo electronico, email
            adresse, mailadresse, email privat, courriel, adresse email, adresse courriel, mel, adresse mail""",
        ),
        _field(
            "phone",
            gettext_lazy("Phone"),
            """mobile phone, mobile, mobile number, mobile phone number, phone mobile, cell phone, cell, cellphone,
            cell number, primary phone, phone, phone number, primary phone number, telephone, telephone number, tel,
            contact number, phone 1, home phone, home phone number, phone home, home, telephone home, work phone,
            work phone number, phone work, phone 2, telefono movil, movil, celular, telefono celular, telefono,
            numero de telefono, telefono fijo, mobil, handy, handynummer, mobiltelefon, mobilnummer, telefon mobil,
            telefon, telefonnummer, rufnummer, telefon privat, festnetz, telephone portable, portable, mobile
            telephone, tel portable, numero de telephone, tel mobile, tel fixe, telephone fixe""",
        ),
        _field(
            "born_on",
            gettext_lazy("Date of birth"),
            """date of birth, dob, birth date, birthdate, birthday, d o b, born, born on, birth day, fecha de
            nacimiento, fecha nacimiento, nacimiento, f nacimiento, cumpleanos, geburtsdatum, geburtstag, geb datum,
            geboren am, geboren, date de naissance, naissance, ne le, nee le""",
        ),
        _field(
            "pronouns", gettext_lazy("Pronouns"), "pronouns, pronoun, preferred pronouns, pronombres, pronomen, pronoms"
        ),
        _field(
            "kind", gettext_lazy("Kind"), "kind, client type, type, tipo, tipo de cliente, klientenart, type de client"
        ),
        _field(
            "state",
            gettext_lazy("State (active, archived, …)"),
            """status, client status, account status, state, active, is active, inactive, archived, is archived,
            discharged, estado, estado del cliente, activo, estatus, zustand, aktiv, archiviert, statut, etat, actif""",
        ),
        _field(
            "started_on",
            gettext_lazy("Start of therapy"),
            """start of therapy, therapy start date, therapy start, intake date, date of intake, first session,
            first session date, first appointment, first appointment date, first visit, first visit date, first
            seen, start date, admission date, client since, since, started, date added, added on, date created,
            created, created at, created on, creation date, fecha de inicio, inicio de terapia, primera sesion,
            primera cita, therapiebeginn, beginn der therapie, erstgesprach, ersttermin, erstkontakt, angelegt am,
            klient seit, debut de therapie, date de debut, premiere seance, premier rendez vous""",
        ),
        _field(
            "practitioner",
            gettext_lazy("Practitioner"),
            """practitioners, practitioner, primary practitioner, clinician, primary clinician, assigned clinician,
            clinician assigned, therapist, primary therapist, assigned therapist, provider, primary provider,
            counselor, counsellor, assigned to, facilitator, staff, staff member, terapeuta, profesional, therapeut,
            therapeutin, behandler, behandlerin, zustandig, therapeute, praticien, praticienne, intervenant""",
        ),
        _field(
            "address",
            gettext_lazy("Address or street"),
            """address, full address, home address, mailing address, postal address, street address, street, address
            1, address line 1, street 1, address1, address 2, address line 2, street 2, address2, address 3, address
            line 3, apt, unit, direccion, domicilio, calle, direccion postal, adresse, anschrift, postanschrift,
            strasse, strasse und hausnummer, strasse hausnummer, strasse nr, hausnummer, adresse postale, rue,
            adresse 1, adresse 2""",
        ),
        _field(
            "city",
            gettext_lazy("City"),
            "city, town, suburb, city town, ciudad, localidad, poblacion, municipio, stadt, ort, wohnort, ville",
        ),
        _field(
            "region",
            gettext_lazy("State or province"),
            """state, province, region, state province, province state, state region, state code, county, estado,
            provincia, bundesland, kanton, departement, canton""",
        ),
        _field(
            "postcode",
            gettext_lazy("Postal code"),
            """zip, zip code, zipcode, postal code, postcode, post code, postal, zip postal code, zip postal,
            codigo postal, cp, c p, plz, postleitzahl, code postal""",
        ),
        _field("country", gettext_lazy("Country"), "country, country code, pais, land, pays"),
    )
}

_BY_USUAL_NAME = {
    usual_name: field.name for field in reversed(FIELDS.values()) for usual_name in reversed(field.usual_names)
}
_STATE_OR_REGION = {"state", "estado"}
_WHOSE = re.compile(r"^(client|clients|client s|patient|patient s|participant|kunden|klienten|patienten)( |$)")

# Columns of other systems that are about health, money or identity numbers: never ours to take over this way.
_NOT_OURS = re.compile(
    r"\b(notes?|notiz(en)?|notas?|comments?|comentarios?|commentaires?|remarks?|bemerkung(en)?|anmerkung(en)?|remarques?"
    r"|diagnos\w*|icd|dsm|symptom\w*|sintomas?|presenting|problems?|history|anamnes\w*|antecedent\w*|medications?"
    r"|medikament\w*|medicamentos?|medicaments?|allerg\w*|treatment|goals?|risk|ssn|social security|insurance|insured"
    r"|payer|versicherung\w*|krankenkasse|seguro|assurance|policy|member id|subscriber|credit card|iban|password)\b"
)
_TOO_LONG_FOR_A_FACT = 500


@dataclass
class Column:
    """A column of the list: what stands in it, and what it becomes. Without a field it is left out."""

    place: int
    heading: str
    field: str = ""
    date_order: DateOrder | None = None  # how its dates are written, where that could be read in two ways
    order_is_certain: bool = False
    samples: list[str] = dataclasses.field(default_factory=list)

    @property
    def rank(self) -> tuple[int, int]:
        """Of several columns for one field: a mobile phone before a phone at home, else from left to right."""
        names = FIELDS[self.field].usual_names if self.field else ()
        found = next((names.index(name) for name in _spellings(self.heading) if name in names), len(names))
        return found, self.place


def field_of(heading: str) -> str:
    return next((_BY_USUAL_NAME[name] for name in _spellings(heading) if name in _BY_USUAL_NAME), "")


def without_what_is_not_ours(table: Table) -> Table:
    """Clinical notes and the like do not wait with the import until somebody leaves them out: they are dropped here."""
    width = len(table.headings)
    kept = [place for place in range(width) if _is_ours(table.headings[place], (row[place] for row in table.rows))]
    if len(kept) == width:
        return table
    dropped = ", ".join(f"“{table.headings[place]}”" for place in range(width) if place not in kept)
    note = _("Dropped at once, because only who the clients are is taken over: %(columns)s.") % {"columns": dropped}
    return replace(
        table,
        headings=[table.headings[place] for place in kept],
        rows=[[row[place] for place in kept] + row[width:] for row in table.rows],
        notes=[*table.notes, str(note)],
    )


def _is_ours(heading: str, cells: Iterable[str]) -> bool:
    if _NOT_OURS.search(" ".join(_words(heading))):
        return False
    return field_of(heading) != "" or all(len(cell) <= _TOO_LONG_FOR_A_FACT for cell in cells)


def guessed(headings: Sequence[str], rows: Sequence[Sequence[str]], *, month_first: bool) -> list[Column]:
    """What each column probably holds."""
    columns = [Column(place, heading, field_of(heading)) for place, heading in enumerate(headings)]
    for column in columns:
        cells = [row[column.place] for row in rows if len(row) > column.place and row[column.place]]
        column.samples = list(dict.fromkeys(cells[:200]))[:3]
        if set(_spellings(column.heading)) & _STATE_OR_REGION:
            column.field = "state" if values.mostly_states(cells) else "region"
        column.date_order, column.order_is_certain = values.date_order(cells, month_first=month_first)
    _settle_names({column.field: column for column in columns if column.field})
    return columns


def _settle_names(by_field: dict[str, Column]) -> None:
    """“Name” beside “Vorname” is the last name, “Nombre” beside “Apellidos” the first; beside both, nothing."""
    if "name" not in by_field:
        return
    if "first_name" in by_field:
        by_field["name"].field = "" if "last_name" in by_field else "last_name"
    elif "last_name" in by_field:
        by_field["name"].field = "first_name"


def in_order(columns: Iterable[Column], name: str) -> list[Column]:
    return sorted((column for column in columns if column.field == name), key=lambda column: column.rank)


def _spellings(heading: str) -> list[str]:
    """The heading as written, and without saying that it is the client's: “Client E-mail” is an e-mail."""
    words = " ".join(_words(heading))
    return [words, _WHOSE.sub("", words)]


def _words(heading: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # dateOfBirth
    return re.sub(r"\be ?mail", "email", re.sub(r"[^a-z0-9]+", " ", plain(apart))).split()
