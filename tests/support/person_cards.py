"""The cards of those who can sign in, as they are shown."""

from PySide6.QtWidgets import QWidget

from ui.widgets.person import PersonCard


def person_cards(window: QWidget) -> list[PersonCard]:
    return [card for card in window.findChildren(PersonCard) if not card.isHidden()]
