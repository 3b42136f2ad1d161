"""Chip: a short state in a word, on its own soft ground."""

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.words import Label, set_look

ChipKind: TypeAlias = Literal["ok", "warn", "error", "info", "plain"]


class Chip(Label):
    def __init__(self, key: str = "", kind: ChipKind = "plain") -> None:
        super().__init__(key, "caption", wrap=False)
        self.setProperty("look", "chip")
        self.setProperty("kind", kind)
        self.setProperty("ink", None)
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def tell(self, key: str, kind: ChipKind, **params: object) -> None:
        """Say `key` in the colours of `kind`."""
        set_look(self, kind=kind)
        self.say(key, **params)
