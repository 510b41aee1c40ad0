"""The law of the house: for each kind of private record, who may do what to it.

Each rule is one sentence and one condition. The same condition serves lists, single fetches, buttons and mails.
What no rule allows, nobody may. `docs/access.md` is printed from these pages, one for each room.
"""

from heartwood.ground.access.rules import (  # noqa: F401  a page's rules are known once it is read
    clients,
    consent,
    documents,
    homework,
    journals,
    notes,
    notices,
    reviews,
    sessions,
    summary,
    team,
    trail,
)
from heartwood.ground.access.rules.notices import TOLD_OF
from heartwood.ground.access.rules.rule import RULES, NoSuchRule, condition
from heartwood.ground.access.rules.wording import Condition

__all__ = ["RULES", "TOLD_OF", "Condition", "NoSuchRule", "condition"]
