"""Preview: what one camera frame of 1280x720 costs the UI thread, from the array to the painted widget."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from ui.theme import LIGHT, load
from ui.theme.active import use
from ui.widgets.face_stage import FaceStage

SIZE = (760, 430)  # of the stage in the window at 1366x768


@pytest.mark.benchmark(group="preview")
def test_preview_frame(benchmark: BenchmarkFixture, qtbot: QtBot, qapp: object) -> None:
    use(qapp, load(LIGHT))  # type: ignore[arg-type]
    stage = FaceStage()
    qtbot.addWidget(stage)
    stage.resize(*SIZE)
    stage.set_overlay(True)
    stage.show_face((500, 150, 280, 380), ((570.0, 300.0), (700.0, 300.0)), 0.6)
    pixels = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    screen = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)

    def show() -> None:
        stage.show_pixels(pixels)
        stage.render(screen)

    benchmark(show)
    benchmark.extra_info.update(what="one preview frame on the UI thread, 1280x720", target_s=0.016)


@pytest.mark.benchmark(group="preview")
def test_scaled_picture_alone(benchmark: BenchmarkFixture, qapp: object) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), np.uint8)
    image = QImage(pixels.data, 1280, 720, 1280 * 3, QImage.Format.Format_RGB888)
    screen = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)

    def paint() -> None:
        painter = QPainter(screen)
        painter.drawImage(screen.rect(), image)
        painter.end()

    benchmark(paint)
    benchmark.extra_info.update(what="Qt drawing the same picture scaled, without smoothing", floor=True)
