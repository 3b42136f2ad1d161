"""Inputs beside each other, all at one height, whatever stands over them."""

from ui.widgets.columns import OwnColumns
from ui.widgets.field import FieldRow


class FieldColumns(OwnColumns):
    """Of `FieldRow`s, and what else a form has."""

    def arrange(self) -> None:
        super().arrange()
        rows = [cell for cell in self.cells() if isinstance(cell, FieldRow) and not cell.isHidden()]
        lines = max((row.label_lines for row in rows), default=1)
        for row in rows:
            row.level(lines if self.beside else 1)
