"""Nobody knows the kinds of steps but their table: read in the sources. And each kind is whole."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.profiles.kinds import STEP_KINDS
from station.steps.table import KINDS
from ui.messages import languages, step_words
from ui.pages import PAGES

ROOT = Path(__file__).parents[4]
STEPS = ROOT / "station" / "steps"
FOLDERS = {path.parent.name for path in STEPS.glob("*/step.py")}
IDS = {"applicant", "document", "papers", "consents", "portrait", "fingerprints", "signature", "review", "request"}
"""Of steps in the profiles that come with the program, and of their pages."""


def literals(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def sources() -> Iterator[tuple[str, Path]]:
    for room in ("station", "ui", "intake"):
        for path in (ROOT / room).rglob("*.py"):
            yield path.relative_to(ROOT).as_posix(), path


def test_nobody_imports_a_step_but_the_table() -> None:
    found = {
        name
        for name, path in sources()
        for module in imported(path)
        if module.startswith("station.steps.") and module.split(".")[2] in FOLDERS
        if not name.startswith(f"station/steps/{module.split('.')[2]}/") and name != "station/steps/table.py"
    }
    assert found == set()


WALKERS = (
    "station/workflow", "station/services/signing.py", "station/services/enroll.py",
    "station/services/case_work.py", "station/services/unfinished.py", "station/services/dossiers.py",
    "station/services/enrollment_views.py", "station/services/form_view.py", "station/packet/content.py",
    "station/packet/application.py", "station/packet/part.py", "station/packet/further.py", "station/packet/format.py",
    "station/receivers/mosip/form", "station/receivers/osia/form", "station/steps/plans.py", "station/steps/base.py",
    "station/commands/enroll.py", "ui/pages/review", "ui/pages/form", "ui/pages/home", "ui/shell", "ui/printer.py",
)  # fmt: skip
"""Whoever walks the steps of a visit, or makes something of what they gave."""
ALLOWED = {
    "station/services/enroll.py": {"portrait", "signature"},  # samples, as the audit log calls them
    "station/packet/application.py": {"request"},  # the centre's own number of what it asks for
    "station/receivers/mosip/form/audit.py": {"portrait", "signature"},  # samples
    "station/receivers/mosip/form/cuts.py": {"portrait"},  # a sample
    "station/receivers/mosip/form/documents.py": {"signature"},  # what is filed as a document
    "station/receivers/mosip/form/id_schema.py": {"identity"},  # the object that holds the fields
    "station/receivers/mosip/form/meta.py": {"applicant"},  # whose finger is missing, in MOSIP's word
    "station/receivers/mosip/form/schema.py": {"document"},  # an entry of the mapping
    "station/receivers/mosip/form/subpacket.py": {"signature"},  # over the sub-packet
    "station/receivers/osia/form/form.py": {"signature"},  # over the object
    "station/commands/enroll.py": {"document"},  # kinds of device
    "ui/pages/review/view.py": {"review"},  # its own page
    "ui/pages/review/acts.py": {"signature"},  # an icon
    "ui/pages/review/summary_sheet.py": {"signature"},  # an icon
    "ui/pages/home/view.py": {"review"},  # an icon
    "ui/pages/form/pay_bar.py": {"payment"},  # an icon
    "ui/shell/people_strip.py": {"signature"},  # an icon
    "ui/shell/lamps.py": {"signature"},  # a kind of device
    "ui/shell/top_bar.py": {"signature"},  # a kind of device
}
"""The same word for something else."""


def test_whoever_walks_the_steps_names_none() -> None:
    named = {}
    for name, path in sources():
        if name.startswith(WALKERS):
            words = {text for text in literals(path) if text in IDS | FOLDERS} - {"form", "face"}
            if words - ALLOWED.get(name, set()):
                named[name] = words
    assert named == {}


def test_nothing_is_allowed_that_nobody_says() -> None:
    said = {name: set(literals(path)) for name, path in sources() if name in ALLOWED}
    assert {name: words - said[name] for name, words in ALLOWED.items() if words - said[name]} == {}


def test_every_word_that_a_profile_may_use_is_a_kind() -> None:
    assert KINDS.keys() == set(STEP_KINDS)


def test_every_folder_is_in_the_table_under_its_name() -> None:
    named = {kind: step for kind, step in KINDS.items() if kind in FOLDERS}
    assert named.keys() == FOLDERS
    for kind, step in named.items():
        assert getattr(step, "kind", None) == kind
        assert step.__module__ == f"station.steps.{kind}.step"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_its_page_and_its_words(kind: str) -> None:
    step = KINDS[kind]
    assert getattr(step, "page", None) in PAGES
    for tag in languages():
        known = step_words(tag)
        assert f"step.{getattr(step, 'kind', '')}.name" in known
        assert getattr(step, "signs", False) or f"step.{getattr(step, 'kind', '')}.change" in known
