"""Where the cards of a review stand: many words across the page, below them what was taken, and few words beside it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.review.sections import Place, Section
from ui.widgets.columns import Columns

BETWEEN = 6
_CARD = 200  # least width


def arrange(cards: Sequence[tuple[Place, Section]], page: QVBoxLayout) -> None:
    """cards: in the order of their steps."""

    def at(place: Place) -> list[Section]:
        return [card for where, card in cards if where == place]

    for card in at("top"):
        page.addWidget(card)
    side = at("side")
    if not (at("picture") or at("prints") or at("ink")):
        _abreast(side, page)
        return
    taken, words, pictures = _column(), _column(), QHBoxLayout()
    pictures.setSpacing(BETWEEN)
    for card in at("picture"):
        pictures.addWidget(card, 1)
    for card in at("prints"):
        pictures.addWidget(card, 1)
    taken.addLayout(pictures, 1)
    for card in side:
        words.addWidget(card)
    few = len(side) < 2
    for card in at("ink"):  # where there are many words, there is no room below them
        (words if few else taken).addWidget(card, 1 if few else 0)
    if not few:
        words.addStretch(1)
    columns = Columns(_CARD, gap=BETWEEN)
    columns.add(_of(taken), 5)
    columns.add(_of(words), 2 if few else 4)
    page.addWidget(columns, 1)


def _abreast(cards: Sequence[Section], page: QVBoxLayout) -> None:
    """Of whom nothing is taken: words in two columns, read down each."""
    half, columns = -(-len(cards) // 2), Columns(_CARD, gap=BETWEEN)
    for part in (cards[:half], cards[half:]):
        column = _column()
        for card in part:
            column.addWidget(card)
        column.addStretch(1)
        columns.add(_of(column))
    page.addWidget(columns, 1)


def _column() -> QVBoxLayout:
    made = QVBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(BETWEEN)
    return made


def _of(column: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(column)
    return made
