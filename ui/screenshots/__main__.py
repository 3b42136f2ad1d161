"""Usage: python -m ui.screenshots [--out FOLDER] [--size WIDTHxHEIGHT ...] [--only NAME ...] [--steps] [--applicant]
[--theme NAME]"""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from ui.messages import languages, set_language
from ui.screenshots.album import Album
from ui.screenshots.scenes import applicant_only, every_service, take_all
from ui.theme import LIGHT, THEMES, load
from ui.theme.active import use


def _size(text: str) -> QSize:
    width, _, height = text.partition("x")
    return QSize(int(width), int(height))


def main() -> int:
    parser = argparse.ArgumentParser(prog="screenshots", description="Draw every page in three languages")
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument(
        "--size", type=_size, nargs="+", default=(), help="of the window, as 1280x720; QT_SCALE_FACTOR draws it larger"
    )
    parser.add_argument("--only", nargs="+", default=(), help="beginnings of the names of pictures that are wanted")
    parser.add_argument("--steps", action="store_true", help="only the steps of the services, not the special states")
    parser.add_argument("--applicant", action="store_true", help="only the window that faces the applicant")
    parser.add_argument("--theme", choices=THEMES, default=LIGHT)
    wanted = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    use(app, load(wanted.theme))
    set_language(languages()[0])
    album = Album(wanted.out, wanted.size, wanted.only)
    take = applicant_only if wanted.applicant else every_service if wanted.steps else take_all
    with TemporaryDirectory(prefix="screenshots-") as home:
        take(Path(home), album)
    sheets = ", ".join(map(str, album.contact_sheets()))
    count = sum(
        len(files) for taken in (album.taken, album.applicant) for shots in taken.values() for files in shots.values()
    )
    sys.stdout.write(f"{count} pictures; all of them: {sheets}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
