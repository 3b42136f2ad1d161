"""The application on paper in Persian and Arabic: letters joined, lines from the right, names and numbers whole."""

import logging
import re
import subprocess
import tomllib
import unicodedata
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from string import Formatter

import cv2
import numpy as np
import pytest

from station.formats.mrz import print_names
from station.printing.sheet import HEIGHT_MM, MARGIN_MM, RIGHT_TO_LEFT, WIDTH_MM, Sheet
from station.printing.summary_page import summary_page
from tests.support.capture_fakes import view
from tests.support.clock import NOW
from tests.support.programs import need
from tests.unit.ui.test_summary_on_paper import LONG, made
from ui.messages import languages, paper_languages, say, spoken, step_words, words
from ui.pages.review.paper import frame_of, sections_of

TAGS = sorted(RIGHT_TO_LEFT)
_MARKS = re.compile(r"[\s()·\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LAM_ALEF = re.compile("[لاأإآ]{2,}")
_POINTS = 72 / 25.4


def _bare(text: str) -> str:
    """Without blanks and marks, which the reader moves. It writes the two letters of a lam-alef, which the page names
    in their order, the other way round: both are read alike here."""
    alike = _LAM_ALEF.sub(lambda found: "".join(sorted(found[0])), text)
    return "".join(each for each in _MARKS.sub("", alike) if not unicodedata.combining(each))


def _pdf(tag: str, **fields: str) -> tuple[bytes, list[str]]:
    """The page, and what has to be read on it."""
    of, kept = made()
    shown = replace(view(of.with_fields(LONG | fields)), title="Արուսյակ-Մարիամ Շողակաթ Տեր-Մարտիրոսյան")
    with spoken(tag):
        frame, sections = frame_of(shown, kept), sections_of(shown, kept)
        wanted = [say(f"review.paper.{key}") for key in ("title", "lead", "checked", "day", "signature")]
        wanted += [say("review.paper.page", page=2, pages=2), say("field.choice.sex.F"), say("applicant.provisional")]
    wanted += [shown.title, frame.number, *LONG.values(), *fields.values()]
    wanted += [row.label for section in sections for row in section.rows] + [each.title for each in sections]
    return summary_page(frame, sections, tag, NOW), wanted


def _read(pdf: bytes, *options: str) -> str:
    need("pdftotext")
    reader = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    assert reader.stderr == b"", "a word in no letters at all"
    return reader.stdout.decode()


@pytest.mark.parametrize("tag", TAGS)
def test_another_reader_finds_every_word_in_its_order(tag: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "fpdf"):
        pdf, wanted = _pdf(tag, email="ani@example.am")
    assert caplog.records == [], "a letter without a glyph"
    text = _bare(_read(pdf))
    assert [each for each in wanted if _bare(each) not in text] == []
    assert f"PPARM{print_names(LONG['surname_latin'], LONG['given_latin'], 39).field}" in text
    assert "+37491123456" in text, "a number to call"
    assert say("review.paper.title") not in text, "in no other language"


@pytest.mark.parametrize("tag", TAGS)
def test_labels_stand_at_the_right_and_all_within_the_page(tag: str) -> None:
    boxes = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', _read(_pdf(tag)[0], "-bbox"))
    edges = [(float(left) / _POINTS, float(right) / _POINTS) for left, right in boxes]
    assert min(left for left, _ in edges) >= MARGIN_MM - 0.3
    assert max(right for _, right in edges) <= WIDTH_MM - MARGIN_MM + 0.3
    assert sum(right > WIDTH_MM - MARGIN_MM - 0.5 for _, right in edges) > 25, "a line a row begins there"


def _drawn(text: str, language: str, folder: Path) -> np.ndarray:
    need("pdftoppm")
    sheet = Sheet("", language, NOW)
    sheet.text(text, 40, size=40)
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "-", str(folder / "page")]
    subprocess.run(command, input=sheet.bytes(), check=True, capture_output=True)
    (file,) = folder.glob("page*.png")
    page = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
    file.unlink()
    return np.asarray(page < 128, np.uint8)


@pytest.mark.parametrize("tag", ["fa", "hy"])
def test_the_hairline_at_the_foot_is_as_light_on_each_page(tag: str, tmp_path: Path) -> None:
    need("pdftoppm")
    of, kept = made()
    with spoken(tag):
        pdf = summary_page(frame_of(view(of), kept), sections_of(view(of), kept), tag, NOW)
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "-", str(tmp_path / "page")]
    subprocess.run(command, input=pdf, check=True, capture_output=True)
    pages = [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in sorted(tmp_path.glob("page*.png"))]
    dots = 150 / 25.4
    darkest = [
        page[round((HEIGHT_MM - 21) * dots) : round((HEIGHT_MM - 19) * dots)].mean(axis=1).min() for page in pages
    ]
    assert len(pages) > 1
    assert max(darkest) - min(darkest) < 1, darkest


def test_letters_are_joined_as_seen_on_the_page(tmp_path: Path) -> None:
    """Drawn by another program: of three letters that join there is one piece, and a dot."""
    pieces = cv2.connectedComponents(_drawn("سند", "fa", tmp_path))[0] - 1
    apart = cv2.connectedComponents(_drawn("س\u200cن\u200cد", "fa", tmp_path))[0] - 1
    assert (pieces, apart) == (2, 4)


def test_a_number_to_call_keeps_its_plus_on_the_left(tmp_path: Path) -> None:
    """Among words that run to the left, and alone."""
    for text in ("+374 91 123456", "تلفن +374 91 123456"):
        sheet = Sheet("", "fa", NOW)
        sheet.paragraph(text, 40, width=150, size=12)
        found = re.findall(r'xMin="([\d.]+)"[^>]*>\u200e?(\+?\d+)<', _read(sheet.bytes(), "-bbox"))
        parts = [part for _, part in sorted(found, key=lambda each: float(each[0]))]
        assert parts == ["+374", "91", "123456"], text


def test_words_of_paper_are_of_keys_that_are_and_take_what_they_take() -> None:
    known = {**words("en"), **step_words("en")}
    of = {}
    for tag in TAGS:
        tables = tomllib.loads(files("ui").joinpath("locale", "paper", f"{tag}.toml").read_text(encoding="utf-8"))
        of[tag] = dict(_flat("", tables))
    assert set(of["fa"]) == set(of["ar"])
    assert set(of["fa"]) - set(known) == set()
    for tag, said in of.items():
        for key, text in said.items():
            assert text.strip() == text != "", (tag, key)
            assert _takes(text) == _takes(known[key]), (tag, key)


@pytest.mark.parametrize("tag", TAGS)
def test_what_an_ordinary_application_says_is_in_its_language(tag: str) -> None:
    """But for what its service calls something itself, which stands in the window's languages alone."""
    of, kept = made()
    english, own = [], []
    for spoken_tag, into in (("en", english), (tag, own)):
        with spoken(spoken_tag):
            into += [row.label for section in sections_of(view(of), kept) for row in section.rows]
    assert [label for label, same in zip(own, english, strict=True) if label == same] == []


def test_paper_speaks_more_than_the_window() -> None:
    assert paper_languages() == (*languages(), "fa", "ar")
    with pytest.raises(KeyError), spoken("xx"):
        pass


def _flat(prefix: str, table: dict[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}.{name}".lstrip(".")
        found += _flat(key, value) if isinstance(value, dict) else [(key, str(value))]
    return found


def _takes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
