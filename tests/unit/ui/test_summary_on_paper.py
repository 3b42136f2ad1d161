"""The application on paper says all that was typed and shows all that was captured, in each language."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fpdf.enums import MethodReturnValue

from station.domain.enrollment import Enrollment
from station.domain.item import LinkKind
from station.domain.sample import Digest, Slap
from station.domain.value import Said
from station.formats.mrz import print_names
from station.printing import summary
from station.printing import summary_page as printed
from station.printing.sheet import Sheet
from tests.support.capture_fakes import view
from tests.support.clock import NOW
from tests.support.people import Shelf, enrollment
from tests.support.programs import need
from ui.messages import languages, say, set_language, spoken
from ui.pages.review.paper import frame_of, sections_of

STATES = {"FRA": "France", "GEO": "Georgia"}
FIELDS = {
    "surname_hy": "Հովհաննիսյան", "given_hy": "Անի", "patronymic_hy": "Վահեի", "surname_latin": "HOVANNESIAN",
    "surname_latin_source": "court", "surname_evidence": "C-17", "given_latin": "ANI", "birth_date": "15.06.2015",
    "birth_place": "Գորիս", "sex": "F", "nationality": "FRA", "psn_kind": "psn", "psn": "6506150014",
    "phone": "+374 91 123456", "email": "ani@example.am", "address": "Երևան, Աբովյան 1", "guardian_name": "Վահե",
    "guardian_relation": "trustee", "guardian_document": "AX7", "document_kind": "passport",
    "document_number": "AN1234567", "document_issuer": "GEO", "document_expiry": "03.05.2027",
    "document_source": "typed",
}  # fmt: skip
CHOSEN = {"surname_latin_source", "sex", "psn_kind", "guardian_relation", "document_kind", "document_source"}
"""Said in words."""


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def made() -> tuple[Enrollment, dict[Digest, bytes]]:
    shelf = Shelf()
    whole = enrollment(shelf)
    fields = type(whole)(whole.enrollment_id, whole.procedure, whole.started_at, whole.operator, "review")
    of = fields.with_fields(FIELDS).with_portrait(whole.samples.portrait).with_signature(whole.samples.signature)
    for slap in whole.samples.slaps:
        of = of.with_slap(slap)
    return of, {item.digest: shelf.get(item.digest) for item in pictures(of)}


def pictures(of: Enrollment) -> tuple[object, ...]:
    samples = of.samples
    assert samples.portrait is not None
    assert samples.signature is not None
    return samples.portrait.image, samples.signature.image


def test_everything_typed_and_captured_is_on_it() -> None:
    of, kept = made()
    sections = sections_of(view(of), kept)
    said = "\n".join(row.value for section in sections for row in section.rows)
    for name, text in FIELDS.items():
        if name not in CHOSEN:
            assert STATES.get(text, text) in said, name
    for words in ("Court judgment", "\nF\n", "Trustee", "Passport", "typed"):
        assert words in said
    (ink,) = (picture for section in sections for picture in section.pictures)
    portrait = frame_of(view(of), kept).portrait
    assert [portrait, ink] == list(kept.values())
    for finger in (finger for slap in (Slap.RIGHT_FOUR, Slap.LEFT_FOUR) for finger in slap.fingers[1:]):
        assert say(f"fingerprints.finger.{finger.value}") in said
    assert len(sections) == len(view(of).steps) - 2, "every step but the review, and the portrait beside the title"


def test_what_is_missing_says_so() -> None:
    empty = view(made()[0].with_portrait(None).with_fields({"birth_place": "", "birth_date": ""}))
    rows = {row.label: row.value for section in sections_of(empty, {}) for row in section.rows}
    assert rows[say("step.applicant.label.birth")] == ""
    assert rows[say("step.face.picture")] == ""


@pytest.mark.parametrize("tag", languages())
def test_each_row_and_picture_is_drawn(tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    for method in ("text", "paragraph"):
        monkeypatch.setattr(Sheet, method, _noted(getattr(Sheet, method), drawn))
    set_language(tag)
    of, kept = made()
    sections = sections_of(view(of), kept)
    page = printed.summary_page(frame_of(view(of), kept), sections, tag, NOW)
    assert page.startswith(b"%PDF-")
    assert page.count(b"/Subtype /Image") == len(kept)
    for section in sections:
        assert section.title in drawn
        for row in section.rows:
            assert row.label in drawn
            assert (row.value or say("review.missing")) in drawn
    assert say("review.paper.demo") in drawn, "the samples are simulated"


def test_what_has_no_room_goes_on_another_page() -> None:
    of, kept = made()
    many = tuple(summary.Section(f"Part {n}", tuple(summary.Row("label", "value") for _ in range(9))) for n in range(9))
    page = printed.summary_page(frame_of(view(of), kept), many, "en", NOW)
    assert page.count(b"/Type /Page\n") > 1


LONG = {
    "surname_hy": "Տեր-Մարտիրոսյան-Ղազարոսյան", "surname_latin": "TER-MARTIROSYAN-GHAZAROSYAN",
    "given_hy": "Արուսյակ-Մարիամ Շողակաթ", "given_latin": "ARUSYAK-MARIAM SHOGHAKAT",
}  # fmt: skip


@pytest.mark.parametrize("tag", languages())
def test_the_paper_is_read_back_whole_with_the_longest_names(tag: str) -> None:
    """By another reader of PDF: nothing cut off, each page with its number, the zone as it is printed."""
    need("pdftotext")
    set_language("hy" if tag != "hy" else "en")  # of the window, not of the applicant
    of, kept = made()
    of = of.with_fields(LONG).with_link(LinkKind.APPOINTMENT, Said("A-17"))
    service = {"hy": "Կենսաչափական անձնագիր", "ru": "Биометрический паспорт", "en": "Biometric passport"}
    shown = replace(view(of), service=service, title="Արուսյակ-Մարիամ Շողակաթ Տեր-Մարտիրոսյան-Ղազարոսյան")
    with spoken(tag):
        frame, sections = frame_of(shown, kept), sections_of(shown, kept)
        wanted = [say(f"review.paper.{key}") for key in ("title", "lead", "checked", "day", "signature")]
        second = [say("review.paper.number", number="7b1f 2d3c"), say("review.paper.page", page=2, pages=2)]
    pdf = printed.summary_page(frame, sections, tag, NOW)
    reader = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    assert reader.stderr == b"", "a word in no letters at all"
    read = reader.stdout.decode()
    text = "".join(read.split())
    wanted += [row.label for section in sections for row in section.rows if row.value]
    wanted += [*frame.about, *LONG.values(), shown.title, *(section.title for section in sections)]
    assert [each for each in wanted if "".join(each.split()) not in text] == []
    assert f"PPARM{print_names(LONG['surname_latin'], LONG['given_latin'], 39).field}" in text, "what has room in it"
    pages = read.rstrip("\f").split("\f")
    assert len(pages) == 2
    assert [each for each in second if each not in pages[1]] == []
    assert "A-17" in pages[0]
    assert "A-17" in pages[1]
    assert say("review.paper.title") not in read, "in no other language"


def test_a_line_is_as_large_as_the_one_before_in_whichever_letters(tmp_path: Path) -> None:
    """Letters of another font first, and then a line without any: the library took the size of what stood before."""
    need("pdftohtml")
    of, kept = made()
    row = summary.Row("Surname", "Տեր-Մարտիրոսյան-Ղազարոսյան · TER-MARTIROSYAN-GHAZAROSYAN (Court judgment)")
    page = printed.summary_page(frame_of(view(of), kept), (summary.Section("Applicant", (row,)),), "en", NOW)
    (tmp_path / "page.pdf").write_bytes(page)
    command = ["pdftohtml", "-xml", "-stdout", "-i", str(tmp_path / "page.pdf")]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    sizes = dict(re.findall(r'<fontspec id="(\d+)" size="(\d+)"', told))
    drawn = {words: sizes[of] for of, words in re.findall(r'font="(\d+)">([^<]+)<', told)}
    assert len({size for words, size in drawn.items() if "MARTIROSYAN" in words.upper() or "Տեր" in words}) == 1, drawn


def _noted(draw: object, into: list[str]) -> object:
    def noting(self: Sheet, text: str, *args: object, **kwargs: object) -> object:
        into.append(text)
        return draw(self, text, *args, **kwargs)  # type: ignore[operator]

    return noting


@pytest.mark.parametrize("size", [9, 10.5, 20])
def test_the_longest_name_is_whole_on_paper(size: float) -> None:
    """A word that is wider than its column goes on in the next line."""
    name = f"{'Վարազդատ' * 5}"[:39] + f" {'Մելիքշահ' * 5}"[:40]
    sheet, width = Sheet("", "hy", NOW), 118.0
    sheet._type(size, (0, 0, 0))
    lines = sheet.page.multi_cell(width, 5, name, align="L", dry_run=True, output=MethodReturnValue.LINES)
    wide = max(sheet.page.get_string_width(line) for line in lines)
    sheet.bytes()  # closes its fonts
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert wide <= width
