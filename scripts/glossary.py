"""Write the tables of words in docs/glossary.md from docs/glossary.toml; with --check, fail when they are stale."""

import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGE, TERMS = ROOT / "docs" / "glossary.md", ROOT / "docs" / "glossary.toml"
MARK = "<!-- written by scripts/glossary.py from glossary.toml: nothing below is edited by hand -->"
TERMS_HEAD = "| hy | ru | en | what it is | never |\n|---|---|---|---|---|"
RULES_HEAD = "| | rule | wrong | right |\n|---|---|---|---|"


def read() -> dict[str, list[dict[str, Any]]]:
    """The terms and the rules."""
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))


def page(written: str) -> str:
    """The page with its tables written anew. written: as it stands. Raises ValueError where the mark is gone."""
    ours, mark, _ = written.partition(MARK)
    if not mark:
        raise ValueError(f"{PAGE} has lost its mark")
    data = read()
    terms = [f"| {each['hy']} | {each['ru']} | {each['en']} | {each['is']} | {_never(each)} |" for each in data["term"]]
    rules = [f"| {each['language']} | {each['says']} | {each['wrong']} | {each['right']} |" for each in data["rule"]]
    return "\n".join([f"{ours}{MARK}\n", TERMS_HEAD, *terms, "", RULES_HEAD, *rules, ""])


def _never(term: Mapping[str, Any]) -> str:
    said = (f"{language}: {', '.join(words)}" for language, words in term.get("never", {}).items())
    where = term.get("in")
    return "; ".join(said).replace("*", "…") + (f" (in {', '.join(where)})" if where else "")


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    written = PAGE.read_text(encoding="utf-8")
    if parser.parse_args().check:
        return int(written != page(written))
    PAGE.write_text(page(written), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
