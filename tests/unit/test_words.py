"""How the product speaks, over every text that is there: one word for one thing, and the marks and manners of each
language. Both stand in docs/glossary.toml; each rule is proved by a wrong example that it finds and a right one that
it lets be.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pytest

from scripts import glossary
from station.texts import LANGUAGES
from tests.support.all_words import ROOT, Said, all_words, pages

FROZEN = ("station/profiles/shared/protection@1.toml",)
"""What stood under a number stays (tests/unit/station/profiles/test_including.py)."""
TO_THE_APPLICANT = (
    "station/printing/words",
    "/face.toml",
    "/finger.toml",
    "paper.",
    "sign_here",
    "/citizen",
    "summary",
)
"""Where the applicant is spoken to: there one says please."""


@dataclass(frozen=True)
class Rule:
    """wrong: found by `pattern`, and the test of the rule; right: not found."""

    language: str
    says: str
    pattern: str
    wrong: str
    right: str

    def finds(self, text: str) -> bool:
        return re.search(self.pattern, _without_code(text)) is not None


RULES = tuple(Rule(**rule) for rule in glossary.read()["rule"])


@dataclass(frozen=True)
class Ban:
    """A word that another says already. where: only there, "" for everywhere; but: not there."""

    language: str
    word: str
    instead: str
    where: tuple[str, ...]
    but: tuple[str, ...]

    def finds(self, said: Said) -> bool:
        if said.language != self.language or (self.where and not any(part in said.where for part in self.where)):
            return False
        if self.stem not in said.text.lower() or any(part in said.where for part in self.but):
            return False
        return _pattern(self.word).search(said.text) is not None

    @cached_property
    def stem(self) -> str:
        return self.word.rstrip("*").lower()


@cache
def _pattern(word: str) -> re.Pattern[str]:
    ends = "" if word.endswith("*") else r"(?![\w՛])"
    exact = re.IGNORECASE if word.lower() == word else re.NOFLAG
    return re.compile(rf"(?<!\w){re.escape(word.rstrip('*'))}{ends}", exact)


@cache
def bans() -> tuple[Ban, ...]:
    return tuple(
        Ban(language, word, term[language], tuple(term.get("in", ())), tuple(term.get("but", ())))
        for term in glossary.read()["term"]
        for language, words in term.get("never", {}).items()
        for word in words
    )


def of(language: str) -> Iterator[Said]:
    return (said for said in all_words() if said.language == language and not said.where.startswith(FROZEN))


def _without_code(text: str) -> str:
    """Without what is typed as it stands: `mode = "x"`."""
    return re.sub(r'\w+ = (?:"[^"]*"|\{\{.*\}\})', "", text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.language}: {rule.says}")
def test_the_marks_and_manners_of_each_language(rule: Rule) -> None:
    assert rule.finds(rule.wrong)
    assert not rule.finds(rule.right)
    found = [f"{said.where}: {said.text}" for said in of(rule.language) if rule.finds(said.text)]
    assert not found, "\n".join([f"{rule.language}: {rule.says}", *found])


def test_one_word_for_one_thing() -> None:
    for ban in bans():
        example = Said(
            ban.language, f"{''.join(ban.where[:1])} a.key", f"«{ban.word.rstrip('*')}», {ban.word.rstrip('*')}"
        )
        assert ban.finds(example), ban
        assert not ban.finds(Said(ban.language, example.where, "x" + ban.word.rstrip("*"))), ban
    found = [
        f"{said.where}: {said.text} - not {ban.word!r} but {ban.instead!r}"
        for said in (*(each for language in LANGUAGES for each in of(language)), *pages())
        for ban in _of(said.language)
        if ban.finds(said)
    ]
    assert not found, "\n".join(["docs/glossary.toml rules these words:", *found])


def test_each_term_is_ruled_once_and_forbids_no_other() -> None:
    terms = glossary.read()["term"]
    for language in LANGUAGES:
        named = [term[language].lower() for term in terms]
        assert len(named) == len(set(named))
        own = [Said(language, "", name) for name in named]
        assert [
            (ban.word, said.text) for ban in _of(language) for said in own if not ban.where and ban.finds(said)
        ] == []


def test_please_is_said_to_the_applicant_and_in_all_languages() -> None:
    wrong = Said("en", "station/texts/en/outbox.toml STN-301.remedy", "Please check the network.")
    assert not _to_the_applicant(wrong)
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for said in all_words():
        if re.search("խնդրում ենք|пожалуйста|please", said.text.lower()):
            assert _to_the_applicant(said), said
            key = said.where.replace(f"/{said.language}/", "/*/").replace(f"/{said.language}.toml", "/*.toml")
            asked[key].add(said.language)
    assert {key: languages for key, languages in asked.items() if languages != set(LANGUAGES)} == {}


def test_the_table_for_translators_is_of_these_terms() -> None:
    written = glossary.PAGE.read_text(encoding="utf-8")
    assert written == glossary.page(written), "run scripts/glossary.py"
    assert glossary.page(written.replace("| անձնագիր |", "| անցագիր |")) == written
    with pytest.raises(ValueError, match="mark"):
        glossary.page("nothing")


def test_a_new_file_of_words_is_found() -> None:
    assert {said.where.split(" ")[0] for said in all_words()} >= {
        "ui/locale/hy/home.toml", "station/texts/ru/outbox.toml", "station/steps/face/words/en.toml",
        "station/receivers/osia/texts/hy.toml", "station/printing/words/ru.toml", "station/profiles/data/visa.toml",
    }  # fmt: skip
    assert pages() != ()


def test_code_joins_names_and_values_as_the_language_does() -> None:
    """A colon between two values is a colon in Armenian too: `ui.messages.joined` knows."""
    assert _joined(ast.parse('f"{name}: {value}"')) == [1]
    assert _joined(ast.parse('f"{name} {value}"')) == []
    found = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if "}: {" in (source := path.read_text(encoding="utf-8")) and (lines := _joined(ast.parse(source)))
    }
    assert found == {}


def _joined(module: ast.Module) -> list[int]:
    texts = (node for node in ast.walk(module) if isinstance(node, ast.JoinedStr))
    return [
        text.lineno
        for text in texts
        for before, colon, after in zip(text.values, text.values[1:], text.values[2:], strict=False)
        if isinstance(before, ast.FormattedValue)
        and isinstance(after, ast.FormattedValue)
        and isinstance(colon, ast.Constant)
        and colon.value == ": "
    ]


def _of(language: str) -> list[Ban]:
    return _by_language()[language]


@cache
def _by_language() -> Mapping[str, list[Ban]]:
    return {language: [ban for ban in bans() if ban.language == language] for language in LANGUAGES}


def _to_the_applicant(said: Said) -> bool:
    return any(part in said.where for part in TO_THE_APPLICANT)


LONGEST = 80
"""Characters of a sentence: what is read at a glance, beside somebody who waits."""
ROWS = ("CLI-EVENTS-HEAD.happened", "CLI-EVENTS-SAMPLE.happened")
"""Rows of counts that the command line prints: no sentences, and no idea to be cut in two."""


def test_a_sentence_is_one_idea_and_no_longer() -> None:
    assert list(_sentences("One. Two! Երեք։ 5 ․ 6 (stationctl doctor). ")) == [
        "One.", "Two!", "Երեք։", "5 ․ 6 (stationctl doctor).",
    ]  # fmt: skip
    long = {
        said.where: sentence
        for language in LANGUAGES
        for said in of(language)
        for sentence in _sentences(said.text)
        if len(sentence) > LONGEST
    }
    rows = {where for where in long if where.rpartition(" ")[2] in ROWS}
    assert len(rows) == len(ROWS) * len(LANGUAGES), "a row that is short now stands here for nothing"
    assert [f"{where}: {len(each)}: {each}" for where, each in long.items() if where not in rows] == []


def _sentences(text: str) -> Iterator[str]:
    return (each for each in re.split(r"(?<=[.!?։])\s+", text.strip()) if each)
