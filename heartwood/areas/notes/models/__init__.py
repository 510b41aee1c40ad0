"""What staff write about a client: notes of record, notes of their own, and notes on the record."""

from heartwood.areas.notes.models.addendum import Addendum
from heartwood.areas.notes.models.chart_note import ChartNote
from heartwood.areas.notes.models.private_note import PrivateNote
from heartwood.areas.notes.models.session_note import SessionNote
from heartwood.areas.notes.models.template import Template

__all__ = ["Addendum", "ChartNote", "PrivateNote", "SessionNote", "Template"]
