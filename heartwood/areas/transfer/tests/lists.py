"""A practice's list of clients as another system exports it, with the mistakes that such lists have."""

import csv
import io
import random
from datetime import date, timedelta

ROWS = 2_000
GOOD = 1_900
BAD_EMAIL = 30
BAD_BIRTH = 20
REPEATED = 35  # the same client again: 25 word for word, 10 with other capitals and another way to write the phone
ALIKE = 8  # the same name with other details: a question
NAMELESS = 7

ADDED = GOOD + BAD_EMAIL + BAD_BIRTH
LEFT_OUT = REPEATED + ALIKE + NAMELESS

HEADINGS = [
    "First Name",
    "Last Name",
    "E-mail Address",
    "Reach them at",  # the phone, under a heading that nobody else uses: to be corrected by hand
    "DOB",
    "Street",
    "City",
    "State",
    "Zip",
    "Status",
    "Client Since",
    "Session Notes",  # never taken over
]
PHONE_COLUMN = HEADINGS.index("Reach them at")
SECRET = "quillmarrow"  # stands in every note; must be found nowhere afterwards

_FIRST = """
Ada Aisha Alan Amara Ana Anton Bea Boris Bruno Carmen Chidi Chloé Cyrus Dana Dario Dina Edda Eli Elsa Emre
Enzo Eva Farah Felix Gita Goran Hana Hugo Ida Igor Ilse Imani Inés Iris Ivo Jana Joël Jonas Josefa Kai Kofi
Lars Lea Leïla Lina Luca Maja Marek María Mina Nils Noor Omar Oona Pablo Petra Qadir Rosa Rui Sana Søren Tess
Uma Vera Wanda Yara Zoë
""".split()
_LAST = """
Abara Adler Ahmadi Alves Amato Bakker Barros Becker Bianchi Blum Borg Cano Castro Cohen Costa Díaz Dubois Eder
Eklund Engel Fabre Farkas Ferrari Fischer Fuentes García Gomes Gruber Haas Hansen Horvat Ibarra Ito Jansen
Jokinen Kaya Keller Kowalski Kruger Kumar Lang Larsen Leroy Lima Lopes Maier Marin Mbeki Meyer Moreno Müller
Navarro Nowak Nuñez Okafor Olsen Pereira Peña Popov Ramos Ricci Rossi Sato Schmitt Silva Tanaka Torres Vogel
Weber Wolf Yilmaz Zhao
""".split()
_TOWNS = [("Portland", "OR", "97209"), ("Eugene", "OR", "97401"), ("Salem", "OR", "97301"), ("Bend", "OR", "97701")]
_STATUS = ["Active"] * 7 + ["Inactive", "Waitlist", "Archived"]


def practice_list(seed: int = 7) -> bytes:
    """2,000 rows below the headings, in UTF-8 with commas."""
    chance = random.Random(seed)
    names = chance.sample([(first, last) for first in _FIRST for last in _LAST], GOOD + BAD_EMAIL + BAD_BIRTH)
    rows = [_client(chance, number, first, last) for number, (first, last) in enumerate(names)]
    good, bad_email, bad_birth = rows[:GOOD], rows[GOOD : GOOD + BAD_EMAIL], rows[GOOD + BAD_EMAIL :]
    for number, row in enumerate(bad_email):
        row[2] = ["nobody@", "none", "ask at the desk", "thea.mail.example", "@mail.example"][number % 5]
    for number, row in enumerate(bad_birth):
        row[4] = ["02/30/1988", "13/13/1990", "unknown", "2091-01-01"][number % 4]

    earlier = chance.sample(good[:900], REPEATED + ALIKE)
    again = [list(row) for row in earlier[:25]] + [_written_otherwise(row) for row in earlier[25:REPEATED]]
    alike = [_somebody_else(row, number) for number, row in enumerate(earlier[REPEATED:])]
    nameless = [["", "", *_client(chance, 5000 + number, "x", "y")[2:]] for number in range(NAMELESS)]

    later = good[900:] + bad_email + bad_birth + again + alike + nameless
    chance.shuffle(later)
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *good[:900], *later])
    return text.getvalue().encode()


def _client(chance: random.Random, number: int, first: str, last: str) -> list[str]:
    town = chance.choice(_TOWNS)
    born = date(1948, 3, 1) + timedelta(days=number * 9)  # no two on one day
    since = date(2019, 1, 7) + timedelta(days=chance.randrange(2400))
    return [
        first,
        last,
        f"client{number}@mail.example",
        f"(503) 555-{number:04}",
        born.strftime("%m/%d/%Y"),
        f"{chance.randrange(10, 9900)} {chance.choice(['Alder', 'Birch', 'Cedar', 'Elm'])} St",
        *town,
        chance.choice(_STATUS),
        since.strftime("%m/%d/%Y"),
        f"{SECRET} {chance.choice(['sleeps better', 'worried about work', 'wants to come weekly'])}",
    ]


def _written_otherwise(row: list[str]) -> list[str]:
    first, last, email, phone, *rest = row
    return [first.upper(), last.upper(), email.upper(), f"+1 {phone.replace('(', '').replace(') ', '-')}", *rest]


def _somebody_else(row: list[str], number: int) -> list[str]:
    return [*row[:2], f"other{number}@mail.example", f"(971) 555-{number:04}", "", *row[5:]]
