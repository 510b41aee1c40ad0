"""The members that a list means by “Thea Lindqvist, LPC”, “Lindqvist, Thea” or “thea@willow.example”."""

import re
from functools import lru_cache

from heartwood.areas.clients.words import plain
from heartwood.ground.accounts.models import Member, Organization


class Team:
    def __init__(self, organization: Organization) -> None:
        practitioners = organization.members.current().practitioners().by_name()
        self._by_words = [(frozenset(_words(member.user.name)), member) for member in practitioners]
        self._by_email = {member.user.email: member for member in practitioners}
        self.named_in = lru_cache(maxsize=None)(self._named_in)

    def _named_in(self, text: str) -> list[Member]:
        """In the order in which the list names them, separated by semicolons or lines."""
        found = [member for name in re.split(r"[;\n|]", text) if (member := self._meant_by(name))]
        return list(dict.fromkeys(found))

    def _meant_by(self, name: str) -> Member | None:
        if member := self._by_email.get(name.strip().lower()):
            return member
        words = set(_words(name))
        meant = [member for theirs, member in self._by_words if theirs and theirs <= words]
        return meant[0] if len(meant) == 1 else None  # of two who could be meant, neither


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", plain(name))
