"""Pictures of what tests draw: `--pictures FOLDER` keeps each state that is held against the sizes of a screen, as
`<language>/<width>x<height>/<test>-<state>.png`. States that no demonstration comes to are looked at this way."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from ui.screenshots.album import with_sheets

_NOT_OF_NAMES = re.compile(r"[^0-9a-z]+")


class Pictures:
    """Of one test; where no folder is asked for, nothing is drawn."""

    def __init__(self, folder: Path | None, test: str) -> None:
        self._folder, self._test = folder, test

    @property
    def wanted(self) -> bool:
        return self._folder is not None

    def keep(self, window: QWidget, language: str, state: str) -> None:
        """The window, with the sheets that float over it, as it is laid out now."""
        if self._folder is None:
            return
        name = _NOT_OF_NAMES.sub("-", f"{self._test}-{state}".lower()).strip("-")
        file = self._folder / language / f"{window.width()}x{window.height()}" / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not with_sheets(window).save(str(file)):
            raise OSError(file)


def pictures_of(request: pytest.FixtureRequest) -> Pictures:
    folder = request.config.getoption("--pictures")
    return Pictures(folder, request.node.name.removeprefix("test_"))
