"""Starts Qt. Where there is no display, the program ends with a sentence and an exit status, not with Qt's abort.

Qt reports a missing display by a fatal message and then aborts the process. So the message handler ends the process
itself, before it returns to Qt.
"""

import logging
import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from station.texts import text_for

NO_DISPLAY = 69
"""Exit status: sysexits.h calls it EX_UNAVAILABLE. The Makefile knows it too."""

_log = logging.getLogger(__name__)


def application(arguments: list[str], language: str) -> QApplication:
    """The application. Where no display takes it, the process ends here with NO_DISPLAY and a sentence."""
    told: list[str] = []

    def hear(kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtFatalMsg:
            told.append(message)
            return
        text = text_for("STN-643", language, {})
        sys.stderr.write(f"{text.happened} {text.remedy} [STN-643]\n")
        sys.stderr.flush()
        os._exit(NO_DISPLAY)

    before = qInstallMessageHandler(hear)
    app = QApplication(arguments)
    qInstallMessageHandler(before)
    for message in told:
        _log.warning("Qt: %s", message)
    return app
