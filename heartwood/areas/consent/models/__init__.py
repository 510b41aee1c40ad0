from heartwood.areas.consent.models.event import ConsentEvent, SaidLater
from heartwood.areas.consent.models.standing import Standing, State, standing_of, standings_of
from heartwood.areas.consent.models.wording import Purpose, Wording

__all__ = ["ConsentEvent", "Purpose", "SaidLater", "Standing", "State", "Wording", "standing_of", "standings_of"]
