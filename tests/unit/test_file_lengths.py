"""No module of the product is longer than a module may be, and one that is gets noticed."""

from pathlib import Path

from scripts.file_lengths import MOST_LINES, PACKAGES, ROOT, too_long


def test_no_module_is_too_long() -> None:
    assert list(too_long(ROOT)) == []


def test_all_packages_of_the_product_are_looked_at() -> None:
    assert all((ROOT / package / "__init__.py").exists() for package in PACKAGES)


def test_one_line_too_many_is_noticed_and_the_longest_comes_first(tmp_path: Path) -> None:
    for name, lines in (("station/fits.py", MOST_LINES), ("ui/pages/long.py", MOST_LINES + 1), ("ui/longer.py", 999)):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("pass\n" * lines, "utf-8")
    assert [fault.split(" lines")[0] for fault in too_long(tmp_path)] == ["ui/longer.py: 999", "ui/pages/long.py: 301"]
