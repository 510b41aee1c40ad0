"""What a file holds, once it is read."""

from dataclasses import dataclass, field

Row = list[str]


@dataclass
class Table:
    """Headings, and rows below them with the line each stands in; and what its reader noticed, in sentences.

    Every row has a cell for each heading; one with more has more cells than it should.
    """

    headings: list[str]
    rows: list[Row]
    lines: list[int]
    notes: list[str] = field(default_factory=list)
