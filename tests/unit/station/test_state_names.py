"""Every code that a field takes has a name, in every language: nobody signs under three letters."""

import pytest

from station.domain.nationality import codes
from station.texts.states import state_names
from ui.messages import languages, say, set_language
from ui.widgets.field_words import state_words

WRITTEN_IN = {"hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆւև", "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "en": ""}


@pytest.mark.parametrize("tag", languages())
def test_every_code_has_a_name_in_its_letters(tag: str) -> None:
    names = state_names(tag)
    assert names.keys() == codes()
    letters = WRITTEN_IN[tag] or "abcdefghijklmnopqrstuvwxyz"
    for code, name in names.items():
        assert set(name.lower()) & set(letters), code
        assert name == name.strip() != code


def test_a_code_is_said_in_the_language_in_use() -> None:
    said = []
    for tag in ("hy", "ru", "en"):
        set_language(tag)
        said.append(say(state_words("DEU")))
    assert said == ["Գերմանիա", "Германия", "Germany"]
    assert not state_words("QQQ"), "no State"
