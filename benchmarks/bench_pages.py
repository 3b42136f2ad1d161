"""What the window does in one turn while its pages are made ahead: the longest part of all.

Measured in processor time of the UI thread; the floor is as many labels as a part may have, made and dressed.
"""

import gc
import os
from importlib import import_module
from time import thread_time

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytest_benchmark.fixture import BenchmarkFixture

from station.bootstrap import build
from station.settings import Settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_MOST = 48  # widgets of a part: tests/ui/test_made_ahead.py


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[float]:
    """How long each part of each page took, seconds."""
    from ui.bridge import Bridge
    from ui.messages import language, read_words
    from ui.pages import PAGES
    from ui.shell.display import application
    from ui.shell.memory import Memory
    from ui.shell.window import Shell
    from ui.theme import LIGHT, load
    from ui.theme.active import use

    app = QApplication.instance() or application(["bench"], "en")  # of the day, where both are run
    assert isinstance(app, QApplication)
    use(app, load(LIGHT))
    home = tmp_path_factory.mktemp("home")
    station = build(Settings(data=home / "data", config=home / "config", intake="https://127.0.0.1:9"))
    bridge = Bridge()
    window = Shell(bridge)
    window.show()
    read_words(language())
    for name in PAGES.values():
        import_module(name.rpartition(".")[0])
    gc.freeze()
    window.attach(station, Memory(home / "window.json"))
    assert window._beside is not None
    window._beside.ahead.stop()
    took = []
    for page_id in PAGES:
        making, more = window._pages.making(page_id), True
        while more:
            app.processEvents()
            begun = thread_time()
            more = making.part()
            took.append(thread_time() - begun)
    window.leave_station()
    bridge.close()
    station.close()
    return took


@pytest.mark.benchmark(group="pages, a turn")
def test_longest_part(benchmark: BenchmarkFixture, parts: list[float]) -> None:
    spent = iter([0.0, max(parts)] * 2)
    benchmark._timer = lambda: next(spent)
    benchmark.pedantic(lambda: None, rounds=1)
    benchmark.extra_info.update(what="the longest turn while pages are made ahead", target_s=0.016)


@pytest.mark.benchmark(group="pages, a turn")
def test_bare_labels(benchmark: BenchmarkFixture, parts: list[float]) -> None:
    def run() -> None:
        parent = QWidget()
        column = QVBoxLayout(parent)
        for number in range(_MOST):
            label = QLabel(str(number))
            column.addWidget(label)
            label.ensurePolished()

    benchmark._timer = thread_time
    benchmark.pedantic(run, rounds=20, warmup_rounds=2)
    benchmark.extra_info.update(what="as many labels as a part may have, made and dressed", floor=True)
