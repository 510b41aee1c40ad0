"""What cells mean, as people and programs write them."""

from datetime import date

import pytest

from heartwood.areas.transfer import columns, values
from heartwood.areas.transfer.formulas import armed_again, disarmed
from heartwood.areas.transfer.people import Person, Reader
from heartwood.areas.transfer.table import Table
from heartwood.areas.transfer.values import Unreadable

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    """1987-03-12|1987/3/12|12/03/1987|12.03.1987|12-3-87|12/03/'87|12. 3. 1987|19870312|31848|31848.0|12 Mar 1987|
    March 12, 1987|Mar 12th 1987|12. März 1987|12 de marzo de 1987|le 12 mars 1987|Thu, 12 Mar 1987|1987-03-12T00:00:00|
    1987-03-12 00:00:00|12/03/1987 0:00|12/03/1987 00:00:00|1987 March 12""".replace("\n", "").split("|"),
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert values.read_date(text.strip(), "day", latest=TODAY) == date(1987, 3, 12)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("30/02/1988", "no such day"),
        ("99/99/9999", "no such day"),
        ("unknown", "no date"),
        ("1987", "year without a day"),
        ("22/11/2027", "future"),
        ("01/01/1800", "Nobody living"),
        ("99999", "no date"),
        ("12 xyz 1987", "no date"),
    ],
)
def test_a_day_that_is_none_says_why(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        values.read_date(text, "day", latest=TODAY)


def test_the_month_comes_first_where_the_column_says_so() -> None:
    assert values.read_date("03/12/1987", "month", latest=TODAY) == date(1987, 3, 12)


def test_two_digits_of_a_year_are_never_in_the_future() -> None:
    assert values.read_date("1/2/26", "day", latest=TODAY).year == 2026
    assert values.read_date("1/2/27", "day", latest=TODAY).year == 1927


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/02/1990", "24/12/1987"], ("day", True)),
        (["01/02/1990", "12/24/1987"], ("month", True)),
        (["01.02.1990"], ("day", True)),
        (["01/02/1990"], ("month", False)),  # the practice is in Oregon
        (["1990-02-01", "Clara"], (None, False)),
        (["13/01/1990", "14/01/1990", "01/15/1990"], ("day", True)),  # the more, the truer
    ],
)
def test_the_order_of_day_and_month_is_found_by_evidence(cells: list[str], order: tuple[str | None, bool]) -> None:
    assert values.date_order(cells, month_first=True) == order


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Clara Reyes", ("Clara", "Reyes")),
        ("Reyes, Clara", ("Clara", "Reyes")),
        ("María de la Cruz", ("María", "de la Cruz")),
        ("Ludwig van der Rohe", ("Ludwig", "van der Rohe")),
        ("Sam Lee Jr.", ("Sam", "Lee Jr.")),
        ("Lee, Sam, Jr.", ("Sam, Jr.", "Lee")),
        ("Martin Luther King, Jr.", ("Martin Luther", "King Jr.")),
        ("Cher", ("Cher", "")),
        ("Vincent van Gogh", ("Vincent", "van Gogh")),
    ],
)
def test_a_whole_name_is_parted(text: str, name: tuple[str, str]) -> None:
    assert values.split_name(text) == name


@pytest.mark.parametrize(
    ("text", "heading", "state"),
    [
        ("ACTIVE", "Status", "active"),
        ("Inactive", "Status", "discharged"),
        ("Wait-list", "Status", None),
        ("Waitlist", "Status", "waiting"),
        ("archiviert", "Zustand", "archived"),
        ("En espera", "Estado", "waiting"),
        ("yes", "Archived", "archived"),
        ("no", "Archived", "active"),
        ("Nein", "Aktiv", "discharged"),
        ("Waiting list", "State", "waiting"),
        ("yes", "Status", None),
    ],
)
def test_states_in_several_languages(text: str, heading: str, state: str | None) -> None:
    if state is None:
        with pytest.raises(Unreadable):
            values.read_state(text, heading)
    else:
        assert values.read_state(text, heading) == state


def test_mails_and_phones() -> None:
    assert values.read_email("mailto:Clara@Mail.example") == "clara@mail.example"
    assert values.read_email("Clara Reyes <clara@mail.example>") == "clara@mail.example"
    assert values.read_email("clara@mail.example; other@mail.example") == "clara@mail.example"
    assert values.read_phone("(503) 555-0142", "US") == values.read_phone("5035550142.0", "US") == "+1 503-555-0142"
    for text in ("none", "clara@", "@mail.example", "a b"):
        with pytest.raises(Unreadable):
            values.read_email(text)
    for text in ("none", "n/a", "5.03555E+09", "+" + "1" * 60):
        with pytest.raises(Unreadable):
            values.read_phone(text, "US")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1 503-555-0142", "-x", "@a", "'=1", "''+1", "it's", "'quoted'", "Clara", ""]
)
def test_what_is_disarmed_comes_back_as_it_was(text: str) -> None:
    assert armed_again(disarmed(text)) == text
    assert not disarmed(text).startswith(("=", "+", "-", "@", "\t", "\r"))


EXPORTS = {
    "SimplePractice": (
        "Client|Date Added|Status|Primary Clinician|Email|Phone|DOB|Diagnosis",
        "name started_on state practitioner email phone born_on",
    ),
    "Jane": (
        "Patient Guid|First Name|Middle Name|Last Name|Birth Date|Email|Mobile Phone|Home Phone|Street|City|Province",
        " first_name middle_name last_name born_on email phone phone address city region",
    ),
    "TherapyNotes": (
        "Last Name|First Name|DOB|Address|City|State|Zip|Cell Phone|Email|Clinician Assigned",
        "last_name first_name born_on address city region postcode phone email practitioner",
    ),
    "Cliniko": (
        "title|first_name|last_name|date_of_birth|address_1|address_2|city|state|post_code|country|email|created_at",
        " first_name last_name born_on address address city region postcode country email started_on",
    ),
    "programs": ("firstName|lastName|dateOfBirth|emailAddress|phoneNumber", "first_name last_name born_on email phone"),
    "Spanish": (
        "Nombre|Apellidos|Correo electrónico|Teléfono móvil|Fecha de nacimiento|Código postal",
        "first_name last_name email phone born_on postcode",
    ),
    "German": (
        "Name|Vorname|E-Mail-Adresse|Handy|Geburtsdatum|Straße|PLZ|Ort|Therapiebeginn",
        "last_name first_name email phone born_on address postcode city started_on",
    ),
    "French": (
        "Nom|Prénom|Courriel|Téléphone portable|Date de naissance|Adresse|Ville",
        "last_name first_name email phone born_on address city",
    ),
    "the client's own": ("Client Name|Client E-mail|Patient DOB|Emergency Contact Phone", "name email born_on "),
    "all three names": ("Name|First name|Last name", " first_name last_name"),
}


@pytest.mark.parametrize(("headings", "fields"), EXPORTS.values(), ids=EXPORTS.keys())
def test_columns_are_recognised_by_their_usual_names(headings: str, fields: str) -> None:
    names = headings.split("|")
    table = columns.without_what_is_not_ours(Table(names, [["x"] * len(names)], [2]))

    guessed = columns.guessed(table.headings, table.rows, month_first=True)

    assert [column.field for column in guessed] == fields.split(" ")


def test_state_is_a_place_or_a_state_by_what_stands_in_it() -> None:
    def field(*cells: str) -> str:
        return columns.guessed(["State"], [[cell] for cell in cells], month_first=True)[0].field

    assert field("OR", "CA") == "region"
    assert field("Active", "Inactive", "?") == "state"


def test_clinical_columns_are_dropped_at_once() -> None:
    table = Table(["Name", "Session Notes", "Hobbies"], [["Clara", "wept", "x" * 600], ["Dev", "", ""]], [2, 3])

    kept = columns.without_what_is_not_ours(table)

    assert kept.headings == ["Name"]
    assert kept.rows == [["Clara"], ["Dev"]]
    assert "“Session Notes”, “Hobbies”" in kept.notes[0]


def person(headings: str, row: str, region: str = "US") -> Person:
    table = Table(headings.split("|"), [row.split("|")], [2])
    guessed = columns.guessed(table.headings, table.rows, month_first=region == "US")
    return Reader(guessed, region=region).people(table)[0]


def test_a_bad_cell_does_not_lose_the_client() -> None:
    clara = person("Name|E-mail|DOB|Phone|Status", "Clara Reyes|clara@|30/30/1987|call Ann|on the moon")

    assert clara.wrong == ""
    assert clara.facts == {"first_name": "Clara", "last_name": "Reyes"}
    assert [(gap.field, gap.cell) for gap in clara.gaps] == [
        ("email", "clara@"),
        ("phone", "call Ann"),
        ("born_on", "30/30/1987"),
        ("state", "on the moon"),
    ]


def test_of_two_phones_the_first_that_can_be_read_counts_and_the_mobile_before_the_others() -> None:
    assert person("Name|Home phone|Mobile", "C|503-555-0100|503-555-0142").facts["phone"] == "+1 503-555-0142"
    assert person("Name|Home phone|Mobile", "C|503-555-0100|none").facts["phone"] == "+1 503-555-0100"


def test_an_address_is_put_together_as_it_is_written_there() -> None:
    american = person("Name|Street|Street 2|City|State|Zip", "C|12 Elm St|Apt 4|Portland|OR|97209")
    german = person("Name|Straße|PLZ|Ort|Land", "C|Ulmenweg 2|50667|Köln|Deutschland", region="DE")

    assert american.facts["address"] == "12 Elm St\nApt 4\nPortland, OR 97209"
    assert german.facts["address"] == "Ulmenweg 2\n50667 Köln\nDeutschland"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("|x@mail.example", "no name"),
        ("---|x@mail.example", "no name"),
        ("=A1|x@mail.example", "formula"),
        ("Jos\ufffd|x@mail.example", "Letters were lost"),
        ("x" * 300 + "|", "longer than"),
        ("Clara|x@mail.example|surplus", "more cells than there are headings"),
    ],
)
def test_a_row_that_names_nobody_says_why(row: str, why: str) -> None:
    assert why in person("Name|E-mail", row).wrong
