"""Row by row: what an import will do, and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartwood.areas.clients.models import Client
from heartwood.areas.clients.words import digits, plain
from heartwood.areas.transfer.people import Person
from heartwood.ground.access.viewer import Viewer


class Outcome(StrEnum):
    ADD = "add"
    ADD_IN_PART = "part"
    LOOKS_LIKE = "like"
    THERE = "there"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    Outcome.ADD: gettext_lazy("Will be added"),
    Outcome.ADD_IN_PART: gettext_lazy("Added in part"),
    Outcome.LOOKS_LIKE: gettext_lazy("Looks like"),
    Outcome.THERE: gettext_lazy("Already there"),
    Outcome.WRONG: gettext_lazy("Cannot be added"),
}


@dataclass(slots=True)
class Verdict:
    """What becomes of a row. A choice is offered where the person may decide otherwise."""

    person: Person
    outcome: Outcome
    is_added: bool
    because: str = ""
    like: "Known | None" = None
    without_email: bool = False

    @property
    def may_choose(self) -> bool:
        """Also for those who are there already: the same human may have a second record."""
        return self.outcome != Outcome.WRONG

    @property
    def is_in_part(self) -> bool:
        return bool(self.person.gaps) or self.without_email

    @property
    def why(self) -> str:
        """Why the row, or a part of it, is not taken over."""
        if not self.is_added:
            return self._with_whom(self.person.wrong or self.because or _("You left this row out."))
        gaps = [f"{gap.label} “{gap.cell}”: {gap.why}." for gap in self.person.gaps]
        return " ".join([*gaps, self._with_whom(self.because)] if self.without_email else gaps)

    def _with_whom(self, because: str) -> str:
        return f"{because} ({self.like.words})" if self.like else because


class Known(NamedTuple):
    """Somebody who has a record already, or will have one by a row further up."""

    name: str
    email: str
    born_on: str
    phone: str
    client_pk: str = ""
    line: int = 0

    @property
    def words(self) -> str:
        if self.line:
            return _("line %(line)s, %(name)s") % {"line": self.line, "name": self.name}
        return self.name


_ENOUGH = 200  # of one name; a list of thousands called “Anonymous” must not take hours


@dataclass
class Acquaintance:
    """Everybody known, found by what people have in common."""

    by_name: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_email: dict[str, Known] = field(default_factory=dict)
    by_birth: dict[tuple[str, str], Known] = field(default_factory=dict)  # and by one word of the name

    @classmethod
    def of(cls, everybody: Iterable[Known]) -> "Acquaintance":
        acquaintance = cls()
        for known in everybody:
            acquaintance.add(known)
        return acquaintance

    def add(self, known: Known) -> None:
        self.by_name[_name_key(known.name)].append(known)
        if known.email:
            self.by_email.setdefault(known.email, known)
        if known.born_on:
            for word in _telling_words(known.name):
                self.by_birth.setdefault((known.born_on, word), known)

    def of_this_name(self, known: Known) -> Iterable[Known]:
        return islice(self.by_name.get(_name_key(known.name), ()), _ENOUGH)

    def of_this_birth_and_a_similar_name(self, known: Known) -> Known | None:
        found = (self.by_birth.get((known.born_on, word)) for word in _telling_words(known.name))
        return next(filter(None, found), None)


def known_to(viewer: Viewer) -> list[Known]:
    """Whom this viewer sees, by what they may see of them. A record that is not theirs must not be told of."""
    visible = Client.objects.visible_to(viewer)
    clients = visible.noting_whether(viewer, "see_contact").noting_whether(viewer, "see_profile")
    columns = ("pk", "first_name", "last_name", "email", "born_on", "phone", "may_see_contact", "may_see_profile")
    return [
        Known(
            f"{first} {last}".strip(),
            email,  # it is compared with every record they see when a client is added by hand, too
            born_on.isoformat() if born_on and profile else "",
            _phone_key(phone) if contact else "",
            client_pk=str(pk),
        )
        for pk, first, last, email, born_on, phone, contact, profile in clients.values_list(*columns).iterator()
    ]


def plan(people: Iterable[Person], acquaintance: Acquaintance, choices: Mapping[str, bool]) -> list[Verdict]:
    """`choices` say by line what the person decided; whoever is added is known to the rows below."""
    verdicts = []
    for person in people:
        verdict = _verdict(person, acquaintance)
        if verdict.may_choose:
            verdict.is_added = choices.get(str(person.line), verdict.is_added)
        if verdict.is_added:
            known = _known(person)
            if known.email in acquaintance.by_email:
                verdict.without_email = True
                known = known._replace(email="")
            acquaintance.add(known)
        verdicts.append(verdict)
    return verdicts


def counted(verdicts: Iterable[Verdict]) -> Counter[Outcome]:
    return Counter(verdict.outcome for verdict in verdicts)


def _verdict(person: Person, acquaintance: Acquaintance) -> Verdict:
    if person.wrong:
        return Verdict(person, Outcome.WRONG, is_added=False)
    this = _known(person)
    maybe: Verdict | None = None
    for other in acquaintance.of_this_name(this):
        if this.born_on and other.born_on and this.born_on != other.born_on:
            continue  # two people of one name
        if because := _is_the_same(this, other):
            return Verdict(person, Outcome.THERE, is_added=False, because=because, like=other)
        maybe = maybe or _question(person, _like_but_not_the_same(this, other), other)
    if maybe or (maybe := _perhaps_the_same(person, this, acquaintance)):
        return maybe
    return Verdict(person, Outcome.ADD_IN_PART if person.gaps else Outcome.ADD, is_added=True)


def _is_the_same(this: Known, other: Known) -> str:
    """Two of one name: what says that they are one person?"""
    if this.born_on and this.born_on == other.born_on:
        return _("The same name and date of birth.")
    if this.email and this.email == other.email:
        return _("The same name and e-mail.")
    if this.phone and this.phone == other.phone:
        return _("The same name and phone.")
    if other.client_pk and not _is_told_apart(this, other):
        return _("The same name, and nothing that tells them apart.")
    return ""


def _like_but_not_the_same(this: Known, other: Known) -> str:
    if _is_told_apart(this, other):
        return _("The same name, but other details.")
    return _("The same name, and nothing that tells them apart.")


def _is_told_apart(this: Known, other: Known) -> bool:
    """Does the row say anything that is not known of the other?"""
    mine, theirs = (this.email, this.born_on, this.phone), (other.email, other.born_on, other.phone)
    return any(detail and detail != known for detail, known in zip(mine, theirs, strict=True))


def _perhaps_the_same(person: Person, this: Known, acquaintance: Acquaintance) -> Verdict | None:
    if other := acquaintance.by_email.get(this.email):
        because = _("The same e-mail under another name. If you add this client, it is without the e-mail.")
        return _question(person, because, other)
    if other := acquaintance.of_this_birth_and_a_similar_name(this):
        return _question(person, _("The same date of birth and a similar name."), other)
    return None


def _question(person: Person, because: str, other: Known) -> Verdict:
    return Verdict(person, Outcome.LOOKS_LIKE, is_added=False, because=because, like=other)


def _known(person: Person) -> Known:
    facts = person.facts
    return Known(
        person.name,
        facts.get("email", ""),
        facts.get("born_on", ""),
        _phone_key(facts.get("phone", "")),
        line=person.line,
    )


def _name_key(name: str) -> str:
    """“Reyes Clara” and “Clara Reyes” are one name."""
    return " ".join(sorted(plain(name).split()))


def _phone_key(phone: str) -> str:
    """The end of the number, which is the same with and without the country's code."""
    return digits(phone)[-9:]


def _telling_words(name: str) -> list[str]:
    return [word for word in plain(name).split() if len(word) > 2]
