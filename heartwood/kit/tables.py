"""Tables of many rows, made without a template: to put fifty rows into one takes longer than all else on a page."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


class Column(NamedTuple):
    """One of a table's columns; where nothing stands in any of its cells, the table has none such."""

    title: str
    cells: Sequence[str]
    label: str = ""  # said beside the cell where rows stand as cards, on a telephone
    classes: str = ""

    @property
    def written(self) -> list[str]:
        classes = f' class="{self.classes}"' if self.classes else ""
        label = f' data-label="{conditional_escape(self.label)}"' if self.label else ""
        return [f"<td{classes}{label}>{conditional_escape(cell)}</td>" for cell in self.cells]


def table(columns: Iterable[Column], classes: str = "") -> SafeString:
    shown = [column for column in columns if any(column.cells)]
    heads = "".join(f'<th scope="col">{conditional_escape(column.title)}</th>' for column in shown)
    rows = zip(*(column.written for column in shown), strict=True)
    body = "".join(chain.from_iterable(("<tr>", *cells, "</tr>") for cells in rows))
    return SafeString(f'<table class="table {classes}"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>')
