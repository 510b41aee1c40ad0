"""Who the people of the cast are."""

from dataclasses import dataclass

PASSWORD = "willow-demo-2026"  # noqa: S105  public: these people exist in the demo and in tests only


@dataclass(frozen=True)
class Firm:
    slug: str
    name: str
    kind: str
    jurisdiction: str = "Oregon, US"
    time_zone: str = "America/Los_Angeles"
    owner_only: bool = False
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Worker:
    key: str
    name: str
    email: str
    firm: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """A client: whose, how they are reached, and the unlikely street they live in."""

    key: str
    name: str
    firm: str
    practitioner: str
    email: str
    street: str
    started_days_ago: int
    state: str = "active"
    kind: str = "individual"
    pronouns: str = ""
    age: int | None = None


@dataclass(frozen=True)
class Login:
    """Somebody who enters the portal, and the records they stand behind."""

    key: str
    name: str
    email: str
    profiles: tuple[tuple[str, str], ...]  # client, code of the profile
    manages: bool = True  # or only sees documents that were shared


@dataclass(frozen=True)
class Paper:
    """A document: whose, who uploaded it (a worker, or a login through the portal), and the unlikely words in it."""

    key: str
    client: str
    by: str
    name: str
    words: tuple[str, ...] = ()  # none: a photo
    shared: bool = False
    renews: str = ""  # the key of the version before


FIRMS = (
    Firm("willow", "Willow Practice", "practice", phone="+1 503-555-0190", email="hello@willow.example"),
    Firm("lantern", "Lantern", "practice", owner_only=True),
    Firm("cedar", "Cedar House", "service_center"),
    Firm("birch", "Birch Rooms", "service_center"),
    Firm("otter", "Otter Practice", "practice", "Washington, US"),
)

WORKERS = (
    Worker("olive", "Olive Park", "olive@willow.example", "willow", ("administrator",)),
    Worker("thea", "Thea Lindqvist", "thea@willow.example", "willow", ("practitioner",)),
    Worker("cole", "Cole Mbeki", "cole@willow.example", "willow", ("practitioner",)),
    Worker("sol", "Sol Abrams", "sol@willow.example", "willow", ("practitioner", "supervisor")),
    Worker("fran", "Fran Duarte", "fran@willow.example", "willow", ("scheduler",)),
    Worker("bo", "Bo Larsen", "bo@willow.example", "willow", ("biller",)),
    Worker("felix", "Felix Moreau", "felix@lantern.example", "lantern", ("administrator", "practitioner")),
    Worker("sasha", "Sasha Novak", "sasha@cedar.example", "cedar", ("administrator",)),
    Worker("bruno", "Bruno Keller", "bruno@birch.example", "birch", ("administrator",)),
    Worker("otto", "Otto Weiss", "otto@otter.example", "otter", ("administrator", "practitioner")),
)

CLIENTS = (
    Served("clara", "Clara Reyes", "willow", "thea", "clara@mail.example", "Quillfern Lane", 292, age=34),
    Served("dev", "Dev Patel", "willow", "thea", "dev@mail.example", "Marrowby Street", 12, pronouns="he/him", age=41),
    Served("nadia", "Nadia Haddad", "willow", "thea", "nadia@mail.example", "Tansywick Road", 140, age=29),
    Served("nadia_with_cole", "Nadia Haddad", "willow", "cole", "", "Brindlehay Court", 60, age=29),
    Served("kit", "Kit Kim", "willow", "cole", "", "Sorrelgate Hill", 75, kind="minor", pronouns="they/them", age=15),
    Served("elif", "Elif Şahin", "lantern", "felix", "elif@mail.example", "Ambermoss Way", 400, age=38),
    Served("petra", "Petra Holm", "otter", "otto", "petra@mail.example", "Ludlowmere Drive", 220, age=52),
)

LOGINS = (
    Login("clara", "Clara Reyes", "clara@mail.example", (("clara", "k7q2m9wd"),)),
    Login("nadia", "Nadia Haddad", "nadia@mail.example", (("nadia", "p3hx8tka"), ("nadia_with_cole", "r5vn2cjy"))),
    Login("grace", "Grace Kim", "grace@mail.example", (("kit", "w9bd4fqe"),)),
    Login("joon", "Joon Kim", "joon@mail.example", (("kit", "c4vq7zme"),), manages=False),
    Login("elif", "Elif Şahin", "elif@mail.example", (("elif", "t6mz7xru"),)),
    Login("petra", "Petra Holm", "petra@mail.example", (("petra", "h2yk5gns"),)),
)

PAPERS = (
    Paper(
        "older",
        "clara",
        "thea",
        "Wintermead sleep plan.pdf",
        ("Sleep plan", "As we tried it first: lights out at ten.", "Elmhollow"),
        shared=True,
    ),
    Paper(
        "plan",
        "clara",
        "thea",
        "Larkmoor sleep plan.pdf",
        ("Sleep plan", "Lights out at eleven, the telephone stays in the kitchen.", "Fennelbrook"),
        renews="older",
    ),
    Paper(
        "referral",
        "clara",
        "thea",
        "Harrowgill referral.pdf",
        ("Referral", "With thanks for seeing her. For the practice only.", "Cloudberrow"),
    ),
    Paper("river", "clara", "clara", "Osierdale in the morning.jpg"),
    Paper("intake", "elif", "felix", "Pennymoss intake.pdf", ("Intake", "Kept by the facilitator.", "Thistlewade")),
    Paper("letter", "nadia_with_cole", "nadia", "Quarrelow letter.pdf", ("A letter", "To Cole alone.", "Gorsemead")),
)

# Olive has asked somebody to work at Willow, and waits for the answer.
NEWCOMER = ("Ren Brandywine", "ren@mail.example")

# One of Sol's is owner-only: nobody else at Willow knows that there is a record.
OWNER_ONLY = {"Emeka Obi"}

# Forty more, so that lists, search and paging look like a practice at work: name, practitioner, state.
MORE = tuple(
    (name, practitioner, state)
    for practitioner, state, names in (
        (
            "thea",
            "active",
            "Ana Ruiz|Benjamin Tran|Chloé Keller|Dembe Adeyemi|Farid Nazari|Gülşen Yıldız|Hugo Lefèvre|Ingrid Solberg"
            "|Jamal Whitaker|Keiko Tanaka|Łukasz Nowak|Maren Østergaard",
        ),
        (
            "cole",
            "active",
            "Noor Haidari|Oskar Lindgren|Priya Raman|Quentin Dubois|Rosa Delgado|Siobhán Byrne|Tomás Ferreira"
            "|Ulla Virtanen|Viktor Horváth|Wanda Sikora",
        ),
        (
            "sol",
            "active",
            "Xavier Okonkwo|Yara Mansour|Zoë Castellanos|Arvid Bergström|Bianca Moretti|Caspian Doyle|Delphine Rousseau"
            "|Emeka Obi",
        ),
        ("thea", "waiting", "Freya Halvorsen|Goran Petrović|Hana Kovářová"),
        ("cole", "waiting", "Idris Bello"),
        ("sol", "discharged", "Juno Alvarez|Kasimir Weiß|Lena Brandt"),
        ("thea", "discharged", "Mateo Quispe|Nell Ashworth"),
        ("thea", "archived", "Omar Siddiqui"),
    )
    for name in names.split("|")
)
