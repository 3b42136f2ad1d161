"""Five thousand names that nobody has: what holds of every one."""

import re
from random import Random

import pytest

from station.domain.armenian import collation_key, hy_upper, is_armenian, nfc
from station.domain.romanisation import romanise
from station.fields import Field, FieldContext, read_field
from station.formats.mrz import print_names
from tests.support.armenian_names import a_name
from tests.support.clock import NOW

IN_A_BLOCK = 100
PLAIN = {
    **dict(zip("աբգդզէըթիլկհմյնպռսվտրւփքօֆ", "ABGDZEYTILKHMYNPRSVTRVPKOF", strict=True)),
    "ժ": "ZH", "խ": "KH", "ծ": "TS", "ձ": "DZ", "ղ": "GH", "ճ": "CH", "շ": "SH", "չ": "CH", "ջ": "J", "ց": "TS",
    "ո": "O", "ե": "E",
}  # fmt: skip


def by_hand(name: str) -> str:
    """The table once more, as rules of substitution over small letters and not as a walk over capitals."""
    text = nfc(name).lower().replace("և", "եվ")
    text = re.sub(r"(?<![ա-և])ո(?=վ)", "O", text)
    text = text.replace("ու", "U")
    text = re.sub(r"(?<![ա-ևA-Z])ե", "YE", text)
    text = re.sub(r"(?<![ա-ևA-Z])ո", "VO", text)
    return "".join(PLAIN.get(letter, letter) for letter in text)


@pytest.mark.drawn(3)
@pytest.mark.parametrize("block", range(50))
def test_whatever_a_name_is_made_of(block: int) -> None:
    by = Random(block)
    names = [a_name(by) for _ in range(IN_A_BLOCK)]
    assert len({hy_upper(name) for name in names}) > IN_A_BLOCK * 0.9, "they differ"
    for name in names:
        capitals, latin = hy_upper(name), romanise(name)
        assert is_armenian(name)
        assert latin == by_hand(name), name
        assert re.fullmatch(r"[A-Z]+([ '-][A-Z]+)*", latin), name
        assert romanise(capitals) == latin
        assert hy_upper(capitals) == capitals
        assert not re.search("[ա-և]", capitals)
        assert collation_key(capitals) == collation_key(name) == collation_key(name.lower())
        held = Field("surname_hy", "name", script="hy")
        read = read_field(held, FieldContext(NOW.date(), {"surname_hy": name}, {}.get))
        assert read.value == nfc(name), "nothing is lost or made another on the way"
        assert (len(read.value), read.problems) == (len(name), ())


@pytest.mark.drawn(3)
@pytest.mark.parametrize("block", range(50))
def test_however_it_is_printed(block: int) -> None:
    by = Random(f"zone {block}")
    cut = 0
    for _ in range(IN_A_BLOCK):
        surname, given = romanise(a_name(by)), romanise(a_name(by))
        for width in (30, 39):
            printed = print_names(surname, given, width)
            cut += printed.cut
            whole = f"{surname}<<{given}".replace("'", "").replace("-", "<").replace(" ", "<")
            assert re.fullmatch(r"[A-Z][A-Z<]*", printed.field)
            assert len(printed.field) == width
            assert printed.cut == (len(whole) > width)
            assert (printed.field[-1] != "<") == (len(whole) >= width)
            assert printed.cut or printed.field.rstrip("<") == whole
    assert cut > 10, "there are long ones among them"
