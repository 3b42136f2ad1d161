"""Usage: python -m ui.screenshots [--out FOLDER]"""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from ui.messages import languages, set_language
from ui.screenshots.album import Album
from ui.screenshots.scenes import take_all
from ui.theme import load
from ui.theme.active import use


def main() -> int:
    parser = argparse.ArgumentParser(prog="screenshots", description="Draw every page in three languages")
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    use(app, load("light"))
    set_language(languages()[0])
    album = Album(wanted.out)
    with TemporaryDirectory(prefix="screenshots-") as home:
        take_all(Path(home), album)
    sheet = album.contact_sheet()
    sys.stdout.write(f"{len(album.taken)} states in {len(languages())} languages; all of them: {sheet}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
