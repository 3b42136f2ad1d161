"""What describes services is read once: each file when its service is first asked for, each shared part for all of
them, each condition once for a version. Many services would be slow to list otherwise, and a visit to begin."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest

from station.profiles import Library, including
from station.profiles.condition import compile as compiling
from station.profiles.library import built_in_texts
from tests.support.counted import counted

DAY = date(2026, 12, 1)


@pytest.fixture
def nothing_read() -> Iterator[None]:
    including._part.cache_clear()
    yield
    including._part.cache_clear()


@pytest.mark.usefixtures("nothing_read")
def test_each_file_and_each_part_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loading = import_module("station.profiles.load")  # the package has a function of that name
    files = counted(monkeypatch, loading, "parse_toml", lambda _, name: name)
    parts = counted(monkeypatch, including, "loads", lambda text: text)
    texts = built_in_texts()
    library = Library(texts)
    assert not files
    for service in library.ids * 3:
        assert library.versions(service)
    assert files == dict.fromkeys(texts, 1)
    assert parts
    assert set(parts.values()) == {1}
    assert len(parts) <= len(including.PARTS)


def test_the_conditions_of_what_is_begun_once_and_of_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(built_in_texts())
    for service in library.ids:
        library.versions(service)
    read = counted(monkeypatch, compiling, "_whole", lambda text, *_: text)
    rules = library.service("id_card", DAY).rules
    library.service("id_card", DAY)
    assert read == dict.fromkeys(rules.conditions, 1)
